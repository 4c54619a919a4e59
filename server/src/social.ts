// Lobbies, parties and chat, put together: one presence, one way to tell players. `app.ts` makes it and registers its services.

import type { EventBody } from '@tickwire/gen-nodejs/events.types.js'
import { ChatScope } from '@tickwire/gen-nodejs/lobby.types.js'
import { Chat } from './chat/chat.js'
import { MemoryMutes, type Mutes } from './chat/mutes.js'
import { EventQueues } from './events/event-queues.js'
import { FanOut } from './events/fan-out.js'
import { Presence } from './events/presence.js'
import type { Scheduler } from './events/scheduler.js'
import type { RoomDirectory } from './finder/room-directory.js'
import type { RoomFinder } from './finder/room-finder.js'
import { MemoryGroupStore } from './groups/group-store.js'
import { Lobbies, type Lobby } from './groups/lobbies.js'
import { Parties, type Party } from './groups/parties.js'
import type { Tell } from './groups/told.js'
import { eventBody } from './rpc/event-body.js'

export interface SocialOptions {
  readonly rooms: RoomFinder
  readonly directory: RoomDirectory
  readonly scheduler: Scheduler
  /** Milliseconds since 1970, UTC. */
  readonly wallClockMs: () => number
  /** 128 fresh random bits as URL-safe text. */
  readonly randomToken: () => string
  /** 32 fresh random bits. */
  readonly randomU32: () => number
  /** Throws for a player who may not come in now. */
  readonly checkEntry: (playerId: string) => void
  /** A lobby could not start by an error of our own. */
  readonly onError: (error: unknown) => void
  /** A party has new or fewer members, or changed otherwise. */
  readonly onParty: (party: Party) => void
}

export class Social {
  readonly presence: Presence
  readonly events: EventQueues<EventBody>
  readonly lobbies: Lobbies
  readonly parties: Parties
  readonly chat: Chat
  /** For operators. */
  readonly mutes: Mutes

  constructor(options: SocialOptions) {
    const { scheduler, wallClockMs, directory } = options
    const presence = new Presence(scheduler)
    this.presence = presence
    const nowMs = () => scheduler.nowMs()
    this.events = new EventQueues<EventBody>(scheduler, presence)
    this.mutes = new MemoryMutes()
    const tell: Tell = (playerIds, told) => {
      const body = eventBody(told, nowMs())
      for (const playerId of playerIds) this.events.publish(playerId, body)
    }
    const fanOut = new FanOut<EventBody>(scheduler, (playerId, body) => this.events.publish(playerId, body))
    const world = { ...options, presence, tell }
    this.lobbies = new Lobbies({
      ...world,
      store: new MemoryGroupStore<Lobby>(),
      onEnded: (lobbyId) => this.chat.forget(ChatScope.LOBBY, lobbyId),
    })
    this.parties = new Parties({
      ...world,
      store: new MemoryGroupStore<Party>(),
      tell: (playerIds, told) => {
        tell(playerIds, told)
        if ('party' in told) options.onParty(told.party)
      },
      onEnded: (partyId) => this.chat.forget(ChatScope.PARTY, partyId),
    })
    this.chat = new Chat({
      membersOf: (scope, id) => {
        if (scope === ChatScope.LOBBY) return this.lobbies.members(id)
        if (scope === ChatScope.PARTY) return this.parties.members(id)
        return directory.players(id)
      },
      isPresent: (playerId) => presence.isPresent(playerId),
      mutes: this.mutes,
      tell: (playerIds, chat) => fanOut.tell(playerIds, eventBody({ chat }, nowMs())),
      isBusy: () => fanOut.isFull,
      nowMs,
      wallClockMs,
    })
  }

  /** A player who logs out is in no group any more. */
  leaveAll(playerId: string): void {
    this.lobbies.leaveAll(playerId)
    this.parties.leaveAll(playerId)
  }
}
