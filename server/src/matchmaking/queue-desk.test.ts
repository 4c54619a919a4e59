// Queues edited, paused and removed while players wait in them.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import { AttributeType } from '@tickwire/gen-nodejs/queues.types.js'
import t from 'tap'
import { QUEUES_MAX } from './queue-desk.js'
import { duel, ranked, settled, TestMatchmaking } from './testing.js'
import { TicketStatus } from './ticket.js'

const SKILL = {
  attribute: 'mu',
  uncertaintyAttribute: 'sigma',
  partyAggregate: 1,
  partyBonusPerExtraPlayer: 0,
  matchSpreadMax: [],
  teamGapMax: [],
  winChanceMax: [],
  uncertaintyWeight: 0,
} as const

t.test('a config is changed by whoever knows its version, whole or not at all', (t) => {
  const { matchmaker } = new TestMatchmaking([duel()])
  const { desk } = matchmaker
  t.throws(() => desk.put(duel(), 7), { code: ErrorCode.CONFLICT, details: { parameter: 'ifVersion' } })
  t.throws(() => desk.put(duel({ name: 'new' }), 1), { code: ErrorCode.CONFLICT, message: /no such queue/ })
  const bad = duel({ cycleMs: 1, roomKind: 'chess' })
  t.throws(() => desk.put(bad, 1), { code: ErrorCode.BAD_ARGUMENT, message: /roomKind.*\ncycleMs/s })
  t.equal(desk.get('duel').cycleMs, 500)
  t.equal(desk.checkPut(duel({ cycleMs: 100 }), 1).version, 2)
  t.equal(desk.get('duel').version, 1, 'checked, not done')
  t.match(desk.put(duel({ cycleMs: 100 }), 1), { version: 2, cycleMs: 100 })
  t.match(desk.put(duel({ name: 'new', version: 99 }), 0), { version: 1 })
  t.same(
    matchmaker.list().map(({ name }) => name),
    ['duel', 'new'],
  )
  for (let i = 2; i < QUEUES_MAX; i++) desk.put(duel({ name: `q${i}` }), 0)
  t.throws(() => desk.put(duel({ name: 'more' }), 0), { code: ErrorCode.LIMIT_REACHED })
  t.end()
})

t.test('who waits waits on by the new limits, and has what they ask for', async (t) => {
  const world = new TestMatchmaking([duel()])
  const { desk } = world.matchmaker
  const startedMs = world.scheduler.nowMs()
  const ticket = world.queue('ada')
  const attributes = [{ name: 'map', type: AttributeType.TEXT, fallback: { text: 'any' }, serverOnly: true }]
  await world.step(5_000)
  desk.put(duel({ skill: SKILL, attributes }), 1)
  t.match(world.store.ticket(ticket), {
    status: TicketStatus.SEARCHING,
    enqueuedMs: startedMs,
    players: [{ attributes: { mu: { number: 25 }, map: { text: 'any' } } }],
  })
  const other = world.queue('bob')
  await world.step(1_000)
  t.equal(world.statusOf(ticket), TicketStatus.ASSIGNED)
  t.equal(world.statusOf(other), TicketStatus.ASSIGNED)
})

t.test(
  'whom the new config lets into no match is taken back, with the reason; a limit that will move lets wait',
  async (t) => {
    const world = new TestMatchmaking([duel({ regions: ['here'] })])
    const { desk } = world.matchmaker
    const ticket = world.queue('ada')
    const latency = (...maxMs: number[]) => ({
      maxMs: maxMs.map((value, i) => ({ waitedMs: i * 60_000, value })),
      choice: 1 as const,
      unknownMs: 250,
    })
    desk.put(duel({ regions: ['here'], latency: latency(100, 300) }), 1)
    t.equal(world.statusOf(ticket), TicketStatus.SEARCHING)
    desk.put(duel({ regions: ['here'], latency: latency(100) }), 2)
    t.match(world.store.ticket(ticket), {
      status: TicketStatus.CANCELLED,
      reason: /its latency\.maxMs leaves no match/,
    })
    t.match(world.standing.get(`ada ${ticket}`), { status: TicketStatus.CANCELLED })
  },
)

t.test('many tickets are looked into a slice at a time', async (t) => {
  const world = new TestMatchmaking([duel()])
  const tickets = Array.from({ length: 300 }, (_, i) => world.queue(`p${i}`))
  world.matchmaker.desk.put(duel({ skill: SKILL }), 1)
  const filled = () => tickets.filter((id) => 'mu' in world.store.ticket(id)!.players[0]!.attributes).length
  t.ok(filled() < 300)
  world.scheduler.step(1)
  t.equal(filled(), 300)
})

