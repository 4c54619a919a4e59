// What skills say about a game: the chance of one team against another. The same scale as ratings (TrueSkill, openskill). Pure.

import type { PoolTicket } from '@tickwire/server/match-function'

/** How much a player's performance varies from game to game, in skill. */
export const BETA = 25 / 6

/** @param lead - sum of one team's skills less the sum of the other's; @param variance - of that lead's performance */
export function winChance(lead: number, variance: number): number {
  return normalCdf(lead / Math.sqrt(variance))
}

/** Mean rating of a ticket's players. */
export function ratingOf({ players }: PoolTicket): number {
  return players.reduce((sum, { attributes }) => sum + attributes.mu!.number!, 0) / players.length
}

/** Abramowitz and Stegun 7.1.26: off by at most 1e-7. */
export function normalCdf(z: number): number {
  const t = 1 / (1 + 0.3275911 * (Math.abs(z) / Math.SQRT2))
  const series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
  const tail = 0.5 * series * Math.exp((-z * z) / 2)
  return z > 0 ? 1 - tail : tail
}
