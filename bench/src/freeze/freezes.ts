// What is counted of the times between snapshots. Pure.

/** A gap between two snapshots beyond this is seen: others stand, then catch up. Milliseconds; three intervals at 20 Hz. */
export const FREEZE_MS = 150

/** What the clients of one line saw. */
export interface Seen {
  /** Gaps beyond FREEZE_MS, of all clients. */
  readonly freezesMs: readonly number[]
  /** All clients' times together. */
  readonly watchedMs: number
}

export interface Freezes {
  readonly perMinute: number
  /** Null without any. */
  readonly medianMs: number | null
  readonly p95Ms: number | null
  /** Part of the time that lies in such gaps, per cent. */
  readonly timePercent: number
}

export function freezesOf({ freezesMs, watchedMs }: Seen): Freezes {
  const sorted = [...freezesMs].sort((a, b) => a - b)
  const at = (part: number) => sorted[Math.ceil(part * sorted.length) - 1] ?? null
  const sumMs = sorted.reduce((sum, ms) => sum + ms, 0)
  return {
    perMinute: (sorted.length * 60_000) / watchedMs,
    medianMs: at(0.5),
    p95Ms: at(0.95),
    timePercent: (100 * sumMs) / watchedMs,
  }
}
