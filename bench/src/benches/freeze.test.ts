// The freeze bench on two small lines: losses must be what makes the snapshots stop, and nothing is left of the network.

import { execFileSync } from 'node:child_process'
import { type Test, test } from 'tap'
import { missingFor } from '../freeze/network.js'
import { runOf } from '../testing.js'
import { freezeRows } from './freeze.js'

const SMALL = { clients: 4, movers: 10, warmUpSeconds: 1, seconds: 5 }

async function freezes(t: Test): Promise<void> {
  const { run, drawn } = runOf()
  const rows = await freezeRows(run, { ...SMALL, lossPercents: [0, 10], roundTripsMs: [20, 200] })
  t.same(
    rows.map(({ case: name }) => name),
    [
      '0 % loss, round trip 20 ms',
      '10 % loss, round trip 20 ms',
      '0 % loss, round trip 200 ms',
      '10 % loss, round trip 200 ms',
    ],
  )
  const [clear, , clearFar, lossy] = rows.map(({ ours }) => ours)
  t.ok(lossy! > 10, `10 % of loss at 200 ms: ${lossy} % of the time`)
  t.ok(Math.max(clear!, clearFar!) < lossy! / 2, `clear lines, on whatever this machine is: ${clear} and ${clearFar} %`)
  const [perMinute, median] = drawn.map(({ table }) => table.rows.map(({ figures }) => figures))
  t.ok(perMinute![1]!.every((figure) => figure! > 5))
  t.ok(median![1]![1]! > 200, `a round trip at least: ${median![1]![1]} ms`)
  const left = execFileSync('ip', ['netns', 'list'], { encoding: 'utf8' })
  t.notMatch(left, `twfreeze${process.pid}-`)
}

const missing = missingFor()
if (missing === undefined) test('losses freeze, a clear line does not', freezes)
else
  test('where such lines cannot be made, the bench says what is missing', async (t) => {
    await t.rejects(freezeRows(runOf().run, { ...SMALL, lossPercents: [0], roundTripsMs: [20] }), { message: missing })
  })