t.test('a paused queue takes nobody, and who waits there is matched', async (t) => {
  const world = new TestMatchmaking([ranked()])
  const { desk } = world.matchmaker
  for (const id of ['ada', 'bob', 'cyd']) world.queue(id)
  const last = world.queue('dan')
  desk.setOpen('ranked', false)
  desk.setOpen('ranked', false)
  t.equal(desk.get('ranked').version, 2)
  t.throws(() => world.queue('eve'), { code: ErrorCode.QUEUE_PAUSED })
  await world.step(500)
  t.equal(world.statusOf(last), TicketStatus.OFFERED)
  desk.setOpen('ranked', true)
  t.ok(world.queue('eve'))
})

t.test('a queue that is removed takes its tickets along, offered ones too, and nobody pays', async (t) => {
  const world = new TestMatchmaking([
    ranked({ teams: [{ name: 'team', playersMin: 1, playersMax: 1, quantity: 2, roles: [] }] }),
  ])
  const { desk, penalties } = world.matchmaker
  const tickets = ['ada', 'bob', 'cyd'].map((id) => world.queue(id))
  await world.step(500)
  t.equal(world.statusOf(tickets[0]!), TicketStatus.OFFERED)
  t.throws(() => desk.remove('ranked', 2), { code: ErrorCode.CONFLICT })
  desk.remove('ranked', 1)
  for (const ticket of tickets) {
    t.match(world.store.ticket(ticket), { status: TicketStatus.CANCELLED, reason: 'the queue was removed' })
  }
  t.equal(penalties.leftMs('ada'), 0)
  t.throws(() => desk.get('ranked'), { name: 'NotFoundError' })
  await world.step(61_000)
  t.equal(world.store.size, 0)
  t.equal(world.matchmaker.pending, 0)
})

t.test('a match that plays outlives its queue', async (t) => {
  const world = new TestMatchmaking([ranked({ acceptance: undefined })])
  const tickets = ['ada', 'bob', 'cyd', 'dan'].map((id) => world.queue(id))
  await world.step(500)
  const { roomId } = world.store.ticket(tickets[0]!)!.seats.ada!
  world.leaveRoom(roomId, 'ada')
  t.equal([...world.store.backfills()].length, 1)
  world.matchmaker.desk.remove('ranked', 1)
  t.equal([...world.store.backfills()].length, 0)
  world.matchmaker.matchEnded(roomId, [{ playerId: 'bob', rank: 1 }])
  t.same(world.errors, [])
})

t.test('a ticket is explained, and taken back by an operator', async (t) => {
  const world = new TestMatchmaking([duel({ ticketTimeoutMs: 10_000 })])
  const { desk } = world.matchmaker
  const ticket = world.queue('ada', { avoid: ['bob'] })
  const other = world.queue('bob')
  t.match(await desk.explain(ticket), { candidates: 0, compared: 1, rules: [{ rule: 'avoid', failed: 1 }] })
  t.same(
    desk.tickets('duel').map(({ ticketId }) => ticketId),
    [ticket, other],
  )
  desk.cancel(ticket)
  t.throws(() => desk.cancel(ticket), { code: ErrorCode.CONFLICT, message: /is CANCELLED/ })
  t.same((await desk.explain(ticket)).words, ['It is CANCELLED: taken back by an operator.'])
  await t.rejects(desk.explain('gone'), { name: 'NotFoundError' })
})

t.test('what a queue did is told in numbers, and a long wait is an alert', async (t) => {
  const world = new TestMatchmaking([ranked({ ticketTimeoutMs: 20_000 })])
  const { desk } = world.matchmaker
  const tickets = ['ada', 'bob', 'cyd', 'dan'].map((id) => world.queue(id))
  await world.step(500)
  const { matchId } = world.store.ticket(tickets[0]!)!
  world.matchmaker.decline(tickets[3]!, 'dan', matchId!)
  await settled()
  t.match(desk.stats([]), [{ queue: 'ranked', tickets: 3, players: 3, declinedShare: 0.25, matchesPerMin: 0 }])
  const last = world.queue('eve')
  await world.step(500)
  for (const id of ['ada', 'bob', 'cyd', 'eve']) {
    const ticketId = world.store.ticketOf(id)!.ticketId
    world.matchmaker.accept(ticketId, id, world.store.ticket(ticketId)!.matchId!)
  }
  t.equal(world.statusOf(last), TicketStatus.ASSIGNED)
  t.match(desk.stats(['ranked']), [
    { tickets: 0, waitP50Ms: 1_000, waitP99Ms: 1_000, qualityP50: 1, matchesPerMin: 60 },
  ])
  t.same(desk.alerts(), [])
  world.connect('fay')
  world.queue('fay')
  await world.step(10_500)
  t.same(desk.alerts(), ['queue ranked: the oldest ticket has waited 11 s of 20 s'])
  await world.step(10_000)
  t.match(desk.stats(['ranked']), [{ tickets: 0, timedOutShare: 0.2 }])
  t.throws(() => desk.stats(['other']), { name: 'NotFoundError' })
})
