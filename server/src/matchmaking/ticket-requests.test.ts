// What a ticket is refused for, and what of a player the matcher sees.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import { AttributeType } from '@tickwire/gen-nodejs/queues.types.js'
import t from 'tap'
import { duel, entry, player, TestMatchmaking } from './testing.js'

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
const ATTRIBUTES = [
  { name: 'map', type: AttributeType.TEXT, serverOnly: false, fallback: { text: 'any' } },
  { name: 'age', type: AttributeType.NUMBER, serverOnly: false },
  { name: 'trust', type: AttributeType.NUMBER, serverOnly: true },
]

t.test('a player says what the queue lets players say; ratings are the server’s', async (t) => {
  const world = new TestMatchmaking([duel({ skill: SKILL, attributes: ATTRIBUTES })])
  const attributes = { age: { number: 30 }, trust: { number: 1 }, mu: { number: 99 }, other: { text: 'x' } }
  const a = world.queue('a', { me: entry({ attributes, latencyMsByRegion: { eu: 20 }, roles: ['tank'] }) })
  const [seen] = world.store.ticket(a)!.players
  t.same(seen?.attributes, {
    age: { number: 30 },
    map: { text: 'any' },
    mu: { number: 25 },
    sigma: { number: 25 / 3 },
  })
  t.match(seen, { latencyMsByRegion: { eu: 20 }, roles: ['tank'], displayName: 'A' })
  world.requests.describe(player('b'), entry({ attributes: { age: { text: 'old' }, map: { text: 'dust' } } }))
  const b = world.store.ticket(world.queue('b'))?.players[0]?.attributes
  t.same(b, { map: { text: 'dust' }, mu: { number: 25 }, sigma: { number: 25 / 3 } }, 'of another type: not said')
  const { ticketId } = world.requests.createFor('operator:o', 'duel', [entry({ playerId: 'c', attributes })], 'r')
  t.match(world.store.ticket(ticketId)?.players[0]?.attributes, { trust: { number: 1 }, mu: { number: 99 } })
})

t.test('too much is refused, and says where', async (t) => {
  const world = new TestMatchmaking([duel()])
  const many = (count: number) => Array.from({ length: count }, (_, i) => `x${i}`)
  const numbers = Object.fromEntries(many(33).map((name) => [name, { number: 1 }]))
  const long = { text: 'x'.repeat(4_096) }
  const cases: [Parameters<typeof entry>[0], RegExp][] = [
    [{ attributes: numbers }, /^request.me.attributes may have at most 32/],
    [{ attributes: { long } }, /^request.me.attributes holds more than 4096 bytes/],
    [{ attributes: { nan: { number: Number.NaN } } }, /has no number in "nan"/],
    [{ latencyMsByRegion: { eu: -1 } }, /of "eu" must be 0 to 10000/],
    [{ roles: many(9) }, /^request.me.roles may have at most 8/],
    [{ roles: ['a', 'a'] }, /names a role twice/],
    [{ playerId: 'b' }, /^request.me.playerId is not yours/],
  ]
  for (const [fields, message] of cases) {
    t.throws(() => world.queue('a', { me: entry(fields) }), { code: ErrorCode.BAD_ARGUMENT, message })
  }
  t.throws(() => world.queue('a', { avoid: many(33) }), { code: ErrorCode.BAD_ARGUMENT })
  t.throws(() => world.queue('a', { requestId: '' }), { code: ErrorCode.BAD_ARGUMENT })
  t.equal(world.store.size, 0)
})

t.test('who could not play does not wait', async (t) => {
  const regions = { regions: ['eu', 'us'], latency: { maxMs: [{ waitedMs: 0, value: 80 }], choice: 1, unknownMs: 999 } }
  const world = new TestMatchmaking([duel(regions as Partial<ReturnType<typeof duel>>)])
  t.throws(() => world.queue('a', { me: entry({ latencyMsByRegion: { us: 120 } }) }), {
    code: ErrorCode.NO_COMMON_REGION,
  })
  t.ok(world.queue('a', { me: entry({ latencyMsByRegion: { us: 80 } }) }))
  world.directory.seatedOut.add('b')
  const me = entry({ latencyMsByRegion: { eu: 1 } })
  t.throws(() => world.queue('b', { me }), { code: ErrorCode.LIMIT_REACHED })
  world.banned.add('c')
  t.throws(() => world.queue('c', { me }), { code: ErrorCode.BANNED })
})

t.test('a player may be called anything', async (t) => {
  const world = new TestMatchmaking([duel()])
  const ticket = world.store.ticket(world.queue('constructor'))!
  t.equal(world.matchmaker.view(ticket, 'constructor').assignment, undefined)
})

t.test('who plays a match of the queue leaves it before the next one', async (t) => {
  const world = new TestMatchmaking([duel()])
  const a = world.queue('a')
  world.queue('b')
  await world.step(500)
  t.throws(() => world.queue('a'), { code: ErrorCode.ALREADY_EXISTS })
  world.leaveRoom(world.store.ticket(a)!.seats.a!.roomId, 'a')
  t.ok(world.queue('a'))
})
