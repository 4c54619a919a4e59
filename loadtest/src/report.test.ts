// The arithmetic of the report, and what people get to see of it.

import t from 'tap'
import { ErrorTally } from './error-tally.js'
import { hasPassed, type Run, reportOf } from './report.js'
import type { ServerSample } from './server-metrics.js'
import { tableOf } from './table.js'

function sample(second: number, heapMb: number): ServerSample {
  return {
    atMs: second * 1000,
    cpuSeconds: 1 + 0.2 * second,
    snapshotsSent: 100 + 4000 * second,
    snapshotBytes: 320_000 * second,
    ticks: 20 * second,
    overruns: second >= 3 ? 2 : 0,
    tickMs: { p50: 1, p99: 2 + second, max: 3 + second },
    rssMb: 90 + second,
    heapMb,
  }
}

/** Six seconds of 200 bots at 20 Hz and 80 bytes a snapshot. */
function run(): Run {
  return {
    bots: 200,
    seconds: 6,
    sendRateHz: 20,
    counted: {
      traffic: { snapshots: 24_000, bytes: 1_920_000 },
      elapsedMs: 6000,
      rigCpuMs: 1500,
      samples: [30, 20, 35, 28, 33, 22, 36].map((heapMb, second) => sample(second, heapMb)),
    },
    rpc: { requestsPerSecond: 20_000, latencyMs: { p50: 0.1, p99: 0.4 } },
    errors: new ErrorTally(),
  }
}

t.test('rates are per second of the window, CPU per snapshot from the server alone', async (t) => {
  const report = reportOf(run())
  t.same(report.client, { snapshotsPerSecond: 4000, bytesPerSecondPerClient: 1600 })
  t.ok(Math.abs(report.server!.cpuUsPerSnapshot - 50) < 1e-6)
  t.ok(Math.abs(report.server!.cpuPercent - 20) < 1e-6)
  t.match(report.server, { bytesPerSnapshot: 80, ticks: 120, overruns: 2, rssMb: 96 })
  t.same(report.server!.tickMs, { p50: 1, p99: 8, max: 9 })
  t.same(report.rig, { cpuPercent: 25, saturated: false })
})

t.test("the heap's trend is the least of its first and last third, not the saw-tooth", async (t) => {
  t.same(reportOf(run()).server!.heapMb, { start: 20, end: 22 })
})

t.test('without metrics the server is left out, not made up', async (t) => {
  const { counted } = run()
  const report = reportOf({ ...run(), counted: { ...counted, samples: [] } })
  t.notOk('server' in report)
  t.match(tableOf(report), /out of reach/)
})

t.test('a rig at its limit says so', async (t) => {
  const { counted } = run()
  const report = reportOf({ ...run(), counted: { ...counted, rigCpuMs: 5700 } })
  t.equal(report.rig.saturated, true)
  t.match(tableOf(report), /the rig is the limit/)
})

t.test('any error fails the run, and so does silence', async (t) => {
  t.equal(hasPassed(reportOf(run())), true)
  const { counted } = run()
  t.equal(hasPassed(reportOf({ ...run(), counted: { ...counted, traffic: { snapshots: 0, bytes: 0 } } })), false)
  const errors = new ErrorTally()
  errors.add('gap', 'bot 3: 2 missing', 2)
  errors.add('gap', 'bot 4: 1 missing')
  const report = reportOf({ ...run(), errors })
  t.equal(hasPassed(report), false)
  t.same(report.errors, { total: 3, kinds: { gap: { count: 3, first: 'bot 3: 2 missing' } } })
  t.match(tableOf(report), /gap +3, first: bot 3: 2 missing/)
})
