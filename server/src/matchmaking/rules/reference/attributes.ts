// A queue's own rules on attributes.

import { Aggregate, Comparison, type Rule, type RuleTest } from '@tickwire/gen-nodejs/queues.types.js'
import { party, solo } from '../testing.js'
import { always, reference, sides, widening } from './sketch.js'

const rule = (test: RuleTest, more: Partial<Rule> = {}) => ({ rules: [{ name: 'test', test, ...more }] })
const level = (operation: Comparison, partyAggregate: Aggregate = Aggregate.MEAN) => {
  return { compare: { attribute: 'level', operation, value: 10, partyAggregate } }
}
const a = solo({ id: 'a', is: { level: 10, map: 'dust' } })
const b = solo({ id: 'b', is: { level: 11, map: 'ice' } })
const other = (id: string, is: Readonly<Record<string, number | string | readonly string[]>>) => solo({ id, is })
const maps = (id: string, ...tags: readonly string[]) => other(id, { maps: tags })
const distance = { distance: { attribute: 'level', distanceMax: always(3), partyAggregate: Aggregate.MEAN } }

/** A comparison with 10 of two whose levels are 10 and 11, and of two whose are both 10. */
const comparisons = [
  { operation: Comparison.LESS, name: 'less', lone: false, twin: false },
  { operation: Comparison.LESS_OR_EQUAL, name: 'less or equal', lone: false, twin: true },
  { operation: Comparison.EQUAL, name: 'equal', lone: false, twin: true },
  { operation: Comparison.NOT_EQUAL, name: 'not equal', lone: false, twin: false },
  { operation: Comparison.GREATER_OR_EQUAL, name: 'greater or equal', lone: true, twin: true },
  { operation: Comparison.GREATER, name: 'greater', lone: false, twin: false },
].flatMap(({ operation, name, lone, twin }) => [
  reference({
    name: `compare: ${name}, of 10 and 11 with 10`,
    why: 'it must hold for each ticket',
    queue: rule(level(operation)),
    tickets: [a, b],
    nowMs: 1e6,
    matches: lone ? [['a', 'b']] : [],
  }),
  reference({
    name: `compare: ${name}, of 10 and 10 with 10`,
    why: 'the value itself',
    queue: rule(level(operation)),
    tickets: [a, other('c', { level: 10 })],
    nowMs: 1e6,
    matches: twin ? [['a', 'c']] : [],
  }),
])

