// Counts failures by address in a sliding window, so that guessing is slow. Memory is bounded: a window holds at most
// its limit, and the addresses that failed longest ago are forgotten first.

/** Addresses remembered. Beyond, the one that failed longest ago is forgotten. */
const ADDRESSES_MAX = 65_536

export class FailureLimiter {
  /** Instants of the failures of each address, oldest first; the address that failed last is last. */
  private readonly failuresAtMs = new Map<string, number[]>()

  /** At `count` failures within `perMs`, no more tries. */
  constructor(
    private readonly count: number,
    private readonly perMs: number,
  ) {}

  /** 0, or after how many milliseconds the address may try again. */
  blockedForMs(address: string, nowMs: number): number {
    const oldest = this.recent(address, nowMs)
    return oldest.length < this.count ? 0 : Math.ceil(oldest[0]! + this.perMs - nowMs)
  }

  fail(address: string, nowMs: number): void {
    const failures = this.recent(address, nowMs)
    failures.push(nowMs)
    this.failuresAtMs.delete(address)
    this.failuresAtMs.set(address, failures.slice(-this.count))
    if (this.failuresAtMs.size <= ADDRESSES_MAX) return
    const [forgotten] = this.failuresAtMs.keys()
    if (forgotten !== undefined) this.failuresAtMs.delete(forgotten)
  }

  private recent(address: string, nowMs: number): number[] {
    return (this.failuresAtMs.get(address) ?? []).filter((atMs) => nowMs - atMs < this.perMs)
  }
}
