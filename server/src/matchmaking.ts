// Matchmaking, put together: queues from the config, the matcher, ratings, and what rooms tell of their seats and matches. `app.ts` makes
// it and registers its services.

import type { EventBody } from '@tickwire/gen-nodejs/events.types.js'
import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import type { EventQueues } from './events/event-queues.js'
import type { Presence } from './events/presence.js'
import type { Scheduler } from './events/scheduler.js'
import type { RoomDirectory } from './finder/room-directory.js'
import type { RoomFinder } from './finder/room-finder.js'
import type { Parties } from './groups/parties.js'
import { MemoryMatchStore } from './matchmaking/match-store.js'
import { localMatcher, type OpenMatcher } from './matchmaking/matcher-host.js'
import { Matchmaker } from './matchmaking/matchmaker.js'
import { MemoryRatingStore } from './matchmaking/rating-store.js'
import type { QueueSurroundings } from './matchmaking/rules/check-queue-config.js'
import { createMatcher } from './matchmaking/search/matcher.js'
import { TicketRequests } from './matchmaking/ticket-requests.js'
import { localTrials, type RunTrials } from './matchmaking/trial/trials.js'
import { rateByOpenskill } from './ratings/openskill.js'
import type { RoomObserver } from './rooms/room-observer.js'
import type { Log } from './rpc/reporting.js'
import type { Sessions } from './session/sessions.js'

export interface MatchmakingOptions {
  /** What configs of queues are checked against. */
  readonly surroundings: QueueSurroundings
  /** Where configs are tried. Default: in this thread. */
  readonly runTrials?: RunTrials | undefined
  readonly queues: readonly QueueConfig[]
  /** Where matchers run. Default: in this thread. */
  readonly openMatcher?: OpenMatcher
  readonly scheduler: Scheduler
  readonly presence: Presence
  readonly events: EventQueues<EventBody>
  readonly parties: Parties
  readonly rooms: RoomFinder
  readonly directory: RoomDirectory
  readonly sessions: Pick<Sessions, 'displayNameOf'>
  readonly randomToken: () => string
  readonly randomSeed: () => number
  readonly isDraining: () => boolean
  readonly log: Log
}

export class Matchmaking {
  readonly matchmaker: Matchmaker
  readonly requests: TicketRequests

  constructor(options: MatchmakingOptions) {
    const { events, parties, sessions, log } = options
    const world = { ...options, store: new MemoryMatchStore(), ratings: new MemoryRatingStore() }
    this.matchmaker = new Matchmaker({
      ...world,
      openMatcher: options.openMatcher ?? localMatcher(createMatcher),
      runTrials: options.runTrials ?? localTrials(createMatcher, () => options.scheduler.nowMs()),
      rate: rateByOpenskill,
      tell: (playerId, told) => events.publish(playerId, told),
      randomU32: options.randomSeed,
      onError: (err, message, fields) => log.error({ err, ...fields }, message),
    })
    this.requests = new TicketRequests({
      ...world,
      matchmaker: this.matchmaker,
      partyOf: (player) => parties.get(player),
      displayNameOf: (playerId) => sessions.displayNameOf(playerId),
    })
  }
}

/** What rooms report, heard by the matchmaker too before it goes on to `observer`. */
export function heardBy(matchmaking: () => Matchmaking, observer: RoomObserver, log: Log): RoomObserver {
  /** An error here is none of the room's, in whose tick it happens. */
  const guarded = (run: (matchmaker: Matchmaker) => void): void => {
    try {
      run(matchmaking().matchmaker)
    } catch (err) {
      log.error({ err }, 'matchmaking could not follow a room')
    }
  }
  return {
    ticked: (durationMs, lateMs, overran) => observer.ticked(durationMs, lateMs, overran),
    snapshot: (outcome, bytes) => observer.snapshot(outcome, bytes),
    counted: (count, more) => observer.counted(count, more),
    roomOpened: (roomId) => observer.roomOpened(roomId),
    seatTaken: (roomId, playerId) => observer.seatTaken(roomId, playerId),
    seatEnded(roomId, playerId) {
      guarded((matchmaker) => matchmaker.seatEnded(roomId, playerId))
      observer.seatEnded(roomId, playerId)
    },
    matchEnded(roomId, results) {
      guarded((matchmaker) => matchmaker.matchEnded(roomId, results))
      observer.matchEnded(roomId, results)
    },
    roomClosed(roomId, reason, message) {
      guarded((matchmaker) => matchmaker.roomClosed(roomId))
      observer.roomClosed(roomId, reason, message)
    },
    roomFailed: (dump) => observer.roomFailed(dump),
    desynced: (dump) => observer.desynced(dump),
    messageFailed: (roomId, error) => observer.messageFailed(roomId, error),
  }
}
