// The seats that have commands waiting. In a tick most have none, and a room of a thousand would look at each.

import type { CommandTable } from '@tickwire/simulation'
import { insert, lowestBit, newIndexSet, remove } from '../replication/index-set.js'
import type { Seats } from './seats.js'

export class CommandingSeats {
  private readonly numbers: Uint32Array

  constructor(private readonly seats: Seats) {
    this.numbers = newIndexSet(seats.max)
  }

  /** The seat has received commands. */
  add(number: number): void {
    insert(this.numbers, number)
  }

  /** Moves what is due at `tick` into the tick's command table, in the order of seats. */
  take(tick: number, table: CommandTable): void {
    const { numbers } = this
    for (let word = 0; word < numbers.length; word++) {
      for (let bits = numbers[word]!; bits !== 0; bits &= bits - 1)
        this.takeOf(word * 32 + lowestBit(bits), tick, table)
    }
  }

  private takeOf(number: number, tick: number, table: CommandTable): void {
    const seat = this.seats.at(number)
    if (seat?.joined) {
      seat.commands.take(tick, number, table)
      seat.client?.applied(seat.commands)
    }
    if (!seat?.commands.isWaiting) remove(this.numbers, number)
  }
}
