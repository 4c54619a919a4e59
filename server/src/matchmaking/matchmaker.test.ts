// The life of a ticket: from the wait through the offer to the seat, and every way out of it.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import { Answer } from '@tickwire/gen-nodejs/matchmaking.types.js'
import t from 'tap'
import { PRESENCE_GAP_MS } from '../events/presence.js'
import { TICKET_GRACE_MS } from './graces.js'
import { ACCEPTS_TOLD_MAX } from './offers.js'
import { PLACES_FAILED_MAX } from './placement.js'
import { CYCLE_DEADLINE_MS } from './queue-loop.js'
import { MATCHER_RESTART_MS, WITHHELD_MS } from './queue-matcher.js'
import { duel, player, ranked, TestMatchmaking } from './testing.js'
import { TicketStatus } from './ticket.js'
import { AWAITS_PER_PLAYER_MAX } from './ticket-waits.js'
import { ENDED_MS } from './tickets.js'

const ACCEPTING = duel({ acceptance: { timeoutMs: 10_000, declinesFree: 1, penaltyMsByOffence: [30_000, 120_000] } })

/** Two players to whom a match is offered. */
async function offered() {
  const world = new TestMatchmaking([ACCEPTING])
  for (const playerId of ['a', 'b']) world.connect(playerId)
  const [a, b] = [world.queue('a'), world.queue('b')]
  await world.step(500)
  const matchId = world.store.ticket(a)!.matchId!
  return { ...world, world, a, b, matchId, mm: world.matchmaker }
}

t.test('without acceptance two players get seats in one room, with their teams', async (t) => {
  const world = new TestMatchmaking([duel({ roomTags: { map: 'dust' } })])
  const [a, b] = [world.queue('a'), world.queue('b')]
  const answered = world.matchmaker.await(a, 'a', 1, 25_000, 1)
  await world.step(500)
  const view = await answered
  t.equal(view.status, TicketStatus.ASSIGNED)
  t.match(view.assignment, { roomKind: 'arena', team: 'team1', matchId: world.store.ticket(a)?.matchId })
  t.equal(world.matchmaker.view(world.store.ticket(b)!, 'b').assignment?.team, 'team2')
  t.equal(world.matchmaker.view(world.store.ticket(b)!, 'a').assignment, undefined, 'a seat is for its player only')
  t.same(world.directory.players(view.assignment!.roomId).slice().sort(), ['a', 'b'])
  const { matchId } = view.assignment!
  const teams = ['a', 'b'].map((playerId, i) => ({ team: `team${i + 1}`, players: [{ playerId }], bots: 0 }))
  t.match(world.directory.created[0], { listed: false, playersMax: 2, tags: { map: 'dust' } })
  t.match(world.directory.created[0]?.match, { matchId, queue: 'duel', teams }, 'the game learns who plays where')
  const events = world.told
    .filter(({ playerId }) => playerId === 'a')
    .map(({ told }) => 'ticket' in told && told.ticket)
  t.match(events.at(-1), { status: TicketStatus.ASSIGNED, assignment: { seatToken: view.assignment!.seatToken } })
  t.match(world.matchmaker.list(), [{ playersWaiting: 0, waitP50Ms: 500, waitP90Ms: 500 }])
})

t.test('everybody accepts, then there is a room', async (t) => {
  const { mm, a, b, matchId, directory, store, standing } = await offered()
  const first = mm.accept(a, 'a', matchId)
  t.match(first, { status: TicketStatus.OFFERED, offer: { players: 2, accepted: 1, mine: Answer.ACCEPTED } })
  t.equal(mm.accept(a, 'a', matchId).version, first.version, 'again changes nothing')
  t.match(mm.view(store.ticket(b)!, 'b').offer, { accepted: 1, mine: Answer.WAITING, answerWithinMs: 10_000 })
  t.match(standing.get(`b ${b}`), { offer: { players: 2, accepted: 1, mine: Answer.WAITING } }, 'b was told')
  t.equal(directory.created.length, 0)
  t.equal(mm.accept(b, 'b', matchId).status, TicketStatus.ASSIGNED)
  t.equal(mm.accept(a, 'a', matchId).status, TicketStatus.ASSIGNED, 'a repeated yes finds the seat')
  t.equal(directory.created.length, 1)
})

