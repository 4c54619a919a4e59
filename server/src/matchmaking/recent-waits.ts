// How long the tickets of a queue's last matches waited: what players are told to expect.

/** Tickets counted: some minutes of a busy queue, and enough for the slowest tenth. */
const WAITS_MAX = 200

export class RecentWaits {
  private readonly waits: number[] = []

  add(waitedMs: number): void {
    this.waits.push(waitedMs)
    if (this.waits.length > WAITS_MAX) this.waits.shift()
  }

  /** @param share - 0 to 1. Undefined while no match was made */
  quantileMs(share: number): number | undefined {
    const sorted = [...this.waits].sort((a, b) => a - b)
    return sorted[Math.ceil(share * sorted.length) - 1] ?? sorted[0]
  }
}
