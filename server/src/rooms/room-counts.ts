// What a room dropped or refused by policy, summed over its seats, tables and schedule, so that the observer hears of every
// limit that was reached. Read once a second: the tick path only adds to plain numbers where they happen.

import type { Replicator } from '../replication/replicator.js'
import type { Seat } from './seats.js'
import type { TickSchedule } from './tick-schedule.js'

/** Limits that a room reaches, as they are counted. */
export type RoomCount = (typeof COUNTS)[number]

const COUNTS = [
  'commands_dropped',
  'commands_refused',
  'commands_late',
  'events_dropped',
  'spawns_refused',
  'known_lists_full',
  'schedule_slips',
  'schedule_slipped_ms',
] as const

type Totals = Record<RoomCount, number>

const noTotals = (): Totals => ({
  commands_dropped: 0,
  commands_refused: 0,
  commands_late: 0,
  events_dropped: 0,
  spawns_refused: 0,
  known_lists_full: 0,
  schedule_slips: 0,
  schedule_slipped_ms: 0,
})

export class RoomCounts {
  private reported = noTotals()
  /** Of seats that ended. */
  private readonly ended = noTotals()

  constructor(
    private readonly replicator: Replicator,
    private readonly schedule: TickSchedule,
  ) {}

  /** A seat ends: its counts stay. */
  endSeat(seat: Seat): void {
    addSeat(this.ended, seat)
  }

  /** Tells what came on top since the last report. */
  report(seats: Iterable<Seat>, counted: (count: RoomCount, more: number) => void): void {
    const totals = { ...this.ended }
    for (const seat of seats) addSeat(totals, seat)
    totals.events_dropped = this.replicator.eventsDropped
    totals.spawns_refused = this.replicator.spawnsRefused
    totals.known_lists_full = this.replicator.knownListsFull
    totals.schedule_slips = this.schedule.slips
    totals.schedule_slipped_ms = Math.round(this.schedule.slippedMs)
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
}
