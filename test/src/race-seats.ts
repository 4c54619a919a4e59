// What the game was told of its seats in a race: each change must follow from the one before, and at any time the game believes of
// a seat what the room does.

import type { Room } from '@tickwire/server/internals'
import type { FieldWorld } from '../gen-nodejs/field.state.js'
import type { SeatChange } from './field-game.js'

/** What may be told of a seat after what; undefined: of one that nobody has. */
const MAY_FOLLOW: Readonly<Record<SeatChange, readonly (SeatChange | undefined)[]>> = {
  join: [undefined, 'leave'],
  drop: ['join', 'return'],
  return: ['drop'],
  leave: ['join', 'drop', 'return'],
}

export class ToldSeats {
  private readonly last = new Map<FieldWorld, Map<number, SeatChange>>()

  /** @param problems - gets what must not be */
  constructor(private readonly problems: string[]) {}

  told(change: SeatChange, world: FieldWorld, seat: number): void {
    const seats = this.last.get(world) ?? new Map<number, SeatChange>()
    this.last.set(world, seats)
    const before = seats.get(seat)
    if (!MAY_FOLLOW[change].includes(before)) this.problems.push(`seat ${seat}: ${change} after ${before}`)
    seats.set(seat, change)
  }

  check({ world, seats }: Room): void {
    for (const { number, joined, away } of seats.all()) {
      const last = this.last.get(world as FieldWorld)?.get(number)
      const fits = away ? last === 'drop' : !joined || last === 'join' || last === 'return'
      if (!fits) this.problems.push(`seat ${number} is ${away ? 'away' : 'there'}, and the game was told ${last}`)
    }
  }
}
