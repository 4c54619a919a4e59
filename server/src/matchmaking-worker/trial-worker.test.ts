// Trials in a thread of their own: the same figures as in this one, and a deadline that ends them.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { createMatcher } from '../matchmaking/search/matcher.js'
import { duel } from '../matchmaking/testing.js'
import { drawnArrivals } from '../matchmaking/trial/drawn.js'
import { localTrials } from '../matchmaking/trial/trials.js'
import { workerTrials } from './trial-worker.js'

const CONFIG = duel()
const INPUT = { arrivals: drawnArrivals(CONFIG, 600_000, 3), spanMs: 600_000, seed: 3 }

t.test('it says what a trial in this thread says', async (t) => {
  const [run] = (await workerTrials({ matchFunction: undefined })([CONFIG], INPUT))!
  const [expected] = (await localTrials(createMatcher, () => 0)([CONFIG], INPUT))!
  t.ok(run!.matches > 10)
  t.same({ ...run, stats: { ...run!.stats, cycleP99Ms: 0 } }, expected)
})

t.test("a team's own match function is tried; one that does not come back ends at the deadline", async (t) => {
  const module = (text: string) => {
    const path = join(t.testdir({}), 'match.mjs')
    writeFileSync(path, text)
    return path
  }
  const [run] = (await workerTrials({ matchFunction: module('export default () => []') })([CONFIG], INPUT))!
  t.equal(run!.matches, 0)
  const endless = workerTrials({ matchFunction: module('export default () => { for (;;) {} }'), deadlineMs: 1_000 })
  t.equal(await endless([CONFIG], INPUT), undefined)
  await t.rejects(workerTrials({ matchFunction: module('export default 7') })([CONFIG], INPUT), /has no match function/)
})
