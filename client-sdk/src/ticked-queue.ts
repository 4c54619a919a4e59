// What the server sent with a tick, answers to room calls and ad-hoc messages, held back until the snapshot of that tick
// (or a later one, when that was skipped) was applied, so that an application never hears of something before it sees it; and
// for as long as one of them cannot be read yet. Order is kept. Pure.

/** Most that is held back; the server's own queue is shorter. Beyond: the connection is closed with PROTOCOL_ERROR. */
const HELD_MAX = 2_048

interface Held {
  readonly tick: number
  readonly release: () => void
}

export class TickedQueue {
  private held: Held[] = []
  private isPaused = false

  /** Holds back everything from now on. */
  pause(): void {
    this.isPaused = true
  }

  resume(appliedTick: number): void {
    this.isPaused = false
    this.release(appliedTick)
  }

  /** Runs `release` as soon as `tick` was applied. False when too much is held back. */
  put(tick: number, appliedTick: number, release: () => void): boolean {
    if (!this.isPaused && this.held.length === 0 && tick <= appliedTick) {
      release()
      return true
    }
    if (this.held.length === HELD_MAX) return false
    this.held.push({ tick, release })
    return true
  }

  /** Runs what waited for `appliedTick` or less. */
  release(appliedTick: number): void {
    while (!this.isPaused && this.held.length > 0 && this.held[0]!.tick <= appliedTick) this.held.shift()!.release()
  }

  clear(): void {
    this.held = []
  }
}
