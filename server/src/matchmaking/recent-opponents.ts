// Whom each player met lately, so that a matcher can bring others together.

/** Opponents kept of a player, newest first: what a queue may ask for at most. */
export const OPPONENTS_MAX = 64
/** Players of whom any are kept. Beyond, those of who played longest ago are forgotten. */
export const PLAYERS_MAX = 50_000

export class RecentOpponents {
  /** Who played longest ago first. */
  private readonly byPlayer = new Map<string, readonly string[]>()

  of(playerId: string, count: number): readonly string[] {
    return count === 0 ? [] : (this.byPlayer.get(playerId) ?? []).slice(0, count)
  }

  /** @param teams - ids of the players of each */
  met(teams: readonly (readonly string[])[]): void {
    for (const team of teams) {
      const others = teams.filter((other) => other !== team).flat()
      for (const playerId of team) {
        const before = this.byPlayer.get(playerId) ?? []
        this.byPlayer.delete(playerId)
        this.byPlayer.set(playerId, [...new Set([...others, ...before])].slice(0, OPPONENTS_MAX))
        if (this.byPlayer.size > PLAYERS_MAX) this.byPlayer.delete(this.byPlayer.keys().next().value!)
      }
    }
  }
}