export const ATTRIBUTE_CASES = [
  ...comparisons,
  reference({
    name: 'compare: a party by its aggregate',
    why: 'the least of the party is 9, below 10, though the mean is 10',
    queue: { ...sides(2), ...rule(level(Comparison.GREATER_OR_EQUAL, Aggregate.MIN)) },
    tickets: [
      party('p', [
        { id: 'p-1', is: { level: 9 } },
        { id: 'p-2', is: { level: 11 } },
      ]),
      a,
      b,
    ],
    nowMs: 1e6,
    matches: [],
  }),
  reference({
    name: 'same: one map for all',
    why: 'b has another one',
    queue: rule({ same: { attribute: 'map' } }),
    tickets: [a, b, other('c', { map: 'dust' })],
    matches: [['a', 'c']],
  }),
  reference({
    name: 'same: within each team only',
    why: 'two of dust against two of ice',
    queue: { ...sides(2), ...rule({ same: { attribute: 'map' } }, { team: 'side' }) },
    tickets: [a, b, other('c', { map: 'dust' }), other('d', { map: 'ice' })],
    matches: [['a', 'b', 'c', 'd']],
  }),
  reference({
    name: 'same: no team can be made',
    why: 'three of dust and one of ice',
    queue: { ...sides(2), ...rule({ same: { attribute: 'map' } }, { team: 'side' }) },
    tickets: [a, b, other('c', { map: 'dust' }), other('d', { map: 'dust' })],
    nowMs: 1e6,
    matches: [],
  }),
  reference({
    name: 'distinct: all different',
    why: 'a and c have the same',
    queue: rule({ distinct: { attribute: 'map' } }),
    tickets: [a, other('c', { map: 'dust' })],
    nowMs: 1e6,
    matches: [],
  }),
  reference({
    name: 'distinct: a party too',
    why: 'its two players have the same',
    queue: { ...sides(2), ...rule({ distinct: { attribute: 'map' } }) },
    tickets: [
      party('p', [
        { id: 'p-1', is: { map: 'sea' } },
        { id: 'p-2', is: { map: 'sea' } },
      ]),
      a,
      b,
    ],
    nowMs: 1e6,
    matches: [],
  }),
  reference({
    name: 'overlap: a tag that all share',
    why: 'a and c share ice; b shares nothing with either',
    queue: rule({ overlap: { attribute: 'maps', sharedMin: always(1) } }),
    tickets: [maps('a', 'dust', 'ice'), maps('b', 'sea'), maps('c', 'ice')],
    matches: [['a', 'c']],
  }),
  reference({
    name: 'overlap: shared by all, not by two each',
    why: 'every two share a map but no map is of all three',
    queue: {
      ...rule({ overlap: { attribute: 'maps', sharedMin: always(1) } }),
      teams: [{ name: 'side', playersMin: 1, playersMax: 1, quantity: 3, roles: [] }],
    },
    tickets: [maps('a', 'dust', 'ice'), maps('b', 'ice', 'sea'), maps('c', 'sea', 'dust')],
    nowMs: 1e6,
    matches: [],
  }),
  reference({
    name: 'overlap: a tag counts once',
    why: 'dust twice is one shared map, and 2 are wanted',
    queue: rule({ overlap: { attribute: 'maps', sharedMin: always(2) } }),
    tickets: [maps('a', 'dust', 'dust'), maps('b', 'dust', 'dust')],
    nowMs: 1e6,
    matches: [],
  }),
  reference({
    name: 'overlap: the strictest of all limits',
    why: 'who just came wants 2 shared, and they share 1',
    queue: rule({ overlap: { attribute: 'maps', sharedMin: widening(2, 1) } }),
    tickets: [maps('a', 'dust'), { ...maps('b', 'dust', 'ice'), enqueuedMs: 10_000 }],
    nowMs: 10_000,
    matches: [],
  }),
  reference({
    name: 'distance: met exactly',
    why: '3 apart, at most 3',
    queue: rule(distance),
    tickets: [a, other('c', { level: 13 })],
    matches: [['a', 'c']],
  }),
  reference({
    name: 'distance: beyond',
    why: '4 apart, at most 3',
    queue: rule(distance),
    tickets: [a, other('c', { level: 14 })],
    nowMs: 1e6,
    matches: [],
  }),
  reference({
    name: 'distance: of every two',
    why: '10, 12 and 14: the ends are 4 apart',
    queue: { ...rule(distance), teams: [{ name: 'side', playersMin: 1, playersMax: 1, quantity: 3, roles: [] }] },
    tickets: [a, other('c', { level: 12 }), other('d', { level: 14 })],
    nowMs: 1e6,
    matches: [],
  }),
  ...[
    level(Comparison.NOT_EQUAL),
    { same: { attribute: 'level' } },
    { distinct: { attribute: 'level' } },
    { overlap: { attribute: 'level', sharedMin: [] } },
    { distance: { attribute: 'level', distanceMax: [], partyAggregate: Aggregate.MEAN } },
  ].map((test) =>
    reference({
      name: `${Object.keys(test)[0]}: who lacks the attribute fails`,
      why: 'whatever the limit is, and with whomever',
      queue: rule(test),
      tickets: [other('c', {}), other('d', {})],
      nowMs: 1e6,
      matches: [],
    }),
  ),
  reference({
    name: 'a rule holds until its wait is over',
    why: 'the one who came later has waited 4,999 of 5,000 ms',
    queue: rule({ same: { attribute: 'map' } }, { dropAfterMs: 5_000 }),
    tickets: [a, { ...b, enqueuedMs: 5_001 }],
    nowMs: 10_000,
    matches: [],
  }),
  reference({
    name: 'a rule is dropped once all have waited for it',
    why: 'both have waited 5,000 ms',
    queue: rule({ same: { attribute: 'map' } }, { dropAfterMs: 5_000 }),
    tickets: [a, b],
    nowMs: 5_000,
    matches: [['a', 'b']],
  }),
  reference({
    name: 'a rule that was dropped asks for no attribute',
    why: 'c lacks it and has waited',
    queue: rule({ same: { attribute: 'map' } }, { dropAfterMs: 5_000 }),
    tickets: [a, other('c', {})],
    nowMs: 5_000,
    matches: [['a', 'c']],
  }),
]
