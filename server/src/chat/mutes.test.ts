import t from 'tap'
import { MemoryMutes, MUTES_MAX } from './mutes.js'

t.test('a mute ends by itself, or is ended; mutes are bounded', async (t) => {
  const mutes = new MemoryMutes()
  mutes.mute('p1', 5_000, 0)
  t.equal(mutes.untilMs('p1', 4_999), 5_000)
  t.equal(mutes.untilMs('p1', 5_000), undefined)
  mutes.mute('p1', 5_000, 0)
  mutes.unmute('p1')
  t.equal(mutes.untilMs('p1', 0), undefined)
  for (let i = 0; i < MUTES_MAX; i++) mutes.mute(`p${i}`, i === 0 ? 1_000 : 9_000, 0)
  t.throws(() => mutes.mute('late', 9_000, 0), { code: 6 })
  mutes.mute('p5', 8_000, 0)
  t.equal(mutes.untilMs('p5', 0), 8_000, 'one that is there can be changed')
  mutes.mute('late', 9_000, 1_000)
  t.equal(mutes.untilMs('late', 1_000), 9_000)
})
