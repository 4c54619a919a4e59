import { Aggregate, Comparison, type QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import t from 'tap'
import type { PoolTicket } from '../model.js'
import { EXPLAINED_TICKETS_MAX } from './compared.js'
import { explainTicket } from './explain.js'
import { always, rated, sides, skill, widening } from './reference/sketch.js'
import { DUEL, party, player, solo } from './testing.js'

const explain = (queue: Partial<QueueConfig>, tickets: readonly PoolTicket[], id = 'a', nowMs = 0) => {
  const pool = new Map(tickets.map((ticket) => [ticket.ticketId, ticket]))
  return explainTicket({ ...DUEL, ...queue }, pool, id, nowMs)
}

t.test('a ticket that is not in the pool has no explanation', async (t) => {
  t.equal(explain({}, [solo({ id: 'b' })]), undefined)
})

t.test('it says what keeps others away, who is nearest, and when that changes', async (t) => {
  const queue = { ...sides(2), ...skill({ matchSpreadMax: widening(2, 10) }) }
  const others = [rated('near', 25.5), rated('next', 30), rated('far', 60), { ...rated('foe', 25), avoid: ['a'] }]
  const explained = explain(queue, [rated('a', 25), ...others], 'a', 2_500)
  t.match(explained, {
    waitedMs: 2_500,
    others: 4,
    compared: 4,
    fitting: 1,
    limits: [{ path: 'skill.matchSpreadMax', value: 4, next: { value: 10, inMs: 7_500 } }],
    nearestMiss: { ticketId: 'next', rule: 'skill.matchSpreadMax', measured: 5, limit: 4 },
    nextChangeInMs: 500,
  })
  t.same(explained?.rules.slice(0, 2), [
    { rule: 'skill.matchSpreadMax', passes: 2, fails: 2 },
    { rule: 'avoid', passes: 0, fails: 1 },
  ])
})

t.test('in words', async (t) => {
  const queue = { ...sides(2), ...skill({ matchSpreadMax: widening(2, 10) }) }
  const others = [rated('near', 25.5), rated('next', 30), rated('far', 60)]
  t.same(explain(queue, [rated('a', 25), ...others], 'a', 2_500)?.words, [
    'It has waited 2.5 s. Tickets that fit it: 1 of 3.',
    'With its own they are 2 players, and a match takes 4 or more.',
    'skill.matchSpreadMax keeps 2 away.',
    'The nearest is next: only skill.matchSpreadMax fails (5 against 4).',
    'skill.matchSpreadMax is 4 now and comes to 10 in 7.5 s.',
  ])
})

t.test('what a ticket fails by itself comes first', async (t) => {
  const rules = [
    {
      name: 'grown',
      test: {
        compare: { attribute: 'level', operation: Comparison.GREATER, value: 10, partyAggregate: Aggregate.MEAN },
      },
    },
  ]
  const low = solo({ id: 'a', is: { level: 9 } })
  const high = solo({ id: 'b', is: { level: 11 } })
  t.equal(explain({ rules }, [low, high])?.words[0], 'It fits nobody: it fails rules.grown by itself (9 against 10).')
  t.equal(
    explain({ rules }, [solo({ id: 'a' }), high])?.words[0],
    'It fits nobody: it fails rules.grown by itself (the attribute is missing).',
  )
  t.equal(explain({ rules }, [low, high])?.nearestMiss, undefined, 'nobody is near to what fits nobody')
  t.match(explain({ rules }, [high, low], 'b'), { fitting: 0, rules: [{ rule: 'rules.grown', fails: 1 }] })
  const duo = party('a', [{ id: 'a1' }, { id: 'a2' }])
  t.match(explain({}, [duo])?.words[0], /fails party.sizeMax by itself \(2 against 1\)/)
})

t.test('two who would be a whole match are held to every rule', async (t) => {
  const queue = skill({ winChanceMax: always(0.55) })
  t.match(explain(queue, [rated('a', 25), rated('b', 27)]), {
    fitting: 0,
    nearestMiss: { ticketId: 'b', rule: 'skill.winChanceMax', limit: 0.55 },
  })
  t.match(
    explain({ ...queue, ...sides(2) }, [rated('a', 25), rated('b', 27)]),
    { fitting: 1 },
    'of four they may be even',
  )
})

t.test('of all regions the one that suits both best', async (t) => {
  const latency = { maxMs: always(100), spreadMaxMs: undefined, choice: 1, unknownMs: 9_999 } as const
  const queue = { regions: ['eu', 'us'], latency }
  const both = (eu: number, us: number) => [
    solo({ id: 'a', ms: { eu: 20, us: 90 } }),
    solo({ id: 'b', ms: { eu, us } }),
  ]
  t.match(explain(queue, both(300, 90)), { fitting: 1 })
  t.match(explain(queue, both(110, 300)), {
    fitting: 0,
    nearestMiss: { ticketId: 'b', rule: 'latency.maxMs', measured: 110, limit: 100 },
  })
})

t.test('rules that will be dropped are a change to come, rules within a team keep nobody away', async (t) => {
  const same = { same: { attribute: 'map' } }
  const maps = [solo({ id: 'a', is: { map: 'x' } }), solo({ id: 'b', is: { map: 'y' } })]
  const dropped = { rules: [{ name: 'map', test: same, dropAfterMs: 5_000 }] }
  t.match(explain(dropped, maps, 'a', 2_000), { fitting: 0, nextChangeInMs: 3_000 })
  t.match(explain(dropped, maps, 'a', 5_000), { fitting: 1, nextChangeInMs: undefined })
  t.match(explain({ ...sides(2), rules: [{ name: 'map', test: same, team: 'side' }] }, maps), { fitting: 1 })
})

t.test('of a large pool those nearest in skill are compared, and the answer says so', async (t) => {
  const queue = skill({ matchSpreadMax: always(1) })
  const pool = Array.from({ length: 10_001 }, (_, i) => rated(`t${i}`, (i * 7_919) % 10_001))
  const explained = explain(queue, pool, 't0')
  t.match(explained, { others: 10_000, compared: EXPLAINED_TICKETS_MAX, fitting: 1 })
  const nearest = pool.find(({ players }) => players[0]!.attributes.mu!.number === 2)!
  t.match(explained?.nearestMiss, { ticketId: nearest.ticketId, measured: 2, limit: 1 })
  t.match(explained?.words[0], /Tickets that fit it: 1 of the 200 nearest in skill, of 10000/)
  const alike = Array.from({ length: 1_000 }, (_, i) => rated(`t${i}`, 25))
  t.match(explain(queue, alike, 't0'), { compared: EXPLAINED_TICKETS_MAX, fitting: EXPLAINED_TICKETS_MAX })
})

t.test('where skill does not count, a large pool is sampled evenly', async (t) => {
  const tickets = Array.from({ length: 10_001 }, (_, i) => ({
    ...solo({ id: `t${i}` }),
    players: [player({ id: `p${i}` })],
  }))
  const explained = explain({}, tickets, 't0')
  t.match(explained, { others: 10_000, compared: EXPLAINED_TICKETS_MAX, fitting: EXPLAINED_TICKETS_MAX })
  t.match(explained?.words[0], /Tickets that fit it: 200 of 200 from all over the queue, of 10000/)
})
