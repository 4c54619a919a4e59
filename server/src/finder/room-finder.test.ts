// Finding and making rooms: pages, filters, quick play, and that repeated requests do not repeat their effect.

import { NotFoundError, RefusedError } from '@tickwire/simulation'
import t from 'tap'
import { REQUEST_MEMORY_MS } from './recent-requests.js'
import { type RoomFilter, RoomFinder } from './room-finder.js'
import type { RoomRequest } from './room-request.js'
import { TestDirectory } from './testing.js'

const ANY: RoomFilter = { roomKind: undefined, regions: undefined, tags: {}, joinableOnly: false }
const ADA = { playerId: 'p1', displayName: 'Ada' }
const BOB = { playerId: 'p2', displayName: 'Bob' }

function request(fields: Partial<RoomRequest> = {}): RoomRequest {
  return {
    roomKind: 'arena',
    title: 'Duel',
    region: undefined,
    playersMax: undefined,
    password: undefined,
    listed: true,
    tags: {},
    options: undefined,
    requestId: 'request',
    ...fields,
  }
}

function finderOf() {
  const directory = new TestDirectory()
  const clock = { nowMs: 0 }
  const finder = new RoomFinder({
    directory,
    region: 'here',
    playUrl: (roomId) => `ws://here/play/${roomId}`,
    isDraining: () => false,
    nowMs: () => clock.nowMs,
  })
  let made = 0
  const make = (fields: Partial<RoomRequest> = {}, player = ADA) =>
    finder.create(player, request({ requestId: `made ${++made}`, ...fields })).roomId
  return { finder, directory, clock, make }
}

t.test('an assignment holds all that a client needs to play', async (t) => {
  const { finder } = finderOf()
  t.same(finder.create(ADA, request()), {
    roomId: 'arena-1',
    roomKind: 'arena',
    playUrl: 'ws://here/play/arena-1',
    seatToken: 'seat-1',
    expiresInMs: 30_000,
    schemaHash: '00000000000000aa',
    region: 'here',
  })
})

t.test('rooms are listed newest first, page by page, and a page survives new rooms', async (t) => {
  const { finder, directory, make } = finderOf()
  for (let i = 0; i < 5; i++) make()
  make({ listed: false })
  const first = finder.list(ANY, undefined, 2)
  t.same(
    first.rooms.map((r) => r.roomId),
    ['arena-5', 'arena-4'],
  )
  make()
  const second = finder.list(ANY, first.after, 2)
  t.same(
    second.rooms.map((r) => r.roomId),
    ['arena-3', 'arena-2'],
  )
  const last = finder.list(ANY, second.after, 2)
  t.same(last, { rooms: [directory.find('arena-1')], after: undefined })
  directory.end('arena-2')
  t.throws(() => finder.list(ANY, second.after, 2), { code: 1, details: { parameter: 'page.after' } })
  for (const limit of [0, 101, -1, Number.NaN]) t.throws(() => finder.list(ANY, undefined, limit), RefusedError)
})

t.test('every part of a filter must fit', async (t) => {
  const { finder, make } = finderOf()
  const duel = make({ tags: { mode: 'duel', map: 'ice' } })
  const full = make({ playersMax: 1 })
  const other = make({ roomKind: 'race' })
  const found = (filter: Partial<RoomFilter>) =>
    finder.list({ ...ANY, ...filter }, undefined, 100).rooms.map((r) => r.roomId)
  t.same(found({}), [other, full, duel])
  t.same(found({ roomKind: 'arena' }), [full, duel])
  t.same(found({ joinableOnly: true }), [other, duel])
  t.same(found({ tags: { mode: 'duel' } }), [duel])
  t.same(found({ tags: { mode: 'duel', map: 'lava' } }), [])
  t.same(found({ tags: { toString: 'x' } }), [])
  t.same(found({ regions: ['elsewhere'] }), [])
  t.same(found({ regions: ['elsewhere', 'here'], roomKind: 'race' }), [other])
})

t.test('quick play fills the fullest open room, and makes one when there is none', async (t) => {
  const { finder, directory, make } = finderOf()
  make({ password: 'x' })
  make({ listed: false })
  make({ playersMax: 1 })
  const one = make()
  const two = make()
  finder.join(BOB, two, undefined)
  const play = (playerId: string, fields: Partial<RoomRequest> = {}) =>
    finder.joinOrCreate({ playerId, displayName: 'x' }, ANY, request(fields)).roomId
  t.same([play('p3'), play('p4'), play('p5')], [two, two, one])
  const made = play('p6', { roomKind: 'race' })
  t.equal(directory.find(made)?.kind, 'race')
  t.equal(play('p7', { roomKind: 'race' }), made)
})

