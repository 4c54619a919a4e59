// The crowd bench with a small crowd and short times, against real servers: what it shows must depend on what happened.

import { test } from 'tap'
import type { Row } from '../bench.js'
import { runOf } from '../testing.js'
import { crowdRows, idleRows } from './crowd.js'

const { run } = runOf()

function figures(rows: readonly Row[]): (metric: string) => number {
  return (metric) => {
    const row = rows.find((row) => row.metric.startsWith(metric))
    if (row === undefined) throw new Error(`no row "${metric}" among ${rows.map((row) => row.metric).join(', ')}`)
    return row.ours
  }
}

test('a small crowd gets all of its snapshots, and those that stalled are back soon', async (t) => {
  const times = { clients: 20, settleSecondsMax: 2, quietSeconds: 1, stallSeconds: 1, afterSeconds: 3 }
  const rows = await crowdRows(run, times)
  const all = figures(rows.filter((row) => row.case.includes('who all see')))
  t.equal(all('emissions left out'), 0)
  // Twenty movers take about half a byte each; whoever joins is sent all of them at once.
  const [bytes, largest] = [all('bytes per client-snapshot'), all('largest snapshot')]
  t.ok(bytes > 6 && bytes < 20, `${bytes} bytes`)
  t.ok(largest > 2 * bytes && largest < 16_384, `${largest} bytes at most`)
  const stall = figures(rows.filter((row) => row.case.includes('2 of 20 stall for 1 s')))
  const before = stall('snapshot interval p99 of the others, before')
  t.ok(before > 45 && before < 500, `${before} ms`)
  const during = stall('snapshot interval p99 of the others, from then on')
  const ratio = stall('snapshot interval p99 of the others, from then on / before')
  t.ok(Math.abs(during / before - ratio) < 1e-9, `${during} to ${before} ms is ${ratio}`)
  t.equal(stall('not at the full rate'), 0)
  t.ok(stall('from reading again to the full rate, worst') < 2_000)
  t.equal(stall('closed'), 0)
})

test('a room of one client costs more than an empty one, which costs something', async (t) => {
  const [empty, one] = (await idleRows(run, { rooms: 40, warmUpSeconds: 1, seconds: 2 })).map(({ ours }) => ours) as [
    number,
    number,
  ]
  t.ok(empty > 0 && empty < 1_000, `${empty} us a tick`)
  t.ok(one > empty, `${one} and ${empty} us a tick`)
})
