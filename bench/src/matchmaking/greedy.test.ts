// The greedy matcher does what its source says, step by step.

import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import { holds, viewOf } from '@tickwire/server/match-function'
import t from 'tap'
import { GreedyMatcher } from './greedy.js'
import { idsOf, smallQueue, type TicketSketch, ticketOf } from './testing.js'

/** Proposals of one cycle, each held to the queue's rules. */
function cycle(config: QueueConfig, sketches: readonly TicketSketch[], nowMs: number) {
  const tickets = sketches.map(ticketOf)
  const matcher = new GreedyMatcher(config)
  for (const ticket of tickets) matcher.addTicket(ticket)
  const proposals = matcher.cycle(nowMs)
  const view = viewOf({ config, tickets, backfills: [] })
  for (const proposal of proposals) t.same(holds(view, proposal, nowMs).problems, [])
  return proposals
}

t.test('the oldest is the seed and takes the nearest, whatever is left for the others', async (t) => {
  const pool = [
    { id: 'old', mu: [25], sinceMs: 0 },
    { id: 'near', mu: [25.5], sinceMs: 10 },
    { id: 'better pair', mu: [25.6], sinceMs: 20 },
    { id: 'far', mu: [26.9], sinceMs: 30 },
  ]
  t.same(idsOf(cycle(smallQueue(1), pool, 100)), ['better pair+far', 'near+old'])
})

t.test('both of a pair must accept the distance, each by its own wait', async (t) => {
  const pool = (sinceMs: number) => [
    { id: 'a', mu: [20], sinceMs: 0 },
    { id: 'b', mu: [30], sinceMs },
  ]
  t.same(idsOf(cycle(smallQueue(1), pool(9_000), 10_000)), [], 'the new one accepts 3.8')
  t.same(idsOf(cycle(smallQueue(1), pool(0), 10_000)), ['a+b'])
})

t.test('what fails with the ticket added last is tried with the next', async (t) => {
  const pool = [
    { id: 'seed', mu: [25, 25] },
    { id: 'nearest', mu: [25.1] },
    { id: 'pair', mu: [25.2, 25.2], sinceMs: 1 },
  ]
  t.same(idsOf(cycle(smallQueue(2), pool, 100)), ['pair+seed'], 'the nearest would leave a party without a team')
})

t.test('regions, roles and party sizes hold', async (t) => {
  const regions = ['east', 'west']
  const latencyMs = [[0, 50]] as const
  const near = smallQueue(1, { regions, latencyMs })
  const apart = [
    { id: 'a', mu: [25], latencyMs: { east: 20, west: 90 } },
    { id: 'b', mu: [25], latencyMs: { east: 90, west: 20 } },
    { id: 'c', mu: [26], latencyMs: { east: 40, west: 90 } },
  ]
  const [match] = cycle(near, apart, 100)
  t.same(idsOf([match!]), ['a+c'])
  t.equal(match!.region, 'east')

  const slots = ['tank', 'heal'].map((role) => ({ role, countMin: 1, countMax: 1 }))
  const teams = [{ name: 'side', playersMin: 2, playersMax: 2, quantity: 2, roles: slots }]
  const roles = smallQueue(2, { teams, offRole: [[0, 0]] })
  const wishing = (id: string, role: string) => ({ id, mu: [25], roles: [[role]] })
  const tanks = ['a', 'b', 'c'].map((id) => wishing(id, 'tank'))
  t.same(idsOf(cycle(roles, [...tanks, wishing('d', 'heal')], 100)), [], 'one who heals is not enough')
  const [played] = cycle(roles, [...tanks, wishing('d', 'heal'), wishing('e', 'heal')], 100)
  t.same(idsOf([played!]), ['a+b+d+e'])
})

t.test('who was taken out is gone, who was proposed is proposed once', async (t) => {
  const matcher = new GreedyMatcher(smallQueue(1))
  for (const id of ['a', 'b', 'c']) matcher.addTicket(ticketOf({ id, mu: [25] }))
  matcher.removeTicket('a')
  t.same(idsOf(matcher.cycle(100)), ['b+c'])
  matcher.addTicket(ticketOf({ id: 'd', mu: [25] }))
  t.same(idsOf(matcher.cycle(200)), [], 'd is alone')
})
