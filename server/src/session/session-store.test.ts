// Sessions in memory: one for each player, and not more than fit.

import t from 'tap'
import { MemorySessionStore, ROTATION_GRACE_MS, SESSIONS_MAX, type SessionRecord } from './session-store.js'

function session(number: number, fields: Partial<SessionRecord> = {}): SessionRecord {
  const [sessionId, playerId] = [`s${number}`, `p${number}`]
  return { sessionId, playerId, displayName: 'Ada', rotations: 0, rotatedAtMs: 0, expiresAtMs: 1_000_000, ...fields }
}

t.test('a new session takes the place of its player’s session before', async (t) => {
  const store = new MemorySessionStore(() => t.fail('evicted'))
  await store.begin(session(1))
  await store.begin(session(2, { playerId: 'p1' }))
  t.equal(store.find('s1'), undefined)
  t.equal(store.ofPlayer('p1')?.sessionId, 's2')
  await store.end('p1')
  await store.end('p1')
  t.equal(store.find('s2'), undefined)
  t.equal(await store.rename('p1', 'Eve'), undefined)
  t.equal(await store.rotate('s2', 0, 0, 1), 'gone')
})

t.test('a rotation that is repeated within the grace changes nothing', async (t) => {
  const store = new MemorySessionStore(() => {})
  await store.begin(session(1))
  const rotated = await store.rotate('s1', 0, 100, 2_000_000)
  t.match(rotated, { rotations: 1, rotatedAtMs: 100, expiresAtMs: 2_000_000 })
  t.same(await store.rotate('s1', 0, 100 + ROTATION_GRACE_MS - 1, 3_000_000), rotated)
  t.equal(await store.rotate('s1', 0, 100 + ROTATION_GRACE_MS, 3_000_000), 'reused')
  t.equal(store.find('s1'), undefined)
  t.equal(store.ofPlayer('p1'), undefined)
})

t.test('sessions are bounded: the one that was not resumed for longest ends, and is told', async (t) => {
  let evicted = 0
  const store = new MemorySessionStore(() => evicted++)
  for (let i = 0; i < SESSIONS_MAX; i++) await store.begin(session(i))
  await store.rotate('s0', 0, 1, 1_000_001)
  t.equal(evicted, 0)
  await store.begin(session(SESSIONS_MAX))
  t.equal(evicted, 1)
  t.equal(store.find('s1'), undefined)
  t.ok(store.find('s0') && store.find('s2'))
})

t.test('sessions whose time is over are forgotten, which is no eviction', async (t) => {
  const store = new MemorySessionStore(() => t.fail('evicted'))
  await store.begin(session(1))
  await store.begin(session(2, { rotatedAtMs: 1_000_000, expiresAtMs: 2_000_000 }))
  t.equal(store.find('s1'), undefined)
  t.ok(store.find('s2'))
})
