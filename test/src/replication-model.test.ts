// Replication against its model: whatever spawns, moves, jumps, sleeps and dies, whatever the links do, a client that is up
// to date holds exactly the server's quantised world of what it may see. Failures name their seed.

import t from 'tap'
import { ReplicationModel } from './replication-model.js'

const SEEDS = Number(process.env.SEEDS ?? 20)
const TICKS = 1_000

t.test('rule 1: a client that is up to date holds the quantised world of what it may see', async (t) => {
  const seen = { skips: 0, drops: 0, recoveries: 0, rejoins: 0, leftOut: 0, checks: 0, resyncs: 0 }
  const sides = { turns: 0, records: 0, rallied: 0, pinged: 0 }
  for (let seed = 1; seed <= SEEDS; seed++) {
    const model = new ReplicationModel(seed)
    let wrong: string | undefined
    for (let i = 0; i < TICKS && wrong === undefined; i++) {
      model.step()
      wrong = model.check()
    }
    t.equal(wrong, undefined, `seed ${seed}`)
    for (const key of Object.keys(seen) as (keyof typeof seen)[]) seen[key] += model.seen[key]
    for (const key of Object.keys(sides) as (keyof typeof sides)[]) sides[key] += model.sides.seen[key]
    if (wrong !== undefined) break
  }
  t.comment(seen, sides)
  t.ok(seen.skips > 0 && seen.drops > 0 && seen.recoveries > 0 && seen.rejoins > 0, 'the links did their worst')
  t.ok(seen.leftOut > 0, 'and the load')
  t.ok(seen.checks > 20 * SEEDS && seen.resyncs > 5 * SEEDS, 'everybody was checked, and set right in whatever state')
  t.ok(
    Object.values(sides).every((count) => count > 0),
    'sides were taken and left, and told of',
  )
})

t.test('after every stall each client becomes current again, and no reliable event is lost or doubled', async (t) => {
  for (let seed = 100; seed < 100 + SEEDS / 4; seed++) {
    const model = new ReplicationModel(seed)
    for (let i = 0; i < 300; i++) model.step()
    for (const client of model.clients) {
      client.stalled = false
      client.dropNext = false
    }
    const joined = new Map(model.clients.map((client) => [client, client.announced.length]))
    for (const client of model.clients) {
      const first = client.announced[0]
      const from = model.announcements.findIndex(({ text }) => text === first)
      const expected = from < 0 ? [] : model.announcements.slice(from, from + client.announced.length)
      t.same(
        client.announced,
        expected.map(({ text }) => text),
        `seed ${seed} seat ${client.seat}: in order, once`,
      )
    }
    t.ok(joined.size > 0)
  }
})
