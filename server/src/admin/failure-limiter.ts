// Counts failures by address in a sliding window, so that guessing is slow. Memory is bounded: a window holds at most
// its limit, and the addresses that failed longest ago are forgotten first.

/** Addresses remembered. Beyond, the one that failed longest ago is forgotten. */
const ADDRESSES_MAX = 65_536

export class FailureLimiter {
  /** Instants of the last `count` failures of each address, oldest first; the address that failed last is last. */
  private readonly failuresAtMs = new Map<string, number[]>()

  /** At `count` failures within `perMs`, no more tries. */
  constructor(
    private readonly count: number,
    private readonly perMs: number,
  ) {}

  /** 0, or after how many milliseconds the address may try again. */
  blockedForMs(address: string, nowMs: number): number {
    const failures = this.failuresAtMs.get(address) ?? []
    if (failures.length < this.count) return 0
    return Math.max(0, Math.ceil(failures[0]! + this.perMs - nowMs))
  }

  fail(address: string, nowMs: number): void {
    const failures = [...(this.failuresAtMs.get(address) ?? []), nowMs].slice(-this.count)
    this.failuresAtMs.delete(address)
    this.failuresAtMs.set(address, failures)
    if (this.failuresAtMs.size <= ADDRESSES_MAX) return
    const [forgotten] = this.failuresAtMs.keys()
    if (forgotten !== undefined) this.failuresAtMs.delete(forgotten)
  }
}