t.test('in a large match a yes is a change for who says it only', async (t) => {
  const many = ACCEPTS_TOLD_MAX / 2 + 1
  const teams = [{ name: 'team', playersMin: many, playersMax: many, quantity: 2, roles: [] }]
  const world = new TestMatchmaking([duel({ ...ACCEPTING, teams })])
  const tickets = Array.from({ length: 2 * many }, (_, i) => world.queue(`p${i}`))
  await world.step(500)
  const [first, second] = tickets.map((ticketId) => world.store.ticket(ticketId)!)
  world.matchmaker.accept(first!.ticketId, 'p0', first!.matchId!)
  t.equal(world.store.ticket(first!.ticketId)?.version, first!.version + 1)
  t.equal(world.store.ticket(second!.ticketId)?.version, second!.version)
  tickets.forEach((ticketId, i) => {
    world.matchmaker.accept(ticketId, `p${i}`, first!.matchId!)
  })
  t.same(
    tickets.map((ticketId) => world.statusOf(ticketId)),
    tickets.map(() => TicketStatus.ASSIGNED),
  )
})

t.test('who declines goes, who accepted waits on from where it stood', async (t) => {
  const { world, mm, a, b, matchId, store } = await offered()
  const { enqueuedMs } = store.ticket(a)!
  mm.accept(a, 'a', matchId)
  world.scheduler.step(3_000)
  t.equal(mm.decline(b, 'b', matchId).status, TicketStatus.DECLINED)
  t.match(store.ticket(a), { status: TicketStatus.SEARCHING, enqueuedMs })
  t.throws(() => mm.accept(a, 'a', matchId), { code: ErrorCode.OFFER_EXPIRED })
  const c = world.queue('c')
  await world.step(500)
  t.match([world.statusOf(a), world.statusOf(c)], [TicketStatus.OFFERED, TicketStatus.OFFERED])
})

t.test('who does not answer is as one who declines; the penalty grows, and is forgotten', async (t) => {
  const { world, a, b, mm, matchId } = await offered()
  mm.accept(a, 'a', matchId)
  await world.step(10_000)
  t.match([world.statusOf(a), world.statusOf(b)], [TicketStatus.SEARCHING, TicketStatus.DECLINED])
  const decline = async () => {
    const again = world.queue('b')
    await world.step(500)
    mm.decline(again, 'b', world.store.ticket(again)!.matchId!)
  }
  await decline()
  t.throws(() => world.queue('b'), { code: ErrorCode.PENALISED, details: { retryAfterMs: 30_000 } })
  await world.step(30_000)
  await decline()
  t.throws(() => world.queue('b'), { code: ErrorCode.PENALISED, details: { retryAfterMs: 120_000 } })
  world.scheduler.step(3 * 3_600_000)
  await world.step(500)
  world.queue('d')
  await decline()
  t.ok(world.queue('b'), 'the first one is free again')
})

