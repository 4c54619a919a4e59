// Players who never were, for a trial of a queue to which too few came: drawn from a seed, so that two configs meet the same ones.

import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import { Random } from '@tickwire/simulation'
import type { PoolPlayer } from '../model.js'
import { NEW_RATING } from '../rating-store.js'
import type { Arrival } from './arrivals.js'

/** The players of one match come in this time, milliseconds, on average. */
const MATCH_ARRIVES_MS = 10_000
/** Share of tickets of one player, where parties may queue. */
const SOLO_SHARE = 0.6
/** Round trips to a player's own region, and from there on to the others, milliseconds. */
const NEAR_MS = 15
const HOME_MS = 60
const FAR_MS = 180
/** How sure ratings are after some matches. */
const SETTLED_SIGMA = 3
/** Roles that a player wishes. */
const WISHES = 2

/** @param spanMs - of the arrivals, which begin at 0 */
export function drawnArrivals(config: QueueConfig, spanMs: number, seed: number): readonly Arrival[] {
  const random = new Random(seed)
  const perMatch = config.teams.reduce((sum, { playersMax, quantity }) => sum + playersMax * quantity, 0)
  const arrivals: Arrival[] = []
  let players = 0
  for (let atMs = 0; ; ) {
    const size = partySize(config, random)
    atMs += ((-Math.log(1 - random.unit()) * MATCH_ARRIVES_MS) / perMatch) * size
    if (atMs > spanMs) return arrivals
    arrivals.push({ atMs, players: Array.from({ length: size }, () => drawnPlayer(config, `d${++players}`, random)) })
  }
}

function partySize({ party }: QueueConfig, random: Random): number {
  if (party.soloOnly || party.sizeMax < 2 || random.chance(SOLO_SHARE)) return 1
  return 2 + random.below(party.sizeMax - 1)
}

function drawnPlayer(config: QueueConfig, playerId: string, random: Random): PoolPlayer {
  const { skill, regions, teams } = config
  const mu = NEW_RATING.mu + NEW_RATING.sigma * normal(random)
  const attributes =
    skill == null ? {} : { [skill.attribute]: { number: mu }, [skill.uncertaintyAttribute]: { number: SETTLED_SIGMA } }
  const home = random.below(Math.max(1, regions.length))
  const latencyMsByRegion = Object.fromEntries(
    regions.map((region, i) => [
      region,
      Math.round(i === home ? random.between(NEAR_MS, HOME_MS) : random.between(HOME_MS, FAR_MS)),
    ]),
  )
  const roles = [...new Set(teams.flatMap((team) => team.roles.map(({ role }) => role)))]
  const wished = Array.from({ length: Math.min(WISHES, roles.length) }, () => {
    return roles.splice(random.below(roles.length), 1)[0]!
  })
  return { playerId, attributes, latencyMsByRegion, roles: wished, recentOpponents: [] }
}

/** Standard normal: Box and Muller. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.unit())) * Math.cos(2 * Math.PI * random.unit())
}
