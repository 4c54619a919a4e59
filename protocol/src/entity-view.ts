// The receiving half of one entity type, or of its team record: one view object a known entity, created at its enter and
// dropped at its leave. It mirrors the encoder's baseline bit for bit, and keeps the last few decoded samples so that an application can draw
// the entity a little in the past, between two of them. Generated code adds the fields (`*.state.ts`).

import { type Hash, hashInt } from '@tickwire/simulation'
import type { BitReader } from './bits.js'
import { readUnary } from './codes.js'
import { HotReader } from './hot-reader.js'

/** Samples kept for interpolation: at 20 Hz the last 400 ms. */
export const SAMPLES_MAX = 8

/** Reads one code at a time, whoever's it is. */
const hot = new HotReader()

export abstract class EntityView {
  /** Asleep: the server sends nothing for it until it wakes. */
  asleep = false
  /** Snapshots were missed and this entity has not been refreshed yet: its values are old. */
  stale = false
  /** What the entity's team knows beyond this; undefined while this client is not told. */
  teamRecord: EntityView | undefined = undefined

  /** A bit for each predicted field that turned in the last code, as `EntityEncoder` has it. */
  protected turned = 0

  private readonly sampleTicks = new Float64Array(SAMPLES_MAX)
  private readonly samples: Float64Array
  private sampleCount = 0

  /** @param hotCount - how many fields are predicted and interpolated */
  constructor(
    readonly id: number,
    private readonly hotCount: number,
  ) {
    this.samples = new Float64Array(SAMPLES_MAX * hotCount)
  }

  /** Entity type id. */
  abstract readonly type: number

  /** Applies the entity's code of the snapshot at `tick`; `interval` is the number of ticks between emissions. */
  readCode(r: BitReader, tick: number, interval: number): void {
    const ones = readUnary(r, 5)
    switch (ones) {
      case 3:
        this.readCold(r)
        this.readMotion(r, readUnary(r, 2))
        break
      case 4:
        this.asleep = true
        this.turned = 0
        this.rest()
        break
      case 5:
        this.sampleCount = 0
        this.turned = 0
        this.readJump(r)
        this.readCold(r)
        break
      default:
        this.readMotion(r, ones)
    }
    // A sleeper has no samples of its rest: without this one, it would be drawn sliding since it fell asleep.
    if (this.sampleCount > 0 && this.sampleTicks[this.sampleCount - 1]! < tick - interval) {
      this.repeatSample(tick - interval)
    }
    this.record(tick)
  }

  /** Quiet, a nudge, or residuals: in this order as long as nothing turns, else in the opposite one. */
  private readMotion(r: BitReader, ones: number): void {
    const { turned } = this
    const order = turned === 0 ? ones : 2 - ones
    if (order === 0) this.readHot(hot.openQuiet(r))
    else if (order === 1) this.readHot(hot.openNudge(r, this.hotCount))
    else this.readHot(hot.openCoded(r, turned))
    this.turned = hot.turned
  }

  /** Applies a baseline: of an enter, of a refresh after missed snapshots, of a resync. */
  readState(r: BitReader, tick: number): void {
    this.asleep = r.read(1) === 1
    this.stale = false
    // A resync repeats the tick of the snapshot before it.
    if (this.sampleTicks[this.sampleCount - 1] === tick) this.sampleCount--
    this.readBaseline(r)
    this.record(tick)
  }

  /**
   * Moves what is shown to `renderTick` (fractional): between the two samples around it, at the newest beyond it.
   * @returns false while the entity has no sample that old yet
   */
  showAt(renderTick: number): boolean {
    const last = this.sampleCount - 1
    if (last < 0) return false
    let upper = last
    while (upper > 0 && this.sampleTicks[upper - 1]! >= renderTick) upper--
    const lower = Math.max(0, upper - 1)
    const from = this.sampleTicks[lower]!
    const span = this.sampleTicks[upper]! - from
    const part = span > 0 ? Math.min(1, Math.max(0, (renderTick - from) / span)) : 1
    this.show(this.samples, lower * this.hotCount, upper * this.hotCount, part)
    return renderTick >= this.sampleTicks[0]!
  }

  private record(tick: number): void {
    if (this.sampleCount === SAMPLES_MAX) {
      this.samples.copyWithin(0, this.hotCount)
      this.sampleTicks.copyWithin(0, 1)
      this.sampleCount--
    }
    this.sampleTicks[this.sampleCount] = tick
    this.sample(this.samples, this.sampleCount * this.hotCount)
    this.sampleCount++
  }

  private repeatSample(tick: number): void {
    const last = (this.sampleCount - 1) * this.hotCount
    const values = this.samples.slice(last, last + this.hotCount)
    this.record(tick)
    this.samples.set(values, (this.sampleCount - 1) * this.hotCount)
  }

  /** Takes the predicted fields, each from the reader in its order. */
  protected abstract readHot(hot: HotReader): void
  /** Forgets all velocity. */
  protected abstract rest(): void
  protected abstract readJump(r: BitReader): void
  protected abstract readCold(r: BitReader): void
  protected abstract readBaseline(r: BitReader): void
  abstract readOnce(r: BitReader): void
  /** All that the next code goes on from: what turned, and the values. Equal to `EntityEncoder.digestInto`. */
  digestInto(hash: Hash): void {
    hashInt(hash, this.turned)
    this.hashInto(hash)
  }

  /** The quantised values, for golden vectors and digests. */
  abstract hashInto(hash: Hash): void
  /** Writes the interpolated fields' present values at `at`. */
  protected abstract sample(out: Float64Array, at: number): void
  /** Sets what is shown to the mix of two samples; `part` 0 is the first, 1 the second. */
  protected abstract show(samples: Float64Array, from: number, to: number, part: number): void
}

/** The mix of two numbers. */
export function mix(from: number, to: number, part: number): number {
  return from + (to - from) * part
}

/** The mix of two angles, radians, the short way round. */
export function mixAngle(from: number, to: number, part: number): number {
  const turn = 6.283185307179586
  const way = to - from
  return from + (way - turn * Math.round(way / turn)) * part
}
