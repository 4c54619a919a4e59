// Each mistake with exactly what is said of it. A config that is right has nothing said.

import { Aggregate, AttributeType, Comparison, type QueueConfig, type Rule } from '@tickwire/gen-nodejs/queues.types.js'
import t from 'tap'
import { checkQueueConfig } from './check-queue-config.js'
import { always, sides, skill, widening } from './reference/sketch.js'
import { DUEL } from './testing.js'

const SERVER = { regions: ['eu', 'us'], roomKinds: [{ kind: 'arena', playersMax: 20, options: ['map'] }] }
const LATENCY = { maxMs: always(100), spreadMaxMs: undefined, choice: 1, unknownMs: 9_999 } as const
const FIELDS = [
  { name: 'level', type: AttributeType.NUMBER, fallback: undefined, serverOnly: true },
  { name: 'map', type: AttributeType.TEXT, fallback: { text: 'dust' }, serverOnly: false },
  { name: 'modes', type: AttributeType.TAGS, fallback: { tags: [] }, serverOnly: false },
  { name: 'best', type: AttributeType.NUMBERS, fallback: undefined, serverOnly: false },
]
const team = { name: 'side', playersMin: 1, playersMax: 2, quantity: 2, roles: [] }
const oneOf = (role: string) => ({ role, countMin: 1, countMax: 1 })
const level = (name: string, operation: Comparison, value: number, more: Partial<Rule> = {}): Rule => {
  return { name, test: { compare: { attribute: 'level', operation, value, partyAggregate: Aggregate.MEAN } }, ...more }
}
const test = (tests: Rule['test'], more: Partial<Rule> = {}): Partial<QueueConfig> => {
  return { attributes: FIELDS, rules: [{ name: 'test', test: tests, ...more }] }
}
const map = (name: string, kind: 'same' | 'distinct', more: Partial<Rule> = {}): Rule => {
  return { name, test: { [kind]: { attribute: 'map' } }, ...more }
}
const quality = (change: Partial<QueueConfig['quality']>) => ({ quality: { ...DUEL.quality, ...change } })
const partyOf = (change: Partial<QueueConfig['party']>) => ({ party: { ...DUEL.party, ...change } })
const offers = (penaltyMsByOffence: readonly number[]) => {
  return { acceptance: { timeoutMs: 20_000, declinesFree: 1, penaltyMsByOffence } }
}

/** Ranked 5v5 with all that there is. */
const RANKED: QueueConfig = {
  ...DUEL,
  ...sides(5, { roles: ['top', 'jungle', 'mid', 'bottom', 'support'].map(oneOf) }),
  ...skill({ matchSpreadMax: widening(3, 10), teamGapMax: always(2), winChanceMax: widening(0.55, 0.7) }),
  ...offers([0, 60_000, 300_000]),
  regions: ['eu', 'us'],
  attributes: FIELDS,
  latency: { ...LATENCY, maxMs: widening(60, 150), spreadMaxMs: always(80) },
  roles: { offRolePlayersMax: widening(0, 2), offRoleCost: 1 },
  rules: [
    level('grown', Comparison.GREATER_OR_EQUAL, 10),
    level('young', Comparison.LESS, 100),
    map('one-map', 'same', { dropAfterMs: 60_000 }),
    { name: 'near', test: { distance: { attribute: 'level', distanceMax: widening(5, 50), partyAggregate: 1 } } },
  ],
  backfill: { priority: 2, seatHoldMs: 10_000, skillDistanceMax: always(5), stopAfterMs: 600_000 },
  roomTags: { mode: 'ranked' },
  roomOptions: { map: 'dust' },
}

const said = (path: string, problem: string, fix: string) => ({ path, problem, fix })
const range = (path: string, value: number, min: number, max: number, why = '') => {
  return said(path, why === '' ? `is ${value}` : `is ${value}: ${why}`, `use ${min} to ${max}`)
}

