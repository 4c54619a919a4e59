// The arithmetic of the report, and what people get to see of it.

import t from 'tap'
import { noCounts } from './bots/recorder.js'
import { ErrorTally } from './error-tally.js'
import { Latency } from './latency.js'
import { parseOptions } from './options.js'
import { type Measured, reportOf } from './report.js'
import type { ServerSample } from './server-metrics.js'
import { tableOf } from './table.js'
import { type Moment, Timeline } from './timeline.js'

const HEAPS = [30, 20, 35, 28, 33, 22, 36]

function serverAt(second: number): ServerSample {
  return {
    atMs: second * 1000,
    cpuSeconds: 1 + 0.2 * second,
    tickThreadCpuSeconds: 0.5 + 0.15 * second,
    snapshotsSent: 100 + 4000 * second,
    snapshotBytes: 320_000 * second,
    ticks: 20 * second,
    overruns: second >= 3 ? 2 : 0,
    tickMs: { p50: 1, p99: 2 + second, max: 3 + second },
    recentTickMs: { p50: 1, p99: second, max: second },
    gcPauseMs: { p50: 0, p99: 1, max: 2 },
    collections: new Map([
      ['minor', 10 + 3 * second],
      ['major', 2],
    ]),
    newSpaceMb: 16 + second,
    rssMb: 90 + second,
    heapMb: HEAPS[second]!,
    calls: new Map([['Greeter.SayHello', { requestMs: 0.25, responseMs: 0.5 }]]),
    counts: new Map([
      ['commands_late', 3 + second],
      ['rooms_failed arena', 0],
    ]),
  }
}

interface Change {
  readonly errors?: ErrorTally
  readonly workerCpuMs?: number
  readonly snapshots?: number
  readonly withoutMetrics?: boolean
}

/** Six seconds of 200 bots at 20 Hz and 80 bytes a snapshot. */
function measured({
  errors = new ErrorTally(),
  workerCpuMs = 250,
  snapshots = 4_000,
  withoutMetrics,
}: Change = {}): Measured {
  const momentAt = (second: number): Moment => ({
    atMs: second * 1000,
    counts: {
      ...noCounts(),
      snapshots: snapshots * second,
      bytes: 80 * snapshots * second,
      sampledSnapshots: 2 * second,
      sampledBytes: 200 * second,
      usefulMovers: 100 * second,
    },
    playing: 200,
    slow: 0,
    workerCpuMs: [workerCpuMs * second, 100 * second],
    errors: 0,
    server: withoutMetrics === true ? undefined : serverAt(second),
  })
  const timeline = new Timeline(momentAt(0))
  for (let second = 1; second <= 6; second++) timeline.add(momentAt(second))
  const call = new Latency()
  for (let i = 0; i < 60; i++) call.record(2)
  return {
    options: parseOptions(['--bots', '200', '--seconds', '6']) as Exclude<ReturnType<typeof parseOptions>, 'help'>,
    startedAt: new Date(0),
    machine: 'a machine',
    sendRateHz: 20,
    workers: 2,
    timeline,
    errors,
    latencies: {
      snapshotInterval: new Latency(),
      inputToState: new Latency(),
      join: new Latency(),
      lateness: new Latency(),
      calls: new Map([['Greeter.SayHello', call]]),
    },
  }
}

t.test('rates are per second of the window, CPU per snapshot from the server alone', async (t) => {
  const { client, server, rig } = reportOf(measured())
  t.match(client, { snapshotsPerSecond: 4000, bytesPerSecondPerClient: 1600, usefulMovers: 50 })
  t.equal(client.bytesPerUsefulMoverPerTick, 2)
  t.ok(Math.abs(server!.cpuUsPerSnapshot - 50) < 1e-6)
  t.ok(Math.abs(server!.cpuPercent - 20) < 1e-6)
  t.ok(Math.abs(server!.tickThreadCpuPercent! - 15) < 1e-6)
  t.match(server, { bytesPerSnapshot: 80, ticks: 120, overruns: 2, rssMb: 96, tickMs: { p50: 1, p99: 8, max: 9 } })
  t.match(rig, { cpuPercent: 25, workers: 2, saturated: false })
})

t.test("the network is what the server's own times leave of a latency's median", async (t) => {
  const { rpc, roomCalls } = reportOf(measured())
  t.match(rpc, { method: 'Greeter.SayHello', requestsPerSecond: 10, requestMs: 0.25, responseMs: 0.5 })
  t.ok(Math.abs(rpc!.networkMs - 1.25) < 0.01)
  t.equal(roomCalls, undefined, 'nobody called the room')
})

t.test("the heap's trend is the least of its first and last third, not the saw-tooth", async (t) => {
  t.same(reportOf(measured()).server!.heapMb, { start: 20, end: 22 })
})

t.test('limits are those reached during the window', async (t) => {
  t.same(reportOf(measured()).server!.counts, { commands_late: 6 })
})

t.test("collections are the window's, the semi-spaces as they end", async (t) => {
  const report = reportOf(measured())
  t.match(report.server, { collections: { minor: 18 }, newSpaceMb: 22 })
  t.notOk('major' in report.server!.collections)
  t.match(tableOf(report), /18 minor, 22 MB/)
})

t.test('a second of the timeline is that second alone', async (t) => {
  const { samples } = reportOf(measured())
  t.equal(samples.length, 6)
  t.match(samples[2], { second: 3, snapshotsPerSecond: 4000, bytesPerSecondPerClient: 1600, tickMs: { p99: 3 } })
  t.ok(Math.abs(samples[2]!.cpuPercent! - 20) < 1e-6)
})

t.test('without metrics the server is left out, not made up', async (t) => {
  const report = reportOf(measured({ withoutMetrics: true }))
  t.notOk('server' in report)
  t.equal(report.samples[0]!.tickMs, null)
  t.match(tableOf(report), /out of reach/)
})

t.test('a rig at its limit says so: by its busiest worker, or by how late it is', async (t) => {
  const busy = reportOf(measured({ workerCpuMs: 950 }))
  t.equal(busy.rig.saturated, true)
  t.match(tableOf(busy), /THE RIG IS THE LIMIT/)
  const late = measured()
  for (let i = 0; i < 10; i++) late.latencies.lateness.record(40)
  t.equal(reportOf(late).rig.saturated, true)
})

t.test('any error fails the run, and so does silence', async (t) => {
  t.equal(reportOf(measured()).verdict, 'passed')
  t.equal(reportOf(measured({ snapshots: 0 })).verdict, 'failed')
  const errors = new ErrorTally()
  errors.add('gap', 'bot 3: 2 missing', 2)
  errors.add('gap', 'bot 4: 1 missing')
  const report = reportOf(measured({ errors }))
  t.equal(report.verdict, 'failed')
  t.same(report.errors, { total: 3, kinds: { gap: { count: 3, first: 'bot 3: 2 missing' } } })
  t.match(tableOf(report), /gap +3, first: bot 3: 2 missing/)
})

t.test('the report says how to do it again', async (t) => {
  t.equal(reportOf(measured()).command, 'make loadtest SCENARIO=movement BOTS=200 SECONDS=6')
})
