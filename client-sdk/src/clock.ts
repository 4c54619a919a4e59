// What a client knows of a room's time. Each snapshot is a sample of it: its tick says when it was sent, its arrival how
// late it came. From those: which tick the server is at, how far in the past remote entities must be drawn so that
// snapshots are there in time (interpolation delay), and the tick to draw now, which moves evenly. Netcode rule 12. Pure;
// all times in milliseconds of one monotonic clock.

import { PacedTick } from './paced-tick.js'

/** The least delay counts as the true one; it is the least of the last one to two windows of this length. */
const OFFSET_WINDOW_MS = 5_000

/** Snapshots whose lateness is remembered: 6.4 s at 20 Hz. */
const LATENESS_SAMPLES = 128

/** Share of the snapshots that the interpolation delay must cover. */
const LATENESS_PERCENTILE = 0.98

/** The interpolation delay shrinks towards what is needed by this time constant; it grows at once. */
const DELAY_SHRINK_MS = 5_000

/** Longest interpolation delay: beyond it, entities wait at their newest sample instead. */
export const INTERPOLATION_DELAY_MS_MAX = 500

/** The render tick may run this much faster or slower than the server to catch up or fall back. */
export const RENDER_RATE_CORRECTION_MAX = 0.05

export class RoomClock {
  /** How far behind the server remote entities are drawn. */
  interpolationDelayMs: number

  private readonly tickMs: number
  private sendIntervalMs: number
  private timeFactor = 1
  private tick = 0
  /** Server time of the last snapshot, counted from the first one at the pace that the headers tell. */
  private serverMs = 0
  private lastArrivalMs = Number.NEGATIVE_INFINITY

  /** Least of (arrival - server time) in the window under way and in the one before. */
  private windowMinMs = Number.POSITIVE_INFINITY
  private previousMinMs = Number.POSITIVE_INFINITY
  private windowStartedMs = 0

  private readonly lateness = new Float64Array(LATENESS_SAMPLES)
  private readonly sorted = new Float64Array(LATENESS_SAMPLES)
  private sampleCount = 0

  private readonly rendered = new PacedTick(RENDER_RATE_CORRECTION_MAX, RENDER_RATE_CORRECTION_MAX)

  constructor(tickRateHz: number, emissionInterval: number) {
    this.tickMs = 1000 / tickRateHz
    this.sendIntervalMs = this.tickMs * emissionInterval
    this.interpolationDelayMs = this.sendIntervalMs
  }

  /** No snapshot has arrived yet: nothing is known. */
  get isEmpty(): boolean {
    return this.sampleCount === 0
  }

  /** Takes a snapshot's arrival. @param emissionInterval - ticks between the emissions of late */
  sample(tick: number, timeFactor: number, arrivalMs: number, emissionInterval: number): void {
    this.sendIntervalMs = this.tickMs * emissionInterval
    if (!this.isEmpty) this.serverMs += ((tick - this.tick) * this.tickMs) / timeFactor
    this.tick = tick
    this.timeFactor = timeFactor
    const offsetMs = arrivalMs - this.serverMs
    this.lowerOffset(offsetMs, arrivalMs)
    this.lateness[this.sampleCount % LATENESS_SAMPLES] = offsetMs - this.offsetMs
    this.sampleCount++
    this.adaptDelay(arrivalMs)
  }

  /** The tick of the snapshot that would arrive now if it came without any delay beyond the least; fractional. */
  tickAt(nowMs: number): number {
    return this.tick + ((nowMs - this.offsetMs - this.serverMs) * this.timeFactor) / this.tickMs
  }

  /** The pace of the simulation. */
  get ticksPerMs(): number {
    return this.timeFactor / this.tickMs
  }

  /**
   * Moves the render tick to `nowMs`; fractional, never backwards but for a jump. It waits at the newest snapshot: beyond it
   * everything would stand, and then be where it has gone meanwhile.
   */
  render(nowMs: number): number {
    const { ticksPerMs } = this
    const wanted = this.tickAt(nowMs) - this.interpolationDelayMs * ticksPerMs
    return this.rendered.follow(wanted, nowMs, ticksPerMs, this.tick)
  }

  private get offsetMs(): number {
    return Math.min(this.windowMinMs, this.previousMinMs)
  }

  private lowerOffset(offsetMs: number, arrivalMs: number): void {
    if (arrivalMs - this.windowStartedMs > OFFSET_WINDOW_MS) {
      this.windowStartedMs = arrivalMs
      this.previousMinMs = this.windowMinMs
      this.windowMinMs = Number.POSITIVE_INFINITY
    }
    if (offsetMs < this.windowMinMs) this.windowMinMs = offsetMs
  }

  private adaptDelay(arrivalMs: number): void {
    const neededMs = Math.min(INTERPOLATION_DELAY_MS_MAX, this.sendIntervalMs / this.timeFactor + this.latenessMs())
    const excessMs = this.interpolationDelayMs - neededMs
    const shrunk = Math.min(1, (arrivalMs - this.lastArrivalMs) / DELAY_SHRINK_MS)
    this.interpolationDelayMs -= excessMs > 0 ? excessMs * shrunk : excessMs
    this.lastArrivalMs = arrivalMs
  }

  private latenessMs(): number {
    const count = Math.min(this.sampleCount, LATENESS_SAMPLES)
    this.sorted.set(this.lateness)
    const samples = this.sorted.subarray(0, count).sort()
    return samples[Math.ceil(count * LATENESS_PERCENTILE) - 1]!
  }
}
