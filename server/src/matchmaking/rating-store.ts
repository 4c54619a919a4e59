// Ratings of players by queue, and which matches have been rated. `commit` rates a match once, whoever reports it how often; a
// store that several processes share does both in one step. This one is in memory, for one process.

export interface Rating {
  /** Skill, and how sure that is. */
  readonly mu: number
  readonly sigma: number
}

export interface PlayerRating {
  readonly playerId: string
  readonly rating: Rating
}

/** Of somebody without rated matches: openskill's. */
export const NEW_RATING: Rating = { mu: 25, sigma: 25 / 3 }

/** Ratings kept. Beyond, those of who played longest ago are forgotten: such a player begins anew. */
export const RATINGS_MAX = 500_000
/** Rated matches remembered. Beyond, the oldest are forgotten: reporting one of those again would rate it again. */
export const RATED_MATCHES_MAX = 100_000

export interface RatingStore {
  of(queue: string, playerId: string): Rating
  isRated(matchId: string): boolean
  /** @returns false, with nothing changed, when the match was rated before */
  commit(matchId: string, queue: string, ratings: readonly PlayerRating[]): boolean
}

export class MemoryRatingStore implements RatingStore {
  /** By queue and player, who played longest ago first. */
  private readonly ratings = new Map<string, Rating>()
  private readonly matches = new Set<string>()

  of(queue: string, playerId: string): Rating {
    return this.ratings.get(keyOf(queue, playerId)) ?? NEW_RATING
  }

  isRated(matchId: string): boolean {
    return this.matches.has(matchId)
  }

  commit(matchId: string, queue: string, ratings: readonly PlayerRating[]): boolean {
    if (this.matches.has(matchId)) return false
    this.matches.add(matchId)
    if (this.matches.size > RATED_MATCHES_MAX) this.matches.delete(this.matches.values().next().value!)
    for (const { playerId, rating } of ratings) {
      const key = keyOf(queue, playerId)
      this.ratings.delete(key)
      this.ratings.set(key, rating)
      if (this.ratings.size > RATINGS_MAX) this.ratings.delete(this.ratings.keys().next().value!)
    }
    return true
  }
}

/** Player ids hold no spaces. */
function keyOf(queue: string, playerId: string): string {
  return `${playerId} ${queue}`
}