t.test('a party goes together, each of it asked, and a change of it ends the wait', async (t) => {
  const world = new TestMatchmaking([ranked()])
  const member = (playerId: string, ready: boolean) => ({
    ...player(playerId),
    ready,
    connected: true,
    team: undefined,
    roles: [],
  })
  const group = { version: 1, joinCode: 'x', sizeMax: 8, barred: [], ownerId: 'a' }
  world.parties.set('p', { ...group, groupId: 'p', members: [member('a', false), member('b', false)] })
  t.throws(() => world.queue('a', { partyId: 'p' }), { code: ErrorCode.NOT_READY })
  world.parties.set('p', { ...group, groupId: 'p', members: [member('a', false), member('b', true)] })
  t.throws(() => world.queue('b', { partyId: 'p' }), { code: ErrorCode.NOT_OWNER })
  const ab = world.queue('a', { partyId: 'p' })
  t.throws(() => world.queue('b'), { code: ErrorCode.ALREADY_QUEUED })
  const [c, d] = [world.queue('c'), world.queue('d')]
  await world.step(500)
  const matchId = world.store.ticket(ab)!.matchId!
  for (const [id, who] of [
    [c, 'c'],
    [d, 'd'],
    [ab, 'a'],
  ] as const)
    world.matchmaker.accept(id, who, matchId)
  t.equal(world.statusOf(ab), TicketStatus.OFFERED, 'b has a say too')
  world.matchmaker.decline(ab, 'b', matchId)
  t.equal(world.statusOf(ab), TicketStatus.DECLINED)
  t.same([world.statusOf(c), world.statusOf(d)], [TicketStatus.SEARCHING, TicketStatus.SEARCHING])
  const again = world.queue('a', { partyId: 'p' })
  world.matchmaker.partyChanged('p', ['a'])
  t.equal(world.statusOf(again), TicketStatus.CANCELLED)
})

t.test('one ticket a player; the same request finds it again; others do not', async (t) => {
  const world = new TestMatchmaking([duel(), duel({ name: 'other' })])
  const a = world.queue('a', { requestId: 'once' })
  t.equal(world.queue('a', { requestId: 'once' }), a)
  t.throws(() => world.queue('a', { queue: 'other' }), { code: ErrorCode.ALREADY_QUEUED })
  t.throws(() => world.matchmaker.mine(a, 'b'), { message: /no ticket/ })
  t.throws(() => world.queue('a', { queue: 'none' }), { message: /no queue/ })
  world.matchmaker.cancel(a, 'a')
  t.equal(world.statusOf(a), TicketStatus.CANCELLED)
  world.matchmaker.cancel(a, 'a')
  t.ok(world.queue('a', { queue: 'other' }))
})

t.test('waits end: by their time, by a lost connection, by a drain; and are forgotten', async (t) => {
  const world = new TestMatchmaking([duel({ ticketTimeoutMs: 60_000, party: { ...duel().party } })])
  world.connect('a')
  const a = world.queue('a')
  await world.step(60_000)
  t.equal(world.statusOf(a), TicketStatus.TIMED_OUT)
  await world.step(ENDED_MS)
  t.equal(world.statusOf(a), undefined)
  const again = world.queue('a')
  world.disconnect('a')
  await world.step(PRESENCE_GAP_MS + TICKET_GRACE_MS - 1_000)
  t.equal(world.statusOf(again), TicketStatus.SEARCHING)
  await world.step(1_000)
  t.match(world.store.ticket(again), { status: TicketStatus.CANCELLED, reason: /not connected/ })
  const b = world.queue('b')
  world.isDraining = true
  world.matchmaker.sweep()
  t.match(world.store.ticket(b), { status: TicketStatus.CANCELLED, reason: /about to stop/ })
  t.throws(() => world.queue('b'), { name: 'UnavailableError' })
  await world.step(ENDED_MS)
  t.same([world.store.size, world.matchmaker.pending, world.scheduler.pending], [0, 0, 0])
})

t.test('a room that cannot be made leaves the tickets where they stood, and not for ever', async (t) => {
  const world = new TestMatchmaking([duel()])
  let tries = 0
  world.directory.create = () => {
    tries++
    throw new Error('out of rooms')
  }
  const [a, b] = [world.queue('a'), world.queue('b')]
  await world.step(500)
  t.match(world.store.ticket(a), { status: TicketStatus.SEARCHING, placesFailed: 1, reason: /no room/ })
  await world.step(500 * PLACES_FAILED_MAX)
  t.match([world.statusOf(a), world.statusOf(b)], [TicketStatus.FAILED, TicketStatus.FAILED])
  t.equal(tries, PLACES_FAILED_MAX)
})

t.test('who may not have a seat goes alone', async (t) => {
  const { world, mm, a, b, matchId, directory } = await offered()
  directory.seatedOut.add('b')
  mm.accept(a, 'a', matchId)
  mm.accept(b, 'b', matchId)
  t.match(world.store.ticket(b), { status: TicketStatus.FAILED, reason: /too many seats/ })
  t.match(world.store.ticket(a), { status: TicketStatus.SEARCHING, placesFailed: 0 })
  t.equal(directory.created.length, 0)
})