const MISTAKES: readonly (readonly [what: string, change: Partial<QueueConfig>, ...problems: object[]])[] = [
  [
    'name',
    { name: '5v5 ranked' },
    said('name', '"5v5 ranked" is no name', 'use 1 to 32 of A-Z a-z 0-9 _ -, a letter first'),
  ],
  ['room kind', { roomKind: 'chess' }, said('roomKind', 'there are no rooms of kind "chess"', 'use arena')],
  ['region', { regions: ['eu', 'mars'] }, said('regions[1]', 'there is no region "mars"', 'use eu, us')],
  ['region twice', { regions: ['eu', 'eu'] }, said('regions[1]', '"eu" is taken by regions[0]', 'use another name')],
  [
    'latency without regions',
    { latency: LATENCY },
    said('regions', 'is empty, and latency needs one', 'name a region, or remove latency'),
  ],
  [
    'latency choice',
    { regions: ['eu'], latency: { ...LATENCY, choice: 9 as 1 } },
    said('latency.choice', '9 is none of its values', 'use LOWEST_WORST, LOWEST_MEAN'),
  ],
  [
    'unknown latency',
    { regions: ['eu'], latency: { ...LATENCY, unknownMs: -1 } },
    range('latency.unknownMs', -1, 0, 10_000),
  ],
  [
    'no latency is near enough',
    { regions: ['eu'], latency: { ...LATENCY, maxMs: always(0) } },
    range('latency.maxMs[0].value', 0, 1, 10_000, 'nobody would be near enough, or everybody'),
  ],
  ['no teams', { teams: [] }, said('teams', 'is empty', 'name at least one team')],
  [
    'teams alike in name',
    {
      teams: [
        { ...team, quantity: 1 },
        { ...team, quantity: 1 },
      ],
    },
    said('teams[1].name', '"side" is taken by teams[0].name', 'use another name'),
  ],
  [
    'teams alike by number',
    { teams: [team, { ...team, name: 'side2', quantity: 1 }] },
    said('teams', 'have side2 twice: a quantity adds a number to the name', 'rename a team'),
  ],
  [
    'least above most',
    { teams: [{ ...team, playersMin: 3 }] },
    range('teams[0].playersMin', 3, 0, 2, 'a team is not larger than playersMax'),
  ],
  [
    'quantity',
    {
      teams: [
        { ...team, quantity: 0 },
        { ...team, name: 'other' },
      ],
    },
    range('teams[0].quantity', 0, 1, 100),
  ],
  [
    'many teams',
    {
      teams: [
        { ...team, quantity: 99 },
        { ...team, name: 'other' },
      ],
    },
    said('teams', 'are 101', 'use at most 100 teams'),
  ],
  [
    'a room too small',
    { teams: [{ ...team, playersMax: 11 }] },
    said('teams', 'take 22 players, a room of kind "arena" 20', 'lower playersMax or quantity'),
  ],
  ['many players', { teams: [{ ...team, playersMax: 65 }] }, said('teams', 'take 130 players', 'use at most 128')],
  [
    'a match of nobody',
    { teams: [{ ...team, playersMin: 0 }] },
    said('teams', 'have a playersMin of 0 all', 'raise playersMin of a team'),
  ],
  [
    'roles want more',
    { teams: [{ ...team, roles: ['a', 'b', 'c'].map(oneOf) }] },
    said('teams[0].roles', 'want 3 players, more than playersMax, 2', 'lower countMin of a role'),
  ],
  [
    'roles hold less',
    { teams: [{ ...team, roles: [oneOf('a')] }] },
    said('teams[0].roles', 'have 1 places for playersMax, 2', 'raise countMax of a role, or lower playersMax'),
  ],
  [
    'role twice',
    { teams: [{ ...team, roles: [oneOf('a'), oneOf('a')] }] },
    said('teams[0].roles[1].role', '"a" is taken by teams[0].roles[0].role', 'use another name'),
  ],
  [
    'role counts',
    { teams: [{ ...team, roles: [{ role: 'a', countMin: 3, countMax: 2 }] }] },
    range('teams[0].roles[0].countMin', 3, 0, 2),
    said('teams[0].roles', 'want 3 players, more than playersMax, 2', 'lower countMin of a role'),
  ],
  [
    'many roles',
    {
      teams: [
        { ...team, playersMax: 9, quantity: 1, roles: [...'abcdefghi'].map(oneOf) },
        { ...team, name: 'other', playersMax: 8, quantity: 1, roles: [...'jklmnopq'].map(oneOf) },
      ],
      party: DUEL.party,
    },
    said('teams', 'have 17 roles', 'use at most 16 different ones'),
  ],
  [
    'off-role cost',
    { ...sides(2, { roles: ['a', 'b'].map(oneOf) }), roles: { offRolePlayersMax: [], offRoleCost: -1 } },
    range('roles.offRoleCost', -1, 0, 100),
  ],
  [
    'party above the largest team',
    partyOf({ sizeMax: 2 }),
    range('party.sizeMax', 2, 1, 1, 'a party plays in one team, and the largest takes no more'),
  ],
  [
    'parties alone',
    { ...sides(2), ...partyOf({ sizeMax: 2, soloOnly: true }) },
    said('party.soloOnly', 'contradicts sizeMax, 2', 'set sizeMax to 1, or soloOnly to false'),
  ],
  [
    'party spread without skill',
    partyOf({ skillSpreadMax: always(5) }),
    said('party.skillSpreadMax', 'needs a skill', 'add skill, or remove the points'),
  ],
  [
    'attribute twice',
    { attributes: [FIELDS[0]!, FIELDS[0]!] },
    said('attributes[1].name', '"level" is taken by attributes[0].name', 'use another name'),
  ],
  [
    'attribute type',
    { attributes: [{ ...FIELDS[0]!, type: 9 as 1 }] },
    said('attributes[0].type', '9 is none of its values', 'use NUMBER, TEXT, TAGS, NUMBERS'),
  ],
  [
    'fallback of another type',
    { attributes: [{ ...FIELDS[0]!, fallback: { text: 'x' } }] },
    said('attributes[0].fallback', 'holds text, and the type is NUMBER', 'set its member number, only that'),
  ],
  [
    'fallback of nothing',
    { attributes: [{ ...FIELDS[0]!, fallback: {} }] },
    said('attributes[0].fallback', 'holds nothing, and the type is NUMBER', 'set its member number, only that'),
  ],
  [
    'fallback not finite',
    { attributes: [{ ...FIELDS[0]!, fallback: { number: Infinity } }] },
    said('attributes[0].fallback', 'is no finite number', 'use a finite one'),
  ],
  [
    'skill and uncertainty',
    skill({ uncertaintyAttribute: 'mu' }),
    said('skill.uncertaintyAttribute', 'is "mu", as attribute is', 'name another one'),
  ],
  [
    'aggregate',
    skill({ partyAggregate: 7 as 1 }),
    said('skill.partyAggregate', '7 is none of its values', 'use MEAN, MIN, MAX, MEAN_OF_MAX_AND_MEAN'),
  ],
  [
    'uncertainty weight',
    skill({ uncertaintyWeight: Number.NaN }),
    range('skill.uncertaintyWeight', Number.NaN, 0, 1_000_000),
  ],
  [
    'win chance under 0.5',
    skill({ winChanceMax: always(0.4) }),
    range('skill.winChanceMax[0].value', 0.4, 0.5, 1, 'one of two teams always has a chance of 0.5 or more'),
  ],
  [
    'negative spread',
    skill({ matchSpreadMax: always(-1) }),
    range('skill.matchSpreadMax[0].value', -1, 0, 1_000_000, 'a distance is 0 or more'),
  ],
  [
    'infinite gap',
    skill({ teamGapMax: always(Infinity) }),
    range('skill.teamGapMax[0].value', Infinity, 0, 1_000_000, 'a distance is 0 or more'),
  ],
  [
    'curve not sorted',
    skill({ teamGapMax: [...widening(1, 2), { waitedMs: 10_000, value: 3 }] }),
    said('skill.teamGapMax[2].waitedMs', '10000 comes after 10000', 'sort the points, each at a wait of its own'),
  ],
  [
    'curve too far',
    skill({ teamGapMax: [{ waitedMs: 3_600_001, value: 1 }] }),
    range('skill.teamGapMax[0].waitedMs', 3_600_001, 0, 3_600_000),
  ],
  [
    'curve too long',
    skill({ teamGapMax: Array.from({ length: 17 }, (_, i) => ({ waitedMs: i, value: 1 })) }),
    said('skill.teamGapMax', 'has 17 entries', 'use at most 16'),
  ],
  [
    'rule twice',
    { attributes: FIELDS, rules: [level('a', Comparison.LESS, 5), level('a', Comparison.LESS, 6)] },
    said('rules[1].name', '"a" is taken by rules[0].name', 'use another name'),
  ],
  [
    'rule without test',
    test({}),
    said('rules[0].test', 'has 0 tests', 'set one of compare, same, distinct, overlap, distance'),
  ],
  [
    'rule with two tests',
    test({ same: { attribute: 'map' }, distinct: { attribute: 'level' } }),
    said('rules[0].test', 'has 2 tests', 'set one of compare, same, distinct, overlap, distance'),
  ],
  [
    'rule of nothing',
    test({ same: { attribute: 'mpa' } }),
    said('rules[0].test.same.attribute', 'there is no attribute "mpa"', 'define it in attributes, or correct the name'),
  ],
  [
    'rule of another type',
    test({ same: { attribute: 'modes' } }),
    said('rules[0].test.same.attribute', '"modes" is TAGS', 'use an attribute of type NUMBER or TEXT'),
  ],
  [
    'no rule reads NUMBERS',
    test({ overlap: { attribute: 'best', sharedMin: [] } }),
    said('rules[0].test.overlap.attribute', '"best" is NUMBERS', 'use an attribute of type TAGS'),
  ],
  [
    'rule of an unknown team',
    test({ same: { attribute: 'map' } }, { team: 'red' }),
    said('rules[0].team', 'there is no team "red"', 'use side'),
  ],
  [
    'rule dropped at once',
    test({ same: { attribute: 'map' } }, { dropAfterMs: 0 }),
    range('rules[0].dropAfterMs', 0, 1, 3_600_000),
  ],
  [
    'rule operation',
    { attributes: FIELDS, rules: [level('a', 9 as 1, 5)] },
    said(
      'rules[0].test.compare.operation',
      '9 is none of its values',
      'use LESS, LESS_OR_EQUAL, EQUAL, NOT_EQUAL, GREATER_OR_EQUAL, GREATER',
    ),
  ],
  [
    'rule curve',
    test({ overlap: { attribute: 'modes', sharedMin: always(-1) } }),
    range('rules[0].test.overlap.sharedMin[0].value', -1, 0, 1_000_000, 'a number of tags is 0 or more'),
  ],
  [
    'least quality',
    quality({ qualityMin: always(1.1) }),
    range('quality.qualityMin[0].value', 1.1, 0, 1, 'quality is 0 to 1'),
  ],
  [
    'weights',
    quality({ skillWeight: 0, latencyWeight: 0, roleWeight: 0, partyWeight: 0 }),
    said('quality', 'has no weight above 0: every match would be as good', 'raise one of its weights'),
  ],
  ['negative weight', quality({ waitWeight: -1 }), range('quality.waitWeight', -1, 0, 1_000)],
  ['recent opponents', quality({ recentOpponents: 65 }), range('quality.recentOpponents', 65, 0, 64)],
  [
    'offer',
    { acceptance: { timeoutMs: 10, declinesFree: -1, penaltyMsByOffence: [] } },
    range('acceptance.timeoutMs', 10, 1_000, 120_000),
    range('acceptance.declinesFree', -1, 0, 100),
  ],
  [
    'penalties',
    offers([60_000, 30_000]),
    said('acceptance.penaltyMsByOffence[1]', '30000 is less than 60000 before it', 'let penalties grow'),
  ],
  [
    'backfill',
    { backfill: { priority: 5 as 1, seatHoldMs: 1, skillDistanceMax: always(1), stopAfterMs: 0 } },
    range('backfill.seatHoldMs', 1, 1_000, 60_000),
    said('backfill.priority', '5 is none of its values', 'use LOW, NORMAL, HIGH'),
    range('backfill.stopAfterMs', 0, 1, 86_400_000),
    said('backfill.skillDistanceMax', 'needs a skill', 'add skill, or remove the points'),
  ],
  [
    'times',
    { ticketTimeoutMs: 999, cycleMs: 49, candidatesMax: 7, botsAfterMs: -1, fillForMs: 3_600_001 },
    range('ticketTimeoutMs', 999, 1_000, 3_600_000),
    range('cycleMs', 49, 50, 10_000),
    range('candidatesMax', 7, 8, 1_024),
    range('botsAfterMs', -1, 0, 3_600_000),
    range('fillForMs', 3_600_001, 0, 3_600_000),
  ],
  ['whose wait', { waitOf: 0 as 1 }, said('waitOf', '0 is none of its values', 'use EACH, OLDEST, NEWEST')],
  [
    'room tags',
    { roomTags: { mode: 'x'.repeat(65) } },
    said('roomTags', '"mode" is too long, or empty', 'use names of 1 to 32 and values of at most 64 characters'),
  ],
  ['room options', { roomOptions: { mpa: '1' } }, said('roomOptions', 'its rooms have no option "mpa"', 'use map')],
  [
    'comparisons that exclude each other',
    { attributes: FIELDS, rules: [level('old', Comparison.GREATER, 10), level('young', Comparison.LESS_OR_EQUAL, 10)] },
    said('rules[1].test.compare', 'no "level" passes "old" and "young"', 'change a value, or remove a rule'),
  ],
  [
    'three that do',
    {
      attributes: FIELDS,
      rules: [
        level('a', Comparison.GREATER_OR_EQUAL, 10),
        level('b', Comparison.LESS_OR_EQUAL, 10, { team: 'side' }),
        level('c', Comparison.NOT_EQUAL, 10),
      ],
    },
    said('rules[2].test.compare', 'no "level" passes "a", "b" and "c"', 'change a value, or remove a rule'),
  ],
  [
    'same and distinct',
    { attributes: FIELDS, rules: [map('one', 'same'), map('many', 'distinct')] },
    said('rules[1].test.distinct', 'no two players pass both "one" and "many"', 'remove one of the two'),
  ],
]

