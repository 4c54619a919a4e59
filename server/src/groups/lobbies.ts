// Lobbies: players gathered before a room. The owner says what the room will be; when all are ready the owner starts a countdown,
// at whose end the room is made and everybody gets a seat in it, or nobody does. Rooms are asked for through `finder/room-finder`.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import { LobbyPhase } from '@tickwire/gen-nodejs/lobby.types.js'
import { NotFoundError, RefusedError } from '@tickwire/simulation'
import { RecentRequests } from '../finder/recent-requests.js'
import type { Assignment, RoomFinder } from '../finder/room-finder.js'
import { checkRequestId, type RoomRequest } from '../finder/room-request.js'
import { UnavailableError } from '../finder/unavailable-error.js'
import { plainText } from '../plain-text.js'
import { changed, type Group, memberOf, withMemberFields } from './group.js'
import type { GroupStore } from './group-store.js'
import { badArgument, type GroupPlayer, Groups, type GroupWorld } from './groups.js'
import type { Tell } from './told.js'

/** Members of a lobby, whatever its room holds: each change is told to each. Beyond: refused LIMIT_REACHED. */
export const LOBBY_MEMBERS_MAX = 64
/** Lobbies of this process, and of one player. Beyond: refused LIMIT_REACHED. */
export const LOBBIES_MAX = 10_000
export const LOBBIES_PER_PLAYER_MAX = 4
/** From the start to the room, milliseconds: time to say no. */
export const COUNTDOWN_MS = 5_000
/** How often a lobby looks whether its room still runs, milliseconds. */
export const ROOM_CHECK_MS = 1_000
/** Longest team, characters. Beyond: refused BAD_ARGUMENT. */
export const TEAM_CHARS_MAX = 32

export interface Lobby extends Group {
  readonly phase: LobbyPhase
  /** Its password and options go to nobody. */
  readonly request: RoomRequest
  /** Set in COUNTDOWN. */
  readonly startsAtMs: number | undefined
  /** Set in IN_GAME. */
  readonly roomId: string | undefined
}

export interface LobbiesOptions extends GroupWorld {
  readonly rooms: RoomFinder
  readonly store: GroupStore<Lobby>
  readonly tell: Tell
  readonly onEnded: (lobbyId: string) => void
  /** A start failed by an error of our own. */
  readonly onError: (error: unknown) => void
}

const OPEN = { phase: LobbyPhase.OPEN, startsAtMs: undefined, roomId: undefined } as const

export class Lobbies {
  private readonly groups: Groups<Lobby>
  private readonly requests = new RecentRequests()
  /** Stops what a lobby waits for, the end of its countdown or of its room; no entry while it is OPEN. */
  private readonly waits = new Map<string, () => void>()

  constructor(private readonly options: LobbiesOptions) {
    const { store, tell } = options
    this.groups = new Groups<Lobby>({
      ...options,
      kind: 'lobby',
      store,
      groupsMax: LOBBIES_MAX,
      groupsPerPlayerMax: LOBBIES_PER_PLAYER_MAX,
      settle: stopUnlessReady,
      onChanged: (lobby) => {
        if (lobby.phase === LobbyPhase.OPEN) this.stopWaiting(lobby.groupId)
        tell(playerIds(lobby), { lobby })
      },
      onEnded: ({ groupId }) => {
        this.stopWaiting(groupId)
        options.onEnded(groupId)
      },
      onRemoved: (playerId, removal) => tell([playerId], { removal }),
    })
  }

  /** Timers that run for lobbies and their members; 0 when nobody is in any. */
  get timers(): number {
    return this.waits.size + this.groups.graceCount
  }

