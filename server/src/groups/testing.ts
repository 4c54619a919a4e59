// Lobbies and parties for tests, with time, chance, rooms and connections in the test's hand, and all that players were told.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import { RefusedError } from '@tickwire/simulation'
import { Presence } from '../events/presence.js'
import { SteppedScheduler } from '../events/testing.js'
import { RoomFinder } from '../finder/room-finder.js'
import type { RoomRequest } from '../finder/room-request.js'
import { TestDirectory } from '../finder/testing.js'
import { MemoryGroupStore } from './group-store.js'
import type { GroupPlayer } from './groups.js'
import { Lobbies, type Lobby } from './lobbies.js'
import { Parties, type Party } from './parties.js'
import type { Tell, Told } from './told.js'

export function player(playerId: string): GroupPlayer {
  return { playerId, displayName: playerId.toUpperCase() }
}

export function request(fields: Partial<RoomRequest> = {}): RoomRequest {
  const absent = { region: undefined, playersMax: undefined, password: undefined, tags: {}, options: undefined }
  return { roomKind: 'arena', title: 'Duel', listed: true, requestId: 'r', ...absent, ...fields }
}

export class TestGroups {
  readonly scheduler = new SteppedScheduler()
  readonly presence = new Presence(this.scheduler)
  readonly directory = new TestDirectory()
  readonly lobbyStore = new MemoryGroupStore<Lobby>()
  readonly partyStore = new MemoryGroupStore<Party>()
  readonly told: { readonly playerId: string; readonly told: Told }[] = []
  readonly ended: string[] = []
  readonly errors: unknown[] = []
  readonly lobbies: Lobbies
  readonly parties: Parties
  isDraining = false
  /** Players who may not come in. */
  readonly banned = new Set<string>()
  private readonly connected = new Set<string>()
  private made = 0

  /** @param randomU32 - decides the join codes */
  constructor(randomU32?: () => number) {
    const { scheduler, presence, directory, lobbyStore, partyStore } = this
    const tell: Tell = (playerIds, told) => {
      for (const playerId of playerIds) this.told.push({ playerId, told })
    }
    const world = {
      scheduler,
      presence,
      tell,
      randomToken: () => `t${++this.made}`,
      randomU32: randomU32 ?? (() => ++this.made * 2_654_435_761),
      checkEntry: (playerId: string) => {
        if (this.banned.has(playerId)) throw new RefusedError(ErrorCode.BANNED, 'banned')
      },
      onEnded: (groupId: string) => this.ended.push(groupId),
      onError: (error: unknown) => this.errors.push(error),
    }
    const nowMs = () => scheduler.nowMs()
    const isDraining = () => this.isDraining
    const rooms = new RoomFinder({ directory, region: 'here', playUrl: () => '/play', isDraining, nowMs })
    this.lobbies = new Lobbies({ ...world, rooms, store: lobbyStore })
    this.parties = new Parties({ ...world, store: partyStore })
  }

  /** The player polls from now on. */
  connect(playerId: string): GroupPlayer {
    if (!this.connected.has(playerId)) this.presence.pollBegins(playerId)
    this.connected.add(playerId)
    return player(playerId)
  }

  disconnect(playerId: string): void {
    if (this.connected.delete(playerId)) this.presence.pollEnds(playerId)
  }

  /** What a player was told since the last time, by kind. */
  heard(playerId: string): Told[] {
    const heard = this.told.filter((one) => one.playerId === playerId).map(({ told }) => told)
    const others = this.told.filter((one) => one.playerId !== playerId)
    this.told.splice(0, this.told.length, ...others)
    return heard
  }
}
