// The page's way to the server: one client for the whole visit, logged in under the name that the player has now. When its
// connection is over for good, the next thing that is wanted makes a new one. A visit goes on when the page is loaded again.

import {
  CallError,
  type ChatChannel,
  ChatScope,
  Client,
  isPassing,
  lobbyService,
  type Notice,
  type OpenSocket,
  type PartyState,
  type RoomSummary,
} from '@tickwire/client'
import type { QueueInfo, RatedMatch, Rating, Ticket } from '@tickwire/client/matchmaking'
import { arenaRoomService } from '../../gen-nodejs/arena.handlers.js'
import { arenaSchema } from '../../gen-nodejs/arena.state.js'
import type { Talk } from './chat-log.js'
import type { ArenaRoom } from './match.js'
import { PartyPlay } from './party-play.js'
import type { RankedPlay } from './ranked-play.js'

/** What quick play calls a room that it makes. */
const OPEN_TITLE = 'Open arena'

/** A server that is away is asked again after half to all of this, milliseconds: all its players wait for it. */
const AWAY_MS = 5_000

/** It is restarting, or the way to it is cut. */
export function isServerAway(error: unknown): boolean {
  if (!(error instanceof CallError)) return false
  const { closed } = error.details
  return error.code === 'UNAVAILABLE' || (closed !== undefined && isPassing(closed))
}

export interface ServerListener {
  /** An operator has something to say. */
  notice(notice: Notice): void
  /** The player's party is another one, or has changed. */
  party(party: PartyState | undefined): void
  /** The party's leader plays: the page should go there too. */
  follow(leaderName: string): void
  /** The player's wait for a match is another one, or stands elsewhere. */
  ticket(ticket: Ticket | undefined): void
  /** A match of the player was rated. */
  rated(rated: RatedMatch): void
}

interface Visit {
  readonly client: Client
  readonly partyPlay: PartyPlay
  /** Matchmaking is loaded while the front door shows. */
  readonly rankedPlay: Promise<RankedPlay>
}

export class Server {
  private visit: Visit | undefined
  private name = ''

  constructor(
    private readonly listener: ServerListener,
    private readonly openSocket: OpenSocket,
  ) {}

  async rooms(name: string): Promise<readonly RoomSummary[]> {
    const { client } = await this.loggedIn(name)
    return client.rooms({ roomKind: arenaSchema.name, joinableOnly: false })
  }

  /** Into the party's room, where there is a party. */
  async quickPlay(name: string): Promise<ArenaRoom> {
    const { client, partyPlay } = await this.loggedIn(name)
    const { tags } = partyPlay
    const options = { service: arenaRoomService, room: { title: OPEN_TITLE }, ...(tags !== undefined && { tags }) }
    const room = await client.quickPlay(arenaSchema, options)
    partyPlay.found(room)
    return room
  }

  async create(name: string, title: string, password: string | undefined): Promise<ArenaRoom> {
    const { client } = await this.loggedIn(name)
    return client.createRoom(arenaSchema, { service: arenaRoomService, room: { title, password } })
  }

  async join(name: string, roomId: string, password: string | undefined): Promise<ArenaRoom> {
    const { client } = await this.loggedIn(name)
    return client.joinRoom(roomId, arenaSchema, { service: arenaRoomService, password })
  }

  // ---- ways back ----

  /** Back into the seat whose connection was lost. */
  async rejoin(name: string, room: ArenaRoom): Promise<ArenaRoom> {
    const { client } = await this.loggedIn(name)
    return client.rejoin(room)
  }

  /** This tab was in a room before it was loaded again. */
  get wasPlaying(): boolean {
    this.visit ??= this.newVisit()
    return this.visit.client.keptRoomId !== undefined
  }

  /** Back into the seat that the page before had; undefined when it is held no longer. */
  async takeUp(name: string): Promise<ArenaRoom | undefined> {
    this.visit ??= this.newVisit()
    const { client } = this.visit
    if ((await client.resume()) === undefined) await client.login({ displayName: name })
    this.name = name
    return client.rejoinSeat(arenaSchema, { service: arenaRoomService })
  }

