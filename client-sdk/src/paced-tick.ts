// A tick number that follows a wanted one evenly: it goes at the server's pace and is a little faster or slower while it is
// off, so that what is drawn by it never jumps. Only what is far off jumps. Fractional; times in milliseconds.

/** A tick that is off by more than this jumps to where it should be. */
export const TICK_SNAP_MS = 500

export class PacedTick {
  private tick: number | undefined
  private atMs = Number.NEGATIVE_INFINITY

  /**
   * @param hasteMax - part by which it may be faster than the server
   * @param delayMax - part by which it may be slower
   */
  constructor(
    private readonly hasteMax: number,
    private readonly delayMax: number,
  ) {}

  /**
   * Moves on to `nowMs`, towards `wanted`; never backwards but for a jump.
   * @param limit - where it waits: what is to come is not known yet
   */
  follow(wanted: number, nowMs: number, ticksPerMs: number, limit = Number.POSITIVE_INFINITY): number {
    if (this.tick === undefined) this.tick = wanted
    const step = Math.max(0, nowMs - this.atMs) * ticksPerMs
    if (nowMs > this.atMs) this.atMs = nowMs
    const behind = wanted - (this.tick + step)
    if (Math.abs(behind) > TICK_SNAP_MS * ticksPerMs) this.tick = Math.min(wanted, limit)
    else if (step > 0) {
      const next = this.tick + step + Math.min(step * this.hasteMax, Math.max(-step * this.delayMax, behind))
      this.tick = Math.max(this.tick, Math.min(next, limit))
    }
    return this.tick
  }
}
