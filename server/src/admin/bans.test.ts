import t from 'tap'
import { BANS_MAX, MemoryBans } from './bans.js'

const BAN = { playerId: 'p1', why: 'cheats', by: 'ada', startsAtMs: 1_000, endsAtMs: undefined }

t.test('a ban is in force until it ends or is lifted', async (t) => {
  const bans = new MemoryBans()
  const made = bans.add(BAN)
  t.same(bans.of('p1', 9e15), made, 'for good')
  t.throws(() => bans.add(BAN), { code: 4, message: /lift ban ban-1 first/ })
  bans.lift(made.banId, 2_000)
  t.equal(bans.of('p1', 2_000), undefined)
  t.throws(() => bans.lift(made.banId, 2_000), { name: 'NotFoundError' })
  const short = bans.add({ ...BAN, endsAtMs: 5_000 })
  t.equal(bans.of('p1', 4_999)?.banId, short.banId)
  t.equal(bans.of('p1', 5_000), undefined)
  t.same(bans.list(5_000), [])
})

t.test('bans are bounded: one more is refused, and those that ended make room', async (t) => {
  const bans = new MemoryBans()
  for (let i = 0; i < BANS_MAX; i++) bans.add({ ...BAN, playerId: `p${i}`, endsAtMs: i === 0 ? 2_000 : undefined })
  t.throws(() => bans.add({ ...BAN, playerId: 'late' }), { code: 6 })
  bans.add({ ...BAN, playerId: 'late', startsAtMs: 2_000 })
  t.equal(bans.list(2_000).length, BANS_MAX)
})
