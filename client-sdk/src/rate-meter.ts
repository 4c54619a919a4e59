// A rate over the last two seconds, in steps of a quarter second: snapshots and bytes of `room.stats`. Pure.

const STEP_MS = 250
const STEPS = 8

export class RateMeter {
  private readonly amounts = new Float64Array(STEPS)
  private step = 0

  add(amount: number, nowMs: number): void {
    this.advance(nowMs)
    this.amounts[this.step % STEPS]! += amount
  }

  /** The running step is left out: it is not over. */
  perSecond(nowMs: number): number {
    this.advance(nowMs)
    let sum = 0
    for (let back = 1; back < STEPS; back++) sum += this.amounts[(this.step + STEPS - back) % STEPS]!
    return (sum * 1000) / ((STEPS - 1) * STEP_MS)
  }

  private advance(nowMs: number): void {
    const step = Math.floor(nowMs / STEP_MS)
    if (step - this.step >= STEPS) {
      this.amounts.fill(0)
      this.step = step
    }
    while (this.step < step) this.amounts[++this.step % STEPS] = 0
  }
}
