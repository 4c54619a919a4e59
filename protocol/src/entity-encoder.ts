// The sending half of one entity type, or of its team record. Once per emission it quantises every row of its table, turns the
// change since the previous emission into one code a row, and moves its baseline on. The baseline is what every client
// that follows the entity holds, so an enter serialises the baseline and never the world. Generated code adds the fields
// (`*.state.ts`); this class owns the order of things: spawn, sleep, wake, jump. Netcode rules 1, 5 and 8.
//
// Grammar of a code:   calm  turning
//                      0     110      every predicted field as predicted: quiet
//                      10    10 field sign  one of them a step beside its prediction: a nudge
//                      110   0 hot    a residual for each of them
//                      1110 cold      some other fields changed; then one of the three above, 11 standing for 110
//                      11110          falls asleep: nothing more until a wake
//                      11111 jump cold  teleport: predicted fields absolute, velocity forgotten
// An entity is turning where a residual of its last code was more than a step; see residual.ts.

import { type Hash, hashInt, NO_ENTITY, type Table } from '@tickwire/simulation'
import type { BitWriter } from './bits.js'
import { CodeKind, type CodeTable } from './code-table.js'
import { bitsFor } from './codes.js'
import { SLEEP_AFTER_EMISSIONS } from './limits.js'
import { Motion } from './motion.js'
import { isTurn } from './residual.js'

export abstract class EntityEncoder {
  /** The entity whose baseline stands in each row; NO_ENTITY where none does. */
  readonly entity: Uint32Array
  /** The emission (a tick) in which the row last had bits, or was spawned. */
  readonly changedTick: Uint32Array
  /** The emission that first saw the entity. */
  readonly bornTick: Uint32Array
  readonly asleep: Uint8Array
  private readonly idle: Uint8Array
  /** A bit for each predicted field whose residual in the row's last code was a turn. */
  protected readonly turned: Uint32Array
  /** Of the row being encoded, by predicted field. */
  private readonly residual: Int32Array
  private readonly fieldBits: number

  /**
   * @param table - the rows to send
   * @param indexBase - entity index of row 0; the index names an entity slot across all replicated tables of a room
   * @param hotCount - predicted fields
   */
  constructor(
    readonly table: Table,
    readonly indexBase: number,
    private readonly hotCount: number,
  ) {
    this.residual = new Int32Array(hotCount)
    this.fieldBits = bitsFor(hotCount - 1)
    this.entity = new Uint32Array(table.capacity)
    this.changedTick = new Uint32Array(table.capacity)
    this.bornTick = new Uint32Array(table.capacity)
    this.asleep = new Uint8Array(table.capacity)
    this.idle = new Uint8Array(table.capacity)
    this.turned = new Uint32Array(table.capacity)
  }

  /** World position columns, or undefined for a type without. */
  abstract readonly x: Float64Array | undefined
  abstract readonly y: Float64Array | undefined

  /** Quantises and encodes every row for the emission at `tick`. Jumps stay marked for the table's other record. */
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
    }
  }

  private begin(row: number, id: number, tick: number): void {
    this.entity[row] = id
    this.changedTick[row] = tick
    this.bornTick[row] = tick
    this.asleep[row] = 0
    this.idle[row] = 0
    this.rest(row)
  }

  /** Stands where it is: nothing turns, nothing moves. */
  private rest(row: number): void {
    this.turned[row] = 0
    this.settle(row)
  }

  private encode(row: number, w: BitWriter): number {
    const kind = this.asleep[row] === 1 ? CodeKind.woke : CodeKind.live
    this.asleep[row] = 0
    if (this.table.jumped[row] === 1) {
      this.idle[row] = 0
      w.write(31, 5)
      this.writeJump(row, w)
      this.writeCold(row, w)
      this.rest(row)
      return kind
    }
    this.idle[row] = this.differs(row) ? 0 : this.idle[row]! + 1
    if (this.idle[row] === SLEEP_AFTER_EMISSIONS) {
      this.asleep[row] = 1
      this.idle[row] = 0
      w.write(15, 5)
      this.rest(row)
      return CodeKind.slept
    }
    const cold = this.coldDiffers(row)
    if (cold) {
      w.write(7, 4)
      this.writeCold(row, w)
    }
    this.predict(row, this.residual)
    this.writeShortest(row, cold ? 2 : 3, w)
    this.advance(row, this.residual)
    return kind
  }

  /** The shortest way to tell the residuals. @param longest - bits of the third prefix: 3, or 2 where it is the last */
  private writeShortest(row: number, longest: number, w: BitWriter): void {
    const { residual, hotCount } = this
    const calm = this.turned[row] === 0
    let off = 0
    let field = 0
    let turned = 0
    for (let i = 0; i < hotCount; i++) {
      if (residual[i] === 0) continue
      off++
      field = i
      if (isTurn(residual[i]!)) turned |= 1 << i
    }
    if (off === 1 && turned === 0) {
      w.write(1 | (field << 2), 2 + this.fieldBits)
      w.write(residual[field]! < 0 ? 1 : 0, 1)
    } else {
      if ((off === 0) === calm) w.write(0, 1)
      else w.write(3, longest)
      if (off !== 0) this.writeHot(row, residual, w)
    }
    this.turned[row] = turned
  }

  /** Table columns to quantised present. */
  protected abstract capture(row: number): void
  /** Baseline becomes the present, without velocity. */
  protected abstract settle(row: number): void
  /** Fills `residual`: by how much each predicted field misses its prediction. */
  protected abstract predict(row: number, residual: Int32Array): void
  /** Baseline becomes the present, velocity goes on from what `predict` found. */
  protected abstract advance(row: number, residual: Int32Array): void
  /** Whether the present differs from the baseline in any replicated field. */
  protected abstract differs(row: number): boolean
  protected abstract coldDiffers(row: number): boolean
  /** The residuals of the predicted fields. */
  protected abstract writeHot(row: number, residual: Int32Array, w: BitWriter): void
  /** The predicted fields, absolute. */
  protected abstract writeJump(row: number, w: BitWriter): void
  /** One bit for each other field that says whether it changed, followed by its value where it did and is no bool. */
  protected abstract writeCold(row: number, w: BitWriter): void

  /** The baseline: what turned, all fields and velocities, as the last emission left them. The sleep bit comes before it. */
  abstract writeBaseline(row: number, w: BitWriter): void
  /** The fields that are sent once, with an enter. */
  abstract writeOnce(row: number, w: BitWriter): void
  /** All that the next code goes on from: what turned, and the baseline's values. Equal to `EntityView.digestInto`. */
  digestInto(row: number, hash: Hash): void {
    hashInt(hash, this.turned[row]!)
    this.hashInto(row, hash)
  }

  /** The baseline's values, for golden vectors and digests: equal to `EntityView.hashInto` of a client that follows the entity. */
  abstract hashInto(row: number, hash: Hash): void

  protected ints(): Int32Array {
    return new Int32Array(this.table.capacity)
  }

  protected motions(): Motion[] {
    return Array.from({ length: this.table.capacity }, () => new Motion())
  }

  protected texts(): string[] {
    return new Array<string>(this.table.capacity).fill('')
  }
}