  /** @throws RefusedError, UnavailableError */
  create(player: GroupPlayer, request: RoomRequest): Lobby {
    checkRequestId(request.requestId)
    const { store, scheduler, rooms } = this.options
    const madeId = this.requests.find(player.playerId, request.requestId, scheduler.nowMs())
    const made = madeId === undefined ? undefined : store.get(madeId)
    if (made !== undefined && memberOf(made, player.playerId) !== undefined) return this.get(player, made.groupId)
    rooms.refuseIfDraining()
    const sizeMax = Math.min(rooms.playersMaxOf(request), LOBBY_MEMBERS_MAX)
    const lobby = this.groups.make(player, sizeMax, (group) => ({ ...group, ...OPEN, request }))
    this.requests.remember(player.playerId, request.requestId, lobby.groupId, scheduler.nowMs())
    return lobby
  }

  join(player: GroupPlayer, idOrCode: string): Lobby {
    return this.groups.join(this.groups.byIdOrCode(idOrCode), player)
  }

  get(player: GroupPlayer, lobbyId: string): Lobby {
    return this.groups.mine(lobbyId, player.playerId)
  }

  /** The lobby's members; nobody when there is none. */
  members(lobbyId: string): readonly string[] {
    const lobby = this.options.store.get(lobbyId)
    return lobby === undefined ? [] : playerIds(lobby)
  }

  of(player: GroupPlayer): readonly Lobby[] {
    return this.groups.of(player.playerId)
  }

  leave(player: GroupPlayer, lobbyId: string): void {
    this.groups.leave(this.get(player, lobbyId), player.playerId)
  }

  leaveAll(playerId: string): void {
    this.groups.leaveAll(playerId)
  }

  setReady(player: GroupPlayer, lobbyId: string, ready: boolean): Lobby {
    const lobby = this.get(player, lobbyId)
    refuseInGame(lobby)
    if (memberOf(lobby, player.playerId)?.ready === ready) return lobby
    return this.groups.commit(withMemberFields(lobby, player.playerId, { ready }), lobby)
  }

  /** @param team - empty: none; undefined: as it is */
  setMember(player: GroupPlayer, lobbyId: string, team: string | undefined): Lobby {
    const lobby = this.get(player, lobbyId)
    if (team === undefined) return lobby
    const plain = plainText(team)
    if (plain.length > TEAM_CHARS_MAX) throw badArgument('change.team', `may have at most ${TEAM_CHARS_MAX} characters`)
    return this.groups.commit(withMemberFields(lobby, player.playerId, { team: plain || undefined }), lobby)
  }

  update(player: GroupPlayer, lobbyId: string, ifVersion: number, request: RoomRequest): Lobby {
    const lobby = this.get(player, lobbyId)
    this.groups.checkOwner(lobby, player.playerId)
    refuseInGame(lobby)
    if (lobby.version !== ifVersion) {
      const message = `the lobby is at version ${lobby.version}, not ${ifVersion}: read it again and decide again`
      throw new RefusedError(ErrorCode.CONFLICT, message, { parameter: 'ifVersion' })
    }
    const sizeMax = Math.min(this.options.rooms.playersMaxOf(request), LOBBY_MEMBERS_MAX)
    if (sizeMax < lobby.members.length) {
      throw badArgument('room.playersMax', `is less than the lobby's ${lobby.members.length} members`)
    }
    return this.groups.commit(changed(lobby, { ...OPEN, request, sizeMax, members: unready(lobby) }), lobby)
  }

  remove(player: GroupPlayer, lobbyId: string, playerId: string): Lobby {
    return this.groups.remove(this.get(player, lobbyId), player.playerId, playerId)
  }

  /** Begins the countdown. @param madeFrom - the player's address: the room counts as made from there */
  start(player: GroupPlayer, lobbyId: string, madeFrom?: string): Lobby {
    const lobby = this.get(player, lobbyId)
    this.groups.checkOwner(lobby, player.playerId)
    if (lobby.phase !== LobbyPhase.OPEN) throw new RefusedError(ErrorCode.CONFLICT, 'the lobby has started already')
    const waitsFor = lobby.members.find((member) => !isReady(member))
    if (waitsFor !== undefined) {
      throw new RefusedError(ErrorCode.NOT_READY, `${waitsFor.displayName} is not ready`, { parameter: 'lobbyId' })
    }
    this.options.rooms.refuseIfDraining()
    const startsAtMs = this.options.scheduler.nowMs() + COUNTDOWN_MS
    const next = this.groups.commit(changed(lobby, { phase: LobbyPhase.COUNTDOWN, startsAtMs }), lobby)
    this.wait(lobbyId, COUNTDOWN_MS, () => this.launch(lobbyId, madeFrom))
    return next
  }

