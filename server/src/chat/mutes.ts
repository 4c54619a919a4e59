// Who may not write, and until when. Operators mute, chat asks. This one is in memory, for one process.

/** Players muted at once. Beyond, the one muted first may write again. */
export const MUTES_MAX = 65_536

export interface Mutes {
  /** @param untilMs - milliseconds since 1970, UTC; Infinity: until unmuted. A later mute replaces the one before. */
  mute(playerId: string, untilMs: number): void
  unmute(playerId: string): void
  /** Until when the player may not write; undefined: may. */
  mutedUntilMs(playerId: string): number | undefined
}

export class MemoryMutes implements Mutes {
  /** Muted first, first. */
  private readonly untilMs = new Map<string, number>()

  /** @param wallClockMs - milliseconds since 1970, UTC */
  constructor(private readonly wallClockMs: () => number) {}

  mute(playerId: string, untilMs: number): void {
    this.untilMs.delete(playerId)
    this.untilMs.set(playerId, untilMs)
    const [oldest] = this.untilMs.keys()
    if (this.untilMs.size > MUTES_MAX && oldest !== undefined) this.untilMs.delete(oldest)
  }

  unmute(playerId: string): void {
    this.untilMs.delete(playerId)
  }

  mutedUntilMs(playerId: string): number | undefined {
    const untilMs = this.untilMs.get(playerId)
    if (untilMs !== undefined && untilMs > this.wallClockMs()) return untilMs
    this.untilMs.delete(playerId)
    return undefined
  }
}
