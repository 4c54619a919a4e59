// A table as one player saw it, made by `World.rewind` for the time of a step. The arithmetic is that of the player's own client
// (`EntityView.showAt`): between the two snapshots around the tick that it was shown, by the places that those told. Never across
// a jump, and only of who was known to that client then.

import { NO_EMISSION, type Past, type Places } from './past.js'
import type { RewindableTable } from './rewindable-table.js'
import { NO_SNAPSHOT, type Sight } from './sight.js'
import { NO_ENTITY } from './table.js'

export class Rewound {
  /** Where the entity that was asked for last was, world units. */
  x = 0
  y = 0

  private table: RewindableTable | undefined
  /** Absent: the present. */
  private past: Past | undefined
  private places: Places | undefined
  private sight: Sight | undefined
  /** The snapshot whose known list counts, the ones to mix and their emissions. */
  private at = NO_SNAPSHOT
  private upper = NO_SNAPSHOT
  private lowerEmission = NO_EMISSION
  private upperEmission = NO_EMISSION
  /** How much of the upper one. */
  private part = 0

  /** The table as it is now, with everybody in it. */
  openPresent(table: RewindableTable): this {
    this.table = table
    this.places = undefined
    return this
  }

  /** @param viewTick - fractional */
  open(table: RewindableTable, past: Past, sight: Sight, viewTick: number): this {
    const upper = sight.firstFrom(viewTick)
    const lower = sight.lastBefore(viewTick)
    const isExact = upper !== NO_SNAPSHOT && sight.tickOf(upper) === viewTick
    this.table = table
    this.past = past
    this.sight = sight
    this.places = past.placesOf(table)
    this.at = isExact ? upper : lower
    this.upper = isExact ? NO_SNAPSHOT : upper
    this.lowerEmission = this.at === NO_SNAPSHOT ? NO_EMISSION : past.emissionAt(sight.tickOf(this.at))
    this.upperEmission = this.upper === NO_SNAPSHOT ? NO_EMISSION : past.emissionAt(sight.tickOf(this.upper))
    if (this.upperEmission !== NO_EMISSION && lower !== NO_SNAPSHOT) {
      const from = sight.tickOf(lower)
      this.part = (viewTick - from) / (sight.tickOf(upper) - from)
    }
    return this
  }

  /**
   * Whether the player saw the entity of a row; `x` and `y` then say where. One that has jumped since is where it came out; one that
   * is gone is seen by nobody.
   */
  sees(row: number): boolean {
    const { table, places } = this
    const id = table?.id[row] ?? NO_ENTITY
    if (table === undefined || id === NO_ENTITY) return false
    if (places === undefined) return this.takePresent(table, row)
    const { sight, at } = this
    if (sight === undefined || at === NO_SNAPSHOT || places.entity[row] !== id) return false
    const index = places.indexBase + row
    const atTick = sight.tickOf(at)
    if (places.bornTick[row]! > atTick || !sight.knows(at, index)) return false
    if (table.jumped[row] === 1) return this.takePresent(table, row)
    const sinceTick = places.sinceTick[row]!
    if (sinceTick > atTick) return this.take(places, this.past?.emissionAt(sinceTick) ?? NO_EMISSION, row)
    if (this.upperEmission === NO_EMISSION || !sight.knows(this.upper, index)) {
      return this.take(places, this.lowerEmission, row)
    }
    return this.mix(places, row)
  }

  private takePresent(table: RewindableTable, row: number): true {
    this.x = table.axisX[row]!
    this.y = table.axisY[row]!
    return true
  }

  /** False where it is too long ago. */
  private take(places: Places, emission: number, row: number): boolean {
    if (emission === NO_EMISSION) return false
    this.x = places.xAt(emission, row)
    this.y = places.yAt(emission, row)
    return true
  }

  private mix(places: Places, row: number): boolean {
    const { lowerEmission, upperEmission, part } = this
    if (!this.take(places, lowerEmission, row)) return false
    this.x += (places.xAt(upperEmission, row) - this.x) * part
    this.y += (places.yAt(upperEmission, row) - this.y) * part
    return true
  }
}
