// What a cycle proposes is made true a few matches in a turn of the event loop, so that a tick never waits for all of them; what
// happens between two turns counts.

import t from 'tap'
import { duel, TestMatchmaking } from './testing.js'
import { TicketStatus } from './ticket.js'

const { ASSIGNED, SEARCHING } = TicketStatus
const PLAYERS = ['a', 'b', 'c', 'd', 'e', 'f']

/** Six who wait, and the first of the turns that their cycle takes. */
async function afterOneTurn() {
  const world = new TestMatchmaking([duel()])
  for (const playerId of PLAYERS) world.connect(playerId)
  const tickets = PLAYERS.map((playerId) => world.queue(playerId))
  await world.step(500)
  return { world, tickets, statuses: () => tickets.map((ticketId) => world.statusOf(ticketId)) }
}

t.test('two matches in the first turn, the third in the next', async (t) => {
  const { world, statuses } = await afterOneTurn()
  t.same(statuses(), [ASSIGNED, ASSIGNED, ASSIGNED, ASSIGNED, SEARCHING, SEARCHING])
  world.scheduler.step(0)
  t.same(
    statuses(),
    PLAYERS.map(() => ASSIGNED),
  )
  t.equal(world.matchmaker.pending, 0)
})

t.test('a queue that is edited in between hears no more of the old config, and loses nobody', async (t) => {
  const { world, statuses } = await afterOneTurn()
  world.matchmaker.desk.put(duel({ roomTags: { rules: 'new' } }), 1)
  world.scheduler.step(0)
  t.same(statuses().slice(4), [SEARCHING, SEARCHING])
  await world.step(500)
  t.same(statuses().slice(4), [ASSIGNED, ASSIGNED])
  t.match(world.matchmaker.desk.stats(['duel']), [{ proposalsRefused: 0 }])
})

t.test('who cancels in between is in no match, and the other waits on', async (t) => {
  const { world, tickets, statuses } = await afterOneTurn()
  world.matchmaker.cancel(tickets[4]!, 'e')
  world.scheduler.step(0)
  t.same(statuses().slice(4), [TicketStatus.CANCELLED, SEARCHING])
  const again = world.queue('e')
  await world.step(500)
  t.same([world.statusOf(tickets[5]!), world.statusOf(again)], [ASSIGNED, ASSIGNED])
})
