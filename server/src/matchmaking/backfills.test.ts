// Rooms that fill up again: by themselves, or asked to; seats are kept for who was found, and open again for who does not come.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import t from 'tap'
import { ranked, TestMatchmaking } from './testing.js'
import { TicketStatus } from './ticket.js'

const SEAT_HOLD_MS = 10_000
const QUEUE = ranked({ acceptance: null })

/** A match of four in a room, and the tickets that made it. */
async function playing() {
  const world = new TestMatchmaking([QUEUE])
  const tickets = ['a', 'b', 'c', 'd'].map((playerId) => world.queue(playerId))
  await world.step(500)
  const { roomId, team } = world.store.ticket(tickets[0]!)!.seats.a!
  return { world, mm: world.matchmaker, roomId, team }
}

t.test('who leaves a match is replaced, in the same team, and the seat is there', async (t) => {
  const { world, roomId, team } = await playing()
  t.equal(world.store.backfillOf(roomId), undefined)
  world.leaveRoom(roomId, 'a')
  const backfill = world.store.backfillOf(roomId)!
  t.same(
    backfill.teams.map(({ team: name, open, present }) => [name === team, open, present.length]),
    [
      [true, 1, 1],
      [false, 0, 2],
    ],
  )
  const e = world.queue('e')
  await world.step(500)
  t.match(world.store.ticket(e), { status: TicketStatus.ASSIGNED, seats: { e: { roomId, team } } })
  t.match(world.matchmaker.backfills.get(backfill.backfillId), { openSeats: 0, heldSeats: 1 })
  await world.step(SEAT_HOLD_MS)
  t.match(world.matchmaker.backfills.get(backfill.backfillId), { openSeats: 0, heldSeats: 0 })
  world.leaveRoom(roomId, 'e')
  t.match(world.matchmaker.backfills.get(backfill.backfillId), { openSeats: 1 }, 'and again')
})

t.test('a seat whose player does not come is open again', async (t) => {
  const { world, mm, roomId } = await playing()
  world.leaveRoom(roomId, 'a')
  const { backfillId } = world.store.backfillOf(roomId)!
  world.queue('e')
  await world.step(500)
  world.directory.absent.add('e')
  await world.step(SEAT_HOLD_MS - 500)
  t.match(mm.backfills.get(backfillId), { openSeats: 0, heldSeats: 1 })
  await world.step(1_000)
  t.match(mm.backfills.get(backfillId), { openSeats: 1, heldSeats: 0 })
  t.notOk(world.directory.players(roomId).includes('e'))
})

t.test('nobody is wanted once the match has its result, or its room is over', async (t) => {
  const { world, mm, roomId } = await playing()
  world.leaveRoom(roomId, 'a')
  mm.matchEnded(roomId, [{ playerId: 'b', rank: 1 }])
  t.equal(world.store.backfillOf(roomId), undefined)
  world.leaveRoom(roomId, 'b')
  t.equal(world.store.backfillOf(roomId), undefined)
  const other = await playing()
  other.world.leaveRoom(other.roomId, 'a')
  other.world.directory.end(other.roomId)
  other.mm.roomClosed(other.roomId)
  t.equal(other.world.store.backfillOf(other.roomId), undefined)
})

t.test('a match for a room that is over falls through, and its players wait on', async (t) => {
  const world = new TestMatchmaking([ranked()])
  const { roomId } = world.directory.create(ROOM)
  const { backfillId } = world.matchmaker.backfills.open(request(roomId))
  const a = world.queue('a')
  await world.step(500)
  const matchId = world.store.ticket(a)!.matchId!
  t.throws(() => world.matchmaker.backfills.update(backfillId, 1, request(roomId)), { code: ErrorCode.CONFLICT })
  world.directory.end(roomId)
  world.matchmaker.roomClosed(roomId)
  world.matchmaker.accept(a, 'a', matchId)
  t.match(world.store.ticket(a), { status: TicketStatus.SEARCHING, reason: /the room is over/ })
  t.equal(world.directory.created.length, 1, 'no other room was made')
})

t.test(
  'a room that takes nobody is not filled up any more, and whoever was found for it is not to blame',
  async (t) => {
    const { world, mm, roomId } = await playing()
    world.leaveRoom(roomId, 'a')
    const { backfillId } = world.store.backfillOf(roomId)!
    world.directory.busy.add(roomId)
    const e = world.queue('e')
    await world.step(500)
    t.match(world.store.ticket(e), { status: TicketStatus.SEARCHING, placesFailed: 0, reason: /busy/ })
    t.throws(() => mm.backfills.get(backfillId), { message: /no backfill/ })
  },
)

t.test('an offer that is declined opens the seat again', async (t) => {
  const world = new TestMatchmaking([ranked()])
  const { roomId } = world.directory.create(ROOM)
  const { backfillId } = world.matchmaker.backfills.open(request(roomId))
  const a = world.queue('a')
  await world.step(500)
  t.match(world.matchmaker.backfills.get(backfillId), { openSeats: 0, heldSeats: 1 })
  world.matchmaker.decline(a, 'a', world.store.ticket(a)!.matchId!)
  t.match(world.matchmaker.backfills.get(backfillId), { openSeats: 1, heldSeats: 0 })
})

t.test('what is asked for is checked', async (t) => {
  const world = new TestMatchmaking([ranked()])
  const { backfills } = world.matchmaker
  const { roomId } = world.directory.create(ROOM)
  t.throws(() => backfills.open(request('nowhere')), { message: /no room/ })
  t.throws(() => backfills.open({ ...request(roomId), queue: 'none' }), { message: /no queue/ })
  t.throws(() => backfills.open(request(roomId, 'blue')), { message: /names "blue"; the teams are team1, team2/ })
  t.throws(() => backfills.open(request(roomId, 'team1', 3)), { message: /more than the 2 of team "team1"/ })
  const locked = world.directory.create({ ...ROOM, password: 'secret' })
  t.throws(() => backfills.open(request(locked.roomId)), { message: /has a password/ })
  const { backfillId, version } = backfills.open({ ...request(roomId), roomVersion: 5 })
  t.throws(() => backfills.open(request(roomId)), { code: ErrorCode.ALREADY_EXISTS })
  t.throws(() => backfills.update(backfillId, version, { ...request(roomId), roomVersion: 4 }), {
    code: ErrorCode.CONFLICT,
    details: { parameter: 'request.roomVersion' },
  })
  t.match(backfills.update(backfillId, version, { ...request(roomId, 'team2', 2), roomVersion: 6 }), {
    version: version + 1,
    openSeats: 2,
  })
  backfills.close(backfillId)
  t.throws(() => backfills.get(backfillId), { message: /no backfill/ })
  t.match(backfills.open({ ...request(roomId), stopAfterMs: 1_000 }), { openSeats: 1 }, 'another one may follow')
  await world.step(1_000)
  t.equal(world.store.backfillOf(roomId), undefined, 'it closes in its time')
})

const ROOM = {
  kind: 'arena',
  title: 'x',
  playersMax: 4,
  listed: true,
  password: undefined,
  tags: {},
  options: undefined,
}

function request(roomId: string, team = 'team1', open = 1) {
  return { roomId, queue: 'ranked', roomVersion: 0, teams: [{ team, open, present: [] }] }
}
