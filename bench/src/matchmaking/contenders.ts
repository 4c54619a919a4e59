// Who is compared: each makes a matcher of a queue's configuration.

import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import { createMatcher, holds, type Matcher } from '@tickwire/server/match-function'
import { GreedyMatcher } from './greedy.js'
import { QueueRoomMatcher } from './queue-room.js'
import type { Check } from './simulation.js'

export interface Contender {
  readonly name: string
  readonly create: (config: QueueConfig) => Matcher
  /** Holds it to the queue's rules; the QueueRoom cannot keep them. */
  readonly check: (config: QueueConfig) => Check
}

export const OURS: Contender = { name: 'ours', create: createMatcher, check: judged }

export const PEERS: readonly Contender[] = [
  // What it says of quality is not its own: the judge is asked for the rules only.
  { name: 'greedy oldest seed', create: (config) => new GreedyMatcher(config), check: judged },
  { name: 'Colyseus QueueRoom', create: (config) => new QueueRoomMatcher(config), check: () => () => {} },
]

/** What the server itself asks of every proposal. */
function judged(config: QueueConfig): Check {
  return (proposal, waiting, nowMs) => {
    const view = { config, ticket: (id: string) => waiting.get(id), backfill: () => undefined }
    const { problems } = holds(view, proposal, nowMs)
    if (problems.length > 0) throw new Error(`a proposal breaks the rules of ${config.name}: ${problems.join('; ')}`)
  }
}
