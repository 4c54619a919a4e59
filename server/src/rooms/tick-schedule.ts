// When a room's ticks are due. Absolute schedule on a monotonic clock: the n-th tick is due at start + n * step, so errors
// do not add up. When the process falls behind, one tick may follow at once to catch up; beyond that the schedule slips,
// is counted, and clients learn the slower rate as a time factor. The simulation's step never changes, only the wall rate.
// Netcode rule 10. Pure: times come as arguments, milliseconds.

/** Weight of the newest tick in the time factor: about the last second at 20 Hz. */
const FACTOR_SMOOTHING = 1 / 16

/** One long pause is no slow rate: beyond so many steps a slip weighs no more. Keeps the time factor above 1/16. */
const SLIP_STEPS_COUNTED_MAX = 15

export class TickSchedule {
  readonly stepMs: number
  /** When the next tick should start: the one after it, once it has begun. */
  dueMs: number
  /** Times that the schedule was moved because more than one tick was missed, and by how much in all. */
  slips = 0
  slippedMs = 0
  /** Ticks whose work was not finished when the next one was due. */
  overruns = 0
  /** Slip of a tick, smoothed. */
  private slipPerTickMs = 0

  constructor(tickRateHz: number, startMs: number) {
    this.stepMs = 1000 / tickRateHz
    this.dueMs = startMs + this.stepMs
  }

  /** Wall rate of the simulation: 1 in time, less while the schedule slips. */
  get timeFactor(): number {
    return this.stepMs / (this.stepMs + this.slipPerTickMs)
  }

  /** The tick that is due begins. */
  begin(): void {
    this.dueMs += this.stepMs
  }

  /** It is done. More than a step behind, the schedule slips. */
  finish(nowMs: number): void {
    if (nowMs > this.dueMs) this.overruns++
    const behindMs = nowMs - this.dueMs
    let slipMs = 0
    if (behindMs > this.stepMs) {
      slipMs = behindMs
      this.dueMs += slipMs
      this.slips++
      this.slippedMs += slipMs
    }
    const countedMs = Math.min(slipMs, SLIP_STEPS_COUNTED_MAX * this.stepMs)
    this.slipPerTickMs += (countedMs - this.slipPerTickMs) * FACTOR_SMOOTHING
  }
}