t.test('proposals that come late or twice, or break the rules, are no matches', async (t) => {
  const world = new TestMatchmaking([duel()])
  const proposals = () => world.matchmaker.desk.census()[0]!.proposals
  world.matchers.bend = (proposal) => ({ ...proposal, teams: proposal.teams.slice(1) })
  const [a, b] = [world.queue('a'), world.queue('b')]
  await world.step(500)
  t.same([world.statusOf(a), world.statusOf(b), proposals()], [1, 1, { made: 0, refused: 1, stale: 0 }])
  world.matchers.bend = (proposal) => proposal
  await world.step(WITHHELD_MS - 500)
  world.matchers.isHolding = true
  await world.step(500)
  world.matchmaker.cancel(b, 'b')
  const c = world.queue('c')
  world.matchers.held[0]!.answer()
  await world.step(0.5)
  t.match([world.statusOf(a), proposals()], [TicketStatus.SEARCHING, { stale: 1 }])
  t.match(world.errors, [{ message: /team team1 is missing/ }])
  world.matchers.isHolding = false
  await world.step(1_000)
  t.same([world.statusOf(a), world.statusOf(c)], [TicketStatus.ASSIGNED, TicketStatus.ASSIGNED])
})

t.test('a matcher that is killed, or does not answer, is replaced by one that knows everybody', async (t) => {
  for (const how of ['fail', 'silent'] as const) {
    const world = new TestMatchmaking([duel()])
    const [a, b] = [world.queue('a'), world.queue('b')]
    world.matchers.isHolding = true
    await world.step(500)
    world.matchers.isHolding = false
    if (how === 'fail') world.matchers.held[0]!.fail()
    await world.step((how === 'fail' ? 0 : CYCLE_DEADLINE_MS) + MATCHER_RESTART_MS + 1_000)
    t.same([world.statusOf(a), world.statusOf(b)], [TicketStatus.ASSIGNED, TicketStatus.ASSIGNED], how)
    t.equal(world.matchmaker.desk.census()[0]!.matcherFailures, 1)
    world.matchers.held[0]!.answer()
    await world.step(500)
    t.equal(world.directory.created.length, 1, 'what the old one says late is not heard')
  }
})

t.test('a queue goes on with another config, by version', async (t) => {
  const world = new TestMatchmaking([duel({ teams: ranked().teams })])
  const [a, b] = [world.queue('a'), world.queue('b')]
  await world.step(1_000)
  t.equal(world.statusOf(a), TicketStatus.SEARCHING)
  t.throws(() => world.matchmaker.desk.put(duel(), 7), { code: ErrorCode.CONFLICT })
  t.equal(world.matchmaker.desk.put(duel(), 1).version, 2)
  await world.step(1_000)
  t.same([world.statusOf(a), world.statusOf(b)], [TicketStatus.ASSIGNED, TicketStatus.ASSIGNED])
  world.matchmaker.desk.put(duel({ open: false }), 2)
  t.throws(() => world.queue('c'), { code: ErrorCode.QUEUE_PAUSED })
})

t.test('a fifth wait of a player ends the oldest; a closed connection ends its own', async (t) => {
  const world = new TestMatchmaking([duel()])
  const a = world.queue('a')
  const waits = Array.from({ length: AWAITS_PER_PLAYER_MAX + 1 }, (_, i) =>
    world.matchmaker.await(a, 'a', 1, 25_000, i),
  )
  t.equal((await waits[0]!).version, 1)
  world.matchmaker.connectionClosed(1)
  t.equal((await waits[1]!).version, 1)
  world.matchmaker.cancel(a, 'a')
  for (const wait of waits) t.equal((await wait).version <= 2, true)
  await t.rejects(world.matchmaker.await(a, 'a', 1, 25_001, 1), { code: ErrorCode.BAD_ARGUMENT })
})