t.test(
  'quick play leads a player back into the seat that waits, however full the room, if the room fits',
  async (t) => {
    const { directory, finder, make } = finderOf()
    const small = make({ requestId: 'small', playersMax: 1, tags: { mode: 'duel' } })
    const large = make({ requestId: 'large' }, BOB)
    t.equal(finder.joinOrCreate(ADA, ANY, request({ requestId: 'one' })).roomId, large, 'she plays in both')
    directory.awaited.add(ADA.playerId)
    t.equal(finder.joinOrCreate(ADA, ANY, request({ requestId: 'two' })).roomId, small)
    const duel = { ...ANY, tags: { mode: 'race' } }
    t.equal(finder.joinOrCreate(ADA, duel, request({ requestId: 'three', tags: duel.tags })).roomId, 'arena-3')
  },
)

t.test('quick play and lists of joinable rooms pass over a room that cannot keep up', async (t) => {
  const { finder, directory, make } = finderOf()
  const busy = make()
  const other = make()
  directory.busy.add(busy)
  t.same(
    finder.list({ ...ANY, joinableOnly: true }, undefined, 10).rooms.map(({ roomId }) => roomId),
    [other],
  )
  t.equal(finder.joinOrCreate(BOB, ANY, request()).roomId, other)
  directory.busy.add(other)
  t.equal(finder.joinOrCreate({ playerId: 'p3', displayName: 'x' }, ANY, request()).roomId, 'arena-3', 'or make one')
})

t.test('the same request finds the same room for a minute, another one does not', async (t) => {
  const { finder, directory, clock } = finderOf()
  const first = finder.create(ADA, request())
  t.equal(finder.create(ADA, request()).roomId, first.roomId)
  t.equal(finder.joinOrCreate(ADA, ANY, request({ roomKind: 'race' })).roomId, first.roomId)
  t.equal(directory.find(first.roomId)?.players, 1)
  t.not(finder.create(BOB, request()).roomId, first.roomId)
  t.not(finder.create(ADA, request({ requestId: 'another' })).roomId, first.roomId)
  clock.nowMs = REQUEST_MEMORY_MS
  const later = finder.create(ADA, request())
  t.not(later.roomId, first.roomId)
  directory.end(later.roomId)
  t.not(finder.create(ADA, request()).roomId, later.roomId)
})

t.test('a refused request leaves nothing to find', async (t) => {
  const { finder, directory } = finderOf()
  t.throws(() => finder.create(ADA, request({ title: '\u0000 ' })), {
    code: 1,
    details: { parameter: 'request.title' },
  })
  t.equal(finder.create(ADA, request({ title: ' Ice\u202e rink ' })).roomId, 'arena-1')
  t.equal(directory.created[0]?.title, 'Ice rink')
})

t.test('requests outside their limits are refused by the field that is at fault', async (t) => {
  const { finder, directory } = finderOf()
  const many = Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`tag ${i}`, '']))
  const bad: [Partial<RoomRequest>, string][] = [
    [{ requestId: '' }, 'request.requestId'],
    [{ requestId: 'x'.repeat(65) }, 'request.requestId'],
    [{ title: 'x'.repeat(65) }, 'request.title'],
    [{ password: '' }, 'request.password'],
    [{ password: 'x'.repeat(65) }, 'request.password'],
    [{ tags: many }, 'request.tags'],
    [{ tags: { ['x'.repeat(33)]: '' } }, 'request.tags'],
    [{ tags: { x: 'x'.repeat(65) } }, 'request.tags'],
    [{ options: new Uint8Array(4_097) }, 'request.options'],
    [{ region: 'elsewhere' }, 'request.region'],
  ]
  for (const [fields, parameter] of bad) {
    t.throws(() => finder.create(ADA, request(fields)), { code: 1, details: { parameter } }, parameter)
  }
  t.throws(() => finder.list({ ...ANY, tags: many }, undefined, 1), { code: 1, details: { parameter: 'filter.tags' } })
  t.same(directory.created, [])
})

t.test('joining and leaving', async (t) => {
  const { finder, directory, make } = finderOf()
  const roomId = make({ password: 'open' })
  t.throws(() => finder.join(BOB, roomId, undefined), { code: 23 })
  t.equal(finder.join(BOB, roomId, 'open').roomId, roomId)
  finder.leave(BOB, roomId)
  t.throws(() => finder.leave(BOB, roomId), NotFoundError)
  t.throws(() => finder.join(BOB, 'nowhere', undefined), NotFoundError)
  t.throws(() => finder.get('nowhere'), NotFoundError)
  make()
  finder.leaveAll(ADA)
  t.same(
    [...directory.rooms()].map((room) => room.players),
    [0, 0],
  )
})
