// Queues and pools drawn from a seed, for tests of the search, and all matches of a small pool by trying every one.

import {
  Aggregate,
  AttributeType,
  Comparison,
  type Curve,
  Interpolation,
  type QueueConfig,
  RegionChoice,
  type Rule,
  WaitOf,
} from '@tickwire/gen-nodejs/queues.types.js'
import { Random } from '@tickwire/simulation'
import type { Pool, PoolBackfill, PoolPlayer, PoolTicket } from '../model.js'
import { teamNames } from '../model.js'
import { judge } from '../rules/judge.js'
import { DUEL } from '../rules/testing.js'

const ROLES = ['tank', 'heal', 'hit']
const REGIONS = ['eu', 'us', 'ap']

export function randomPool(seed: number, { ticketsMax }: { readonly ticketsMax: number }): Pool {
  const random = new Random(seed)
  const config = randomQueue(random)
  let players = 0
  const next = () => randomPlayer(random, config, `p${players++}`)
  const tickets = Array.from({ length: 2 + random.below(ticketsMax - 1) }, (_, i): PoolTicket => {
    const size = random.chance(0.7) ? 1 : 1 + random.below(config.party.sizeMax)
    return {
      ticketId: `t${i}`,
      version: 1,
      enqueuedMs: -random.below(20) * 500,
      players: Array.from({ length: size }, next),
      avoid: random.chance(0.1) ? [`p${random.below(20)}`] : [],
    }
  })
  const backfills =
    config.backfill == null ? [] : Array.from({ length: 2 }, (_, i) => randomRoom(random, config, i, next))
  return { config, tickets, backfills }
}

function randomQueue(random: Random): QueueConfig {
  const pick = <T>(list: readonly T[]): T => list[random.below(list.length)]!
  const maybe = <T>(probability: number, value: () => T): T | undefined =>
    random.chance(probability) ? value() : undefined
  const rises = (from: number, to: number): Curve =>
    random.chance(0.3)
      ? []
      : [
          { waitedMs: 0, value: random.between(from, to) },
          { waitedMs: 5_000 + random.below(20_000), value: random.between(from, to) + (to - from) / 2 },
        ]
  const playersMax = 1 + random.below(3)
  const playersMin = random.chance(0.6) ? playersMax : 1 + random.below(playersMax)
  const roles = maybe(0.35, () => ROLES.map((role) => ({ role, countMin: 0, countMax: 1 + random.below(2) })))
  const isTight = random.chance(0.5)
  const withMin = roles?.map((slot, i) => ({ ...slot, countMin: isTight && i < playersMin ? 1 : 0 })) ?? []
  const quantity = random.chance(0.7) ? 2 : 1 + random.below(3)
  const teams = [{ name: 'side', playersMin, playersMax, quantity, roles: withMin }]
  if (random.chance(0.15)) teams.push({ name: 'boss', playersMin: 1, playersMax: 2, quantity: 1, roles: [] })
  return {
    ...DUEL,
    regions: REGIONS,
    teams,
    attributes: [
      { name: 'mu', type: AttributeType.NUMBER, fallback: undefined, serverOnly: true },
      { name: 'sigma', type: AttributeType.NUMBER, fallback: undefined, serverOnly: true },
      { name: 'level', type: AttributeType.NUMBER, fallback: undefined, serverOnly: false },
      { name: 'mode', type: AttributeType.TEXT, fallback: undefined, serverOnly: false },
      { name: 'maps', type: AttributeType.TAGS, fallback: undefined, serverOnly: false },
    ],
    skill: maybe(0.8, () => ({
      attribute: 'mu',
      uncertaintyAttribute: 'sigma',
      partyAggregate: pick(Object.values(Aggregate)),
      partyBonusPerExtraPlayer: random.chance(0.3) ? 1 : 0,
      matchSpreadMax: rises(2, 20),
      teamGapMax: random.chance(0.5) ? [] : rises(1, 8),
      winChanceMax: random.chance(0.5) ? [] : rises(0.55, 0.9),
      uncertaintyWeight: random.chance(0.3) ? 1 : 0,
    })),
    latency: maybe(0.5, () => ({
      maxMs: rises(40, 200),
      spreadMaxMs: random.chance(0.3) ? rises(20, 150) : undefined,
      choice: pick(Object.values(RegionChoice)),
      unknownMs: 9_999,
    })),
    roles: maybe(roles === undefined ? 0.1 : 0.8, () => ({
      offRolePlayersMax: random.chance(0.3) ? [] : [{ waitedMs: 0, value: random.below(3) }],
      offRoleCost: 1,
    })),
    party: {
      sizeMax: 3,
      skillSpreadMax: random.chance(0.7) ? [] : rises(5, 20),
      teamPartySizeGapMax: random.chance(0.7) ? [] : [{ waitedMs: 0, value: random.below(3) }],
      soloOnly: random.chance(0.1),
    },
    rules: randomRules(random, rises),
    quality: {
      ...DUEL.quality,
      qualityMin: random.chance(0.7) ? [] : [{ waitedMs: 0, value: random.between(0, 0.8) }],
    },
    waitOf: pick(Object.values(WaitOf)),
    interpolation: pick(Object.values(Interpolation)),
    backfill: maybe(0.4, () => ({
      priority: 2,
      seatHoldMs: 10_000,
      skillDistanceMax: random.chance(0.5) ? [] : rises(3, 15),
      stopAfterMs: undefined,
    })),
    botsAfterMs: random.chance(0.3) ? 12_000 : 0,
    fillForMs: random.below(20_000),
  }
}

