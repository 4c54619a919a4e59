// What a room dropped or refused by policy, summed over its seats, tables and schedule, so that the observer hears of every
// limit that was reached. Read once a second: the tick path only adds to plain numbers where they happen.

import type { Replicator } from '../replication/replicator.js'
import type { Admission } from './admission.js'
import type { LoadGovernor } from './load-governor.js'
import type { Seat } from './seats.js'
import type { SendOrder } from './send-order.js'
import type { TickSchedule } from './tick-schedule.js'

/** Limits that a room reaches, as they are counted. */
export type RoomCount = (typeof COUNTS)[number]

const COUNTS = [
  'commands_dropped',
  'commands_refused',
  'commands_late',
  'views_clamped',
  'events_dropped',
  'spawns_refused',
  'known_lists_full',
  'entities_evicted',
  'schedule_slips',
  'schedule_slipped_ms',
  'joins_deferred',
  'joins_refused',
  'emissions_omitted',
  'load_grade_raises',
  'send_pauses',
  'seats_lost',
  'spectators_refused',
] as const

type Totals = Record<RoomCount, number>

const noTotals = (): Totals => Object.fromEntries(COUNTS.map((count) => [count, 0])) as Totals

/** What counts by itself. */
export interface CountedParts {
  readonly replicator: Replicator
  readonly schedule: TickSchedule
  readonly admission: Admission
  readonly governor: LoadGovernor
  readonly sendOrder: SendOrder
}

export class RoomCounts {
  /** Seats that ended because their players did not come back in time. */
  lostSeats = 0
  private reported = noTotals()
  /** Of seats that ended. */
  private readonly ended = noTotals()

  constructor(private readonly parts: CountedParts) {}

  /** A seat ends: its counts stay. */
  endSeat(seat: Seat): void {
    addSeat(this.ended, seat)
  }

  /** Tells what came on top since the last report. */
  report(seats: Iterable<Seat>, counted: (count: RoomCount, more: number) => void): void {
    const totals = { ...this.ended }
    for (const seat of seats) addSeat(totals, seat)
    const { replicator, schedule, admission, governor, sendOrder } = this.parts
    totals.events_dropped = replicator.eventsDropped
    totals.spawns_refused = replicator.spawnsRefused
    totals.known_lists_full = replicator.knownListsFull
    totals.entities_evicted = replicator.entitiesEvicted
    totals.schedule_slips = schedule.slips
    totals.schedule_slipped_ms = Math.round(schedule.slippedMs)
    totals.joins_deferred = admission.deferred
    totals.joins_refused = admission.refused
    totals.emissions_omitted = governor.emissionsOmitted
    totals.load_grade_raises = governor.raises
    totals.send_pauses = sendOrder.pauses
    totals.seats_lost = this.lostSeats
    totals.spectators_refused = admission.spectatorsRefused
    for (const count of COUNTS) {
      const more = totals[count] - this.reported[count]
      if (more > 0) counted(count, more)
    }
    this.reported = totals
  }
}

function addSeat(totals: Totals, { commands }: Seat): void {
  totals.commands_dropped += commands.dropped
  totals.commands_refused += commands.refused
  totals.commands_late += commands.late
  totals.views_clamped += commands.clampedViews
}