  /** A seat in the running room. */
  joinRoom(player: GroupPlayer, lobbyId: string): Assignment {
    const lobby = this.get(player, lobbyId)
    const { roomId, request } = lobby
    if (roomId === undefined) throw new RefusedError(ErrorCode.CONFLICT, 'the lobby has no running room')
    const { team } = memberOf(lobby, player.playerId) ?? {}
    return this.options.rooms.join({ ...player, team }, roomId, request.password)
  }

  /** The countdown's end: a room with a seat for everybody, or none and the lobby open again. */
  private launch(lobbyId: string, madeFrom: string | undefined): void {
    const { store, tell } = this.options
    const lobby = store.get(lobbyId)
    if (lobby === undefined) return
    const seats = this.seatsFor(lobby, madeFrom)
    if (typeof seats === 'string') {
      this.groups.commit(changed<Lobby>(lobby, OPEN), lobby)
      tell(playerIds(lobby), { warning: `the room could not be started: ${seats}` })
      return
    }
    const fields = {
      phase: LobbyPhase.IN_GAME,
      startsAtMs: undefined,
      roomId: seats[0]?.roomId,
      members: unready(lobby),
    }
    this.groups.commit(changed<Lobby>(lobby, fields), lobby)
    this.wait(lobbyId, ROOM_CHECK_MS, () => this.checkRoom(lobbyId))
    lobby.members.forEach(({ playerId, team }, i) => {
      tell([playerId], { assignment: { ...seats[i]!, team } })
    })
  }

  /** A seat for each member in a new room, or why there is none: nobody waits for an answer to whom an error could go. */
  private seatsFor({ members, request }: Lobby, madeFrom: string | undefined): readonly Assignment[] | string {
    try {
      return this.options.rooms.createFor(members, request, { madeFrom })
    } catch (error) {
      const isTold =
        error instanceof RefusedError || error instanceof UnavailableError || error instanceof NotFoundError
      if (isTold) return error.message
      this.options.onError(error)
      return 'internal error'
    }
  }

  /** Opens the lobby again when its room is over. */
  private checkRoom(lobbyId: string): void {
    const { rooms, store } = this.options
    const lobby = store.get(lobbyId)
    if (lobby?.roomId === undefined) return
    if (rooms.isRunning(lobby.roomId)) this.wait(lobbyId, ROOM_CHECK_MS, () => this.checkRoom(lobbyId))
    else this.groups.commit(changed<Lobby>(lobby, { ...OPEN, members: unready(lobby) }), lobby)
  }

  private wait(lobbyId: string, ms: number, run: () => void): void {
    this.stopWaiting(lobbyId)
    this.waits.set(lobbyId, this.options.scheduler.after(ms, run))
  }

  private stopWaiting(lobbyId: string): void {
    this.waits.get(lobbyId)?.()
    this.waits.delete(lobbyId)
  }
}

/** A countdown goes on only with the same members, all of them ready. */
function stopUnlessReady(next: Lobby, before: Lobby): Lobby {
  if (next.phase !== LobbyPhase.COUNTDOWN) return next
  const goesOn = next.members.length === before.members.length && next.members.every(isReady)
  return goesOn ? next : { ...next, ...OPEN }
}

function isReady({ ready, connected }: { ready: boolean; connected: boolean }): boolean {
  return ready && connected
}

function unready({ members }: Lobby): Lobby['members'] {
  return members.map((member) => ({ ...member, ready: false }))
}

function refuseInGame({ phase }: Lobby): void {
  if (phase === LobbyPhase.IN_GAME) throw new RefusedError(ErrorCode.CONFLICT, "the lobby's room runs already")
}

function playerIds({ members }: Group): string[] {
  return members.map(({ playerId }) => playerId)
}
