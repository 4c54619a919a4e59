// Makes creating idempotent: what a player's request made is remembered for a while, so that a call repeated after a
// lost answer finds the same room instead of making another.

/** How long a request is remembered, milliseconds: longer than any client retries. */
export const REQUEST_MEMORY_MS = 60_000

/** Requests remembered. Beyond, the oldest are forgotten: a retry of one of those makes a second room. */
export const REQUESTS_MAX = 65_536

interface Remembered {
  readonly roomId: string
  readonly untilMs: number
}

export class RecentRequests {
  /** By player and request id, oldest first. */
  private readonly remembered = new Map<string, Remembered>()

  find(playerId: string, requestId: string, nowMs: number): string | undefined {
    const found = this.remembered.get(keyOf(playerId, requestId))
    return found !== undefined && found.untilMs > nowMs ? found.roomId : undefined
  }

  remember(playerId: string, requestId: string, roomId: string, nowMs: number): void {
    const key = keyOf(playerId, requestId)
    this.remembered.delete(key)
    this.remembered.set(key, { roomId, untilMs: nowMs + REQUEST_MEMORY_MS })
    for (const [oldest, { untilMs }] of this.remembered) {
      if (untilMs > nowMs && this.remembered.size <= REQUESTS_MAX) return
      this.remembered.delete(oldest)
    }
  }
}

/** Player ids hold no spaces, so two pairs never make one key. */
function keyOf(playerId: string, requestId: string): string {
  return `${playerId} ${requestId}`
}
