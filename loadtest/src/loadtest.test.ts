// The whole load test as people run it, small: its own server process, ten bots over real sockets, the report in a file.

import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { parseReady } from './server-process.js'

const MAIN = fileURLToPath(new URL('./main.js', import.meta.url))

interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

function loadtest(...args: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [MAIN, ...args], (_, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, stdout, stderr })
    })
  })
}

t.test('ten bots play for two seconds without an error, and the report says what it cost', async (t) => {
  const out = join(t.testdir(), 'report.json')
  const { code, stdout, stderr } = await loadtest('--bots', '10', '--seconds', '2', '--rpc', '2', '--out', out)
  t.equal(code, 0, stdout + stderr)
  const report = JSON.parse(readFileSync(out, 'utf8'))
  t.match(report, { scenario: 'movement', bots: 10, seconds: 2, sendRateHz: 20, errors: { total: 0, kinds: {} } })
  t.ok(report.client.snapshotsPerSecond > 100, 'ten bots at 20 Hz receive about 200 snapshots a second')
  t.ok(report.client.bytesPerSecondPerClient > 0)
  const { server, rpc, rig } = report
  for (const figure of [
    server.cpuUsPerSnapshot,
    server.cpuPercent,
    server.rssMb,
    server.heapMb.start,
    server.heapMb.end,
  ]) {
    t.ok(figure > 0)
  }
  t.ok(server.tickMs.p50 > 0 && server.tickMs.p50 <= server.tickMs.p99 && server.tickMs.p99 <= server.tickMs.max)
  t.type(server.overruns, 'number')
  t.ok(rpc.requestsPerSecond > 0 && rpc.latencyMs.p50 <= rpc.latencyMs.p99)
  t.ok(rig.cpuPercent > 0)
  for (const phase of ['starting', 'joining', 'warm-up', 'measuring', 'calling']) t.match(stderr, new RegExp(phase))
  t.match(stdout, /server CPU per client-snapshot +[\d.]+ us/)
})

t.test('a dead server is one line and exit code 1', async (t) => {
  const { code, stdout, stderr } = await loadtest('--url', 'http://127.0.0.1:1')
  t.equal(code, 1)
  t.equal(stdout, '')
  t.match(stderr, /^loadtest: --url http:\/\/127\.0\.0\.1:1\/: nothing answers; start a server there.*\n$/)
})

t.test('the ready line names the addresses; other lines are none', async (t) => {
  t.same(parseReady('ready http://127.0.0.1:1/ thrift tcp://127.0.0.1:2 admin http://127.0.0.1:3/metrics'), {
    url: 'http://127.0.0.1:1/',
    metricsUrl: 'http://127.0.0.1:3/metrics',
  })
  t.equal(parseReady('{"level":40,"msg":"ready http"}'), undefined)
})