function randomRules(random: Random, rises: (from: number, to: number) => Curve): readonly Rule[] {
  const tests: readonly Rule['test'][] = [
    {
      compare: { attribute: 'level', operation: Comparison.GREATER_OR_EQUAL, value: 2, partyAggregate: Aggregate.MIN },
    },
    { same: { attribute: 'mode' } },
    { distinct: { attribute: 'level' } },
    { overlap: { attribute: 'maps', sharedMin: [{ waitedMs: 0, value: 1 }] } },
    { distance: { attribute: 'level', distanceMax: rises(1, 6), partyAggregate: Aggregate.MEAN } },
  ]
  return tests
    .filter(() => random.chance(0.15))
    .map((test, i) => ({
      name: `r${i}`,
      test,
      dropAfterMs: random.chance(0.4) ? random.below(20_000) : undefined,
      team: random.chance(0.3) ? 'side' : undefined,
    }))
}

function randomPlayer(random: Random, { teams }: QueueConfig, playerId: string): PoolPlayer {
  const attributes: Record<string, { number?: number; text?: string; tags?: readonly string[] }> = {
    mu: { number: 25 + random.between(-10, 10) },
    sigma: { number: random.between(1, 8) },
  }
  if (random.chance(0.95)) attributes.level = { number: random.below(10) }
  if (random.chance(0.95)) attributes.mode = { text: random.chance(0.7) ? 'a' : 'b' }
  if (random.chance(0.95)) attributes.maps = { tags: ['x', 'y', 'z'].filter(() => random.chance(0.6)) }
  const latencyMsByRegion: Record<string, number> = {}
  for (const region of REGIONS) if (random.chance(0.9)) latencyMsByRegion[region] = 10 + random.below(200)
  const hasRoles = teams.some(({ roles }) => roles.length > 0)
  return {
    playerId,
    attributes,
    latencyMsByRegion,
    roles: hasRoles ? ROLES.filter(() => random.chance(0.5)) : [],
    recentOpponents: random.chance(0.1) ? [`p${random.below(20)}`] : [],
  }
}

function randomRoom(random: Random, config: QueueConfig, i: number, next: () => PoolPlayer): PoolBackfill {
  const defs = config.teams.flatMap((def) => Array.from({ length: def.quantity }, () => def))
  return {
    backfillId: `b${i}`,
    version: 1,
    openedMs: 0,
    region: REGIONS[random.below(REGIONS.length)]!,
    teams: teamNames(config).map((team, at) => {
      const present = random.below(defs[at]!.playersMax + 1)
      return { team, open: defs[at]!.playersMax - present, present: Array.from({ length: present }, next) }
    }),
  }
}

/** Whether any match with that ticket holds: every set of tickets, every split, every role, every region, as the judge sees it. */
export function everyMatchWith({ config, tickets }: Pool, anchor: PoolTicket, nowMs: number): boolean {
  const others = tickets.filter((ticket) => ticket !== anchor)
  const names = teamNames(config)
  const defs = config.teams.flatMap((def) => Array.from({ length: def.quantity }, () => def))
  const seats = defs.reduce((sum, { playersMax }) => sum + playersMax, 0)
  for (let bits = 0; bits < 1 << others.length; bits++) {
    const set = [anchor, ...others.filter((_, i) => (bits & (1 << i)) !== 0)]
    if (set.reduce((sum, { players }) => sum + players.length, 0) > seats) continue
    for (const split of splits(set, names.length)) {
      const teams = names.map((team, at) => {
        const inTeam = set.filter((_, i) => split[i] === at)
        const players = inTeam.reduce((sum, ticket) => sum + ticket.players.length, 0)
        return { team, tickets: inTeam, bots: Math.max(0, defs[at]!.playersMin - players) }
      })
      if (
        teams.some(
          ({ tickets }, at) => tickets.reduce((n, { players }) => n + players.length, 0) > defs[at]!.playersMax,
        )
      )
        continue
      const withoutRoles = {
        ...config,
        teams: config.teams.map((team) => ({ ...team, roles: [] })),
        roles: undefined,
        quality: { ...config.quality, qualityMin: [] },
      }
      const regions = config.latency == null ? config.regions.slice(0, 1) : config.regions
      const fitting = regions.filter(
        (region) => judge(withoutRoles, { teams, region, roles: new Map(), backfill: undefined }, nowMs).holds,
      )
      if (fitting.length === 0) continue
      for (const roles of everyRoles(
        teams.flatMap(({ tickets }, at) =>
          tickets.flatMap(({ players }) =>
            players.map(({ playerId }) => ({ playerId, roles: defs[at]!.roles.map(({ role }) => role) })),
          ),
        ),
      )) {
        for (const region of fitting) {
          if (judge(config, { teams, region, roles, backfill: undefined }, nowMs).holds) return true
        }
      }
    }
  }
  return false
}

function* splits(set: readonly PoolTicket[], teams: number): Generator<readonly number[]> {
  const ways = teams ** set.length
  for (let way = 0; way < ways; way++) yield set.map((_, i) => Math.floor(way / teams ** i) % teams)
}

function* everyRoles(
  players: readonly { readonly playerId: string; readonly roles: readonly string[] }[],
): Generator<ReadonlyMap<string, string>> {
  const withRoles = players.filter(({ roles }) => roles.length > 0)
  const ways = withRoles.reduce((count, { roles }) => count * roles.length, 1)
  for (let way = 0; way < ways; way++) {
    let rest = way
    yield new Map(
      withRoles.map(({ playerId, roles }) => {
        const role = roles[rest % roles.length]!
        rest = Math.floor(rest / roles.length)
        return [playerId, role]
      }),
    )
  }
}
