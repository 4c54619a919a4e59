// The real QueueRoom, stepped: it groups neighbours in rank, widens by cycles, and may tear parties apart.

import t from 'tap'
import { QueueRoomMatcher } from './queue-room.js'
import { idsOf, smallQueue, type TicketSketch, ticketOf } from './testing.js'

function roomWith(config: ReturnType<typeof smallQueue>, sketches: readonly TicketSketch[]): QueueRoomMatcher {
  const matcher = new QueueRoomMatcher(config)
  for (const sketch of sketches) matcher.addTicket(ticketOf(sketch))
  return matcher
}

t.test('neighbours in rank are a match, once', async (t) => {
  const solo = [20, 30, 20.4, 30.4].map((mu, i) => ({ id: 'abcd'[i]!, mu: [mu] }))
  const matcher = roomWith(smallQueue(1), solo)
  t.same(idsOf(matcher.cycle()), ['a+c', 'b+d'])
  t.same(matcher.cycle(), [])
})

t.test('it widens with the cycles that a client has waited', async (t) => {
  const matcher = roomWith(smallQueue(1), [
    { id: 'a', mu: [20] },
    { id: 'b', mu: [25] },
  ])
  const cycles = Array.from({ length: 20 }, () => matcher.cycle().length)
  t.equal(cycles.indexOf(1), 8, 'half of the spread is 5 after 4.4 s: in the ninth cycle')
})

t.test('each region has a queue of its own', async (t) => {
  const config = smallQueue(1, { regions: ['east', 'west'], latencyMs: [[0, 50]] })
  const at = (id: string, east: number, west: number) => ({ id, mu: [25], latencyMs: { east, west } })
  const matcher = roomWith(config, [at('a', 10, 30), at('b', 30, 10), at('c', 20, 25)])
  const [match, ...others] = matcher.cycle()
  t.same(idsOf([match!]), ['a+c'])
  t.equal(match!.region, 'east')
  t.same(others, [])
})

t.test('a party that fills a team stays whole, one across the border of a group is torn', async (t) => {
  const pairs = [
    { id: 'a', mu: [25, 25] },
    { id: 'b', mu: [25.5, 25.5] },
  ]
  const [whole] = roomWith(smallQueue(2), pairs).cycle()
  t.same(
    whole!.teams.map(({ players }) => new Set(players.map(({ playerId }) => playerId[0])).size),
    [1, 1],
  )
  const [torn] = roomWith(smallQueue(2), [{ id: 'solo', mu: [24.9] }, ...pairs]).cycle()
  t.same(idsOf([torn!]), ['a+solo'], 'half of b still waits')
})

t.test('who gives up leaves the room', async (t) => {
  const matcher = roomWith(smallQueue(1), [
    { id: 'a', mu: [25] },
    { id: 'b', mu: [25] },
  ])
  matcher.removeTicket('a')
  matcher.removeTicket('a')
  t.same(matcher.cycle(), [])
})
