// The sending half of one entity type. Once per emission it quantises every row of its table, turns the change since the
// previous emission into one code a row, and moves its baseline on. The baseline is what every client that follows the
// entity holds, so an enter serialises the baseline and never the world. Generated code adds the fields (`*.state.ts`);
// this class owns the order of things: spawn, sleep, wake, jump. Netcode rules 1, 5 and 8.
//
// Grammar of a code:   0 hot          the usual: predicted fields by residual, the others unchanged
//                      10 hot cold    some other fields changed
//                      110            falls asleep: nothing more until a wake
//                      111 jump cold  teleport: predicted fields absolute, velocity forgotten

import { type Hash, NO_ENTITY, type Table } from '@tickwire/simulation'
import type { BitWriter } from './bits.js'
import { CodeKind, type CodeTable } from './code-table.js'
import { SLEEP_AFTER_EMISSIONS } from './limits.js'

export abstract class EntityEncoder {
  /** The entity whose baseline stands in each row; NO_ENTITY where none does. */
  readonly entity: Uint32Array
  /** The emission (a tick) in which the row last had bits, or was spawned. */
  readonly changedTick: Uint32Array
  /** The emission that first saw the entity. */
  readonly bornTick: Uint32Array
  readonly asleep: Uint8Array
  private readonly idle: Uint8Array

  /**
   * @param table - the rows to send
   * @param indexBase - entity index of row 0; the index names an entity slot across all tables of a room
   */
  constructor(
    readonly table: Table,
    readonly indexBase: number,
  ) {
    this.entity = new Uint32Array(table.capacity)
    this.changedTick = new Uint32Array(table.capacity)
    this.bornTick = new Uint32Array(table.capacity)
    this.asleep = new Uint8Array(table.capacity)
    this.idle = new Uint8Array(table.capacity)
  }

  /** World position columns, or undefined for a type that everybody in the room knows wherever it is. */
  abstract readonly x: Float64Array | undefined
  abstract readonly y: Float64Array | undefined

  /** Quantises and encodes every row for the emission at `tick`. */
  emit(codes: CodeTable, tick: number): void {
    const { table } = this
    for (let row = 0; row < table.end; row++) {
      const index = this.indexBase + row
      const id = table.id[row]!
      if (id === NO_ENTITY) {
        this.entity[row] = NO_ENTITY
        codes.setNone(index)
        continue
      }
      this.capture(row)
      if (this.entity[row] !== id) {
        this.begin(row, id, tick)
        codes.setNone(index)
      } else if (this.asleep[row] === 1 && table.jumped[row] === 0 && !this.differs(row)) {
        codes.setNone(index)
      } else {
        codes.set(index, this.encode(row, codes.begin()))
        this.changedTick[row] = tick
      }
      table.jumped[row] = 0
    }
  }

  private begin(row: number, id: number, tick: number): void {
    this.entity[row] = id
    this.changedTick[row] = tick
    this.bornTick[row] = tick
    this.asleep[row] = 0
    this.idle[row] = 0
    this.settle(row)
  }

  private encode(row: number, w: BitWriter): number {
    const kind = this.asleep[row] === 1 ? CodeKind.woke : CodeKind.live
    this.asleep[row] = 0
    if (this.table.jumped[row] === 1) {
      this.idle[row] = 0
      w.write(7, 3)
      this.writeJump(row, w)
      this.writeCold(row, w)
      this.settle(row)
      return kind
    }
    this.idle[row] = this.differs(row) || this.moves(row) ? 0 : this.idle[row]! + 1
    if (this.idle[row] === SLEEP_AFTER_EMISSIONS) {
      this.asleep[row] = 1
      this.idle[row] = 0
      w.write(3, 3)
      return CodeKind.slept
    }
    if (this.coldDiffers(row)) {
      w.write(1, 2)
      this.writeHot(row, w)
      this.writeCold(row, w)
    } else {
      w.write(0, 1)
      this.writeHot(row, w)
    }
    this.advance(row)
    return kind
  }

  /** Table columns to quantised present. */
  protected abstract capture(row: number): void
  /** Baseline becomes the present, without velocity. */
  protected abstract settle(row: number): void
  /** Baseline becomes the present, velocity the change that led there. */
  protected abstract advance(row: number): void
  /** Whether the present differs from the baseline in any replicated field. */
  protected abstract differs(row: number): boolean
  /** Whether the baseline has velocity. */
  protected abstract moves(row: number): boolean
  protected abstract coldDiffers(row: number): boolean
  /** The residuals of the predicted fields. */
  protected abstract writeHot(row: number, w: BitWriter): void
  /** The predicted fields, absolute. */
  protected abstract writeJump(row: number, w: BitWriter): void
  /** One bit for each other field that says whether it changed, each followed by its value where it did. */
  protected abstract writeCold(row: number, w: BitWriter): void

  /** The baseline: all replicated fields and velocities, as the last emission left them. The sleep bit comes before it. */
  abstract writeBaseline(row: number, w: BitWriter): void
  /** The fields that are sent once, with an enter. */
  abstract writeOnce(row: number, w: BitWriter): void
  /** The baseline's values, for self-checks: equal to `EntityView.hashInto` of a client that follows the entity. */
  abstract hashInto(row: number, hash: Hash): void

  protected ints(): Int32Array {
    return new Int32Array(this.table.capacity)
  }

  protected texts(): string[] {
    return new Array<string>(this.table.capacity).fill('')
  }
}
