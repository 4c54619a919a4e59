// Skill as numbers: of a player, a party, a team, and what one team's chance against another is. A player without the
// attribute has no skill (NaN), and no rule about skill holds for them.

import { Aggregate, type SkillRule } from '@tickwire/gen-nodejs/queues.types.js'
import type { PoolPlayer } from '../model.js'
import { type Entrant, sizeOf } from './line-up.js'

/** How much of a game's outcome is chance, in units of skill: openskill's beta. */
export const BETA = 25 / 6

/** An uncertainty that is absent counts as 0. */
export function skillOfPlayer(rule: SkillRule, player: PoolPlayer): number {
  return numberOf(player, rule.attribute) - rule.uncertaintyWeight * uncertaintyOf(rule, player)
}

export function skillOfParty(rule: SkillRule, players: readonly PoolPlayer[]): number {
  const skills = players.map((player) => skillOfPlayer(rule, player))
  return aggregate(rule.partyAggregate, skills) + rule.partyBonusPerExtraPlayer * (players.length - 1)
}

/** What a team brings against another. */
export interface Strength {
  /** The mean of the tickets' skills, each counting as many times as it has players; NaN of nobody. */
  readonly skill: number
  readonly players: number
  /** How far the sum of what its players show in one game scatters, squared. */
  readonly variance: number
}

export function strengthOf(rule: SkillRule, entrants: readonly Entrant[]): Strength {
  const players = sizeOf(entrants)
  const sum = entrants.reduce((total, entrant) => {
    return total + skillOfParty(rule, entrant.players) * entrant.players.length
  }, 0)
  const variance = entrants
    .flatMap((entrant) => entrant.players)
    .reduce((total, player) => total + BETA ** 2 + uncertaintyOf(rule, player) ** 2, 0)
  return { skill: sum / players, players, variance }
}

/** The stronger team's chance against the other, 0.5 to 1. Teams of unequal size: as if both were as large as the larger. */
export function winChance(a: Strength, b: Strength): number {
  const gap = Math.abs(a.skill - b.skill) * Math.max(a.players, b.players)
  return normalCdf(gap / Math.sqrt(a.variance + b.variance))
}

/** A number of a player; NaN when it is absent, or no number. */
export function numberOf({ attributes }: PoolPlayer, name: string): number {
  return attributes[name]?.number ?? Number.NaN
}

/** A party's values as one. */
export function aggregate(how: Aggregate, values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  if (how === Aggregate.MEAN) return mean
  if (how === Aggregate.MIN) return Math.min(...values)
  const max = Math.max(...values)
  return how === Aggregate.MAX ? max : (max + mean) / 2
}

/** Phi: the chance that a standard normal variable is below x. Abramowitz and Stegun 26.2.17, off by less than 7.5e-8, and exact for even teams. */
export function normalCdf(x: number): number {
  if (x === 0) return 0.5
  const t = 1 / (1 + 0.2316419 * Math.abs(x))
  const poly = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  const tail = (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * poly
  return x >= 0 ? 1 - tail : tail
}

function uncertaintyOf({ uncertaintyAttribute }: SkillRule, { attributes }: PoolPlayer): number {
  return attributes[uncertaintyAttribute]?.number ?? 0
}
