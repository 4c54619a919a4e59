import t from 'tap'
import { BANS_MAX, MemoryBans } from './bans.js'

const BAN = { playerId: 'p1', why: 'aimbot', by: 'op', startsAtMs: 1_000 }

t.test('bans are added, found while they last, listed and lifted', async (t) => {
  const bans = new MemoryBans()
  const short = bans.add({ ...BAN, endsAtMs: 2_000 })
  const long = bans.add({ ...BAN, address: 'a', why: 'again', endsAtMs: 3_000 })
  const other = bans.add({ ...BAN, playerId: 'p2' })
  t.equal(bans.find('p1', 'b', 999), undefined)
  t.equal(bans.find('p1', 'b', 1_000), long, 'the one that lasts longest')
  t.equal(bans.find('p3', 'a', 1_000), long)
  t.equal(bans.find(undefined, 'a', 1_000), long)
  t.equal(bans.find('p3', 'b', 1_000), undefined)
  t.same([...bans.list(1_500)], [short, long, other])
  t.same([...bans.list(2_000, 'p1')], [long])
  t.equal(bans.lift(long.banId), long)
  t.equal(bans.lift(long.banId), undefined)
  t.equal(bans.find('p1', 'a', 1_500), short)
  t.equal(bans.find('p1', 'a', 2_000), undefined)
  t.equal(bans.find('p2', 'a', Number.MAX_SAFE_INTEGER), other)
})

t.test('no ban is forgotten before its time: at the limit one more is refused', async (t) => {
  const bans = new MemoryBans()
  bans.add({ ...BAN, endsAtMs: 2_000 })
  for (let i = 1; i < BANS_MAX; i++) bans.add({ ...BAN, playerId: `p${i}` })
  t.throws(() => bans.add({ ...BAN, startsAtMs: 1_999 }), { code: 6 })
  t.ok(bans.add({ ...BAN, startsAtMs: 2_000 }), 'one has ended meanwhile')
  t.throws(() => bans.add({ ...BAN, startsAtMs: 2_000 }), { code: 6 })
})
