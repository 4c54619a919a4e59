// The Events service: thin, between the wire and `events/event-queues`.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import type { EventsHandlers } from '@tickwire/gen-nodejs/events.handlers.js'
import type { EventBody } from '@tickwire/gen-nodejs/events.types.js'
import { RefusedError } from '@tickwire/simulation'
import { type EventQueues, POLL_WAIT_MS_MAX } from '../events/event-queues.js'
import { playerOf } from './player.js'
import type { Caller } from './ports.js'

/** Events that one poll may ask for. More: refused BAD_ARGUMENT. */
const POLL_EVENTS_MAX = 100

export function eventsHandlers(queues: EventQueues<EventBody>): EventsHandlers<Caller> {
  return {
    poll(caller, after, waitMs, limit) {
      checkRange('waitMs', waitMs, 0, POLL_WAIT_MS_MAX)
      checkRange('limit', limit, 1, POLL_EVENTS_MAX)
      return queues.poll(playerOf(caller).playerId, after, waitMs, limit, caller.connectionId)
    },
  }
}

function checkRange(parameter: string, value: number, min: number, max: number): void {
  if (value >= min && value <= max) return
  throw new RefusedError(ErrorCode.BAD_ARGUMENT, `${parameter} must be ${min} to ${max}`, { parameter })
}
