// Refusals that are told late. Who is refused because of too many connections, and told so at once, comes back at once: a client
// in a loop then costs the server, in accepted sockets alone, more than the connections would that it may not have. Between the
// Edge, which refuses, and its sweep.

/** A refusal waits so long, milliseconds. People do not notice; loops run at their connections' number a second. */
export const REFUSAL_DELAY_MS = 1_000

/** Refusals that wait. One more is told at once: what waits holds a socket each. */
export const REFUSALS_WAITING_MAX = 1_024

interface Waiting {
  readonly dueMs: number
  readonly tell: () => void
}

export class LateRefusals {
  /** In the order in which they are due. */
  private readonly waiting: Waiting[] = []

  constructor(private readonly nowMs: () => number) {}

  /** @param tell - called once, also when its peer is gone by then */
  add(tell: () => void): void {
    if (this.waiting.length >= REFUSALS_WAITING_MAX) tell()
    else this.waiting.push({ dueMs: this.nowMs() + REFUSAL_DELAY_MS, tell })
  }

  sweep(nowMs: number): void {
    const next = this.waiting.findIndex(({ dueMs }) => dueMs > nowMs)
    const due = this.waiting.splice(0, next < 0 ? this.waiting.length : next)
    for (const { tell } of due) tell()
  }
}