  /** Quick play as soon as the server is there again. @param isWanted - whether the player still waits for it */
  async playOn(name: string, isWanted: () => boolean): Promise<ArenaRoom> {
    for (;;) {
      try {
        return await this.quickPlay(name)
      } catch (error) {
        if (!isServerAway(error) || !isWanted()) throw error
        await new Promise((resolve) => setTimeout(resolve, AWAY_MS * (0.5 + Math.random() / 2)))
      }
    }
  }

  // ---- who plays together ----

  get playerId(): string | undefined {
    return this.visit?.client.player?.playerId
  }

  async createParty(name: string): Promise<void> {
    await (await this.parties(name)).createParty()
  }

  async joinParty(name: string, joinCode: string): Promise<void> {
    await (await this.parties(name)).joinParty(joinCode)
  }

  async leaveParty(name: string): Promise<void> {
    await (await this.parties(name)).leaveParty()
  }

  /** What few visits need comes when it is needed. */
  private async parties(name: string) {
    const { client } = await this.loggedIn(name)
    const { partyService } = await import('@tickwire/client/party')
    return client.calls(partyService)
  }

  /** Tells the party where this player is. */
  playsIn(room: ArenaRoom | undefined): void {
    this.visit?.partyPlay.playsIn(room)
  }

  // ---- ranked ----

  async queues(name: string): Promise<readonly QueueInfo[]> {
    const { rankedPlay } = await this.loggedIn(name)
    return (await rankedPlay).queues()
  }

  async rating(name: string, queue: string): Promise<Rating> {
    const { rankedPlay } = await this.loggedIn(name)
    return (await rankedPlay).rating(queue)
  }

  /** Waits for a match, with the party that the player leads. */
  async waitRanked(name: string, queue: string): Promise<void> {
    const { client, rankedPlay } = await this.loggedIn(name)
    const party = client.party.state
    await (await rankedPlay).wait(queue, party !== undefined && party.members.length > 1 ? party.partyId : undefined)
  }

  async cancelRanked(): Promise<void> {
    await (await this.visit?.rankedPlay)?.cancel()
  }

  async answerOffer(isAccepted: boolean): Promise<void> {
    await (await this.visit?.rankedPlay)?.answer(isAccepted)
  }

  async joinRanked(name: string, ticket: Ticket): Promise<ArenaRoom> {
    const { rankedPlay } = await this.loggedIn(name)
    return (await rankedPlay).join(ticket)
  }

  // ---- what they say ----

  roomTalk(roomId: string): Talk | undefined {
    return this.talk('Room', { scope: ChatScope.ROOM, id: roomId })
  }

  partyTalk({ partyId }: PartyState): Talk | undefined {
    return this.talk('Party', { scope: ChatScope.PARTY, id: partyId })
  }

  private talk(label: string, channel: ChatChannel): Talk | undefined {
    const client = this.visit?.client
    if (client === undefined) return undefined
    const say = (text: string) => client.calls(lobbyService).sendChat(channel, text)
    return { label, messages: client.chat(channel), say }
  }

  private async loggedIn(name: string): Promise<Visit> {
    this.visit ??= this.newVisit()
    const { visit } = this
    if (visit.client.player === undefined || this.name !== name) {
      await visit.client.login({ displayName: name })
      this.name = name
    }
    return visit
  }

  private newVisit(): Visit {
    const { listener, openSocket } = this
    const client = new Client({ url: new URL('.', location.href).href, openSocket })
    const partyPlay = new PartyPlay(client, (leaderName) => listener.follow(leaderName))
    const rankedPlay = import('./ranked-play.js').then(
      ({ RankedPlay }) => new RankedPlay(client, (ticket) => listener.ticket(ticket)),
    )
    const visit = { client, partyPlay, rankedPlay }
    client.onEvent('rated', (rated) => listener.rated(rated))
    client.onEvent('notice', (notice) => listener.notice(notice))
    client.party.onChange((party) => {
      listener.party(party)
      partyPlay.changed(party)
    })
    client.onClose(() => {
      if (this.visit !== visit) return
      this.visit = undefined
      listener.party(undefined)
      listener.ticket(undefined)
    })
    return visit
  }
}