t.test('configs that are right have no problem', async (t) => {
  for (const config of [DUEL, RANKED]) {
    t.same(checkQueueConfig(config, SERVER), [])
  }
})

for (const [what, change, ...problems] of MISTAKES) {
  t.test(`a mistake: ${what}`, async (t) => {
    const byPath = (a: object, b: object) => JSON.stringify(a).localeCompare(JSON.stringify(b))
    t.same([...checkQueueConfig({ ...DUEL, ...change }, SERVER)].sort(byPath), [...problems].sort(byPath))
  })
}

t.test('everything is said at once', async (t) => {
  const problems = checkQueueConfig({ ...DUEL, name: '', roomKind: 'chess', regions: ['mars'], cycleMs: 0 }, SERVER)
  t.same(
    problems.map(({ path }) => path),
    ['name', 'roomKind', 'regions[0]', 'cycleMs'],
  )
})

t.test('rules that only look like contradictions are left alone', async (t) => {
  const fits = (rules: readonly Rule[], change: Partial<QueueConfig> = {}) => {
    t.same(checkQueueConfig({ ...DUEL, attributes: FIELDS, ...change, rules }, SERVER), [])
  }
  fits([level('a', Comparison.GREATER, 10), level('b', Comparison.LESS, 5, { dropAfterMs: 60_000 })])
  fits([map('a', 'same'), map('b', 'distinct', { team: 'side' })])
  const [best, worst] = [Aggregate.MAX, Aggregate.MIN].map((partyAggregate, i) => ({
    name: `rule${i}`,
    test: {
      compare: {
        attribute: 'level',
        operation: i === 0 ? Comparison.GREATER : Comparison.LESS,
        value: 10,
        partyAggregate,
      },
    },
  }))
  fits([best!, worst!], sides(2))
  const one = { ...team, playersMin: 1, playersMax: 1, quantity: 1 }
  const teams = [
    { ...one, name: 'red' },
    { ...one, name: 'blue' },
  ]
  fits([level('a', Comparison.GREATER, 10, { team: 'red' }), level('b', Comparison.LESS, 5, { team: 'blue' })], {
    teams,
  })
})
