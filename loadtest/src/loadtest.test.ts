// The whole load test as people run it, small: its own server process, worker processes, real sockets, the report in files.

import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import type { Report } from './report.js'
import { parseReady, ServerProcess } from './server-process.js'

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

/** A short run of a scenario. */
async function run(t: Test, ...args: string[]): Promise<Outcome & { readonly report: Report; readonly page: string }> {
  const out = join(t.testdir(), 'report.json')
  const outcome = await loadtest(...args, '--out', out)
  if (!existsSync(out)) throw new Error(outcome.stdout + outcome.stderr)
  const report = JSON.parse(readFileSync(out, 'utf8')) as Report
  return { ...outcome, report, page: readFileSync(out.replace('.json', '.html'), 'utf8') }
}

t.test('ten bots play for two seconds without an error, and the report says what it cost', async (t) => {
  const { code, stdout, stderr, report, page } = await run(t, '--bots', '10', '--seconds', '2')
  t.equal(code, 0, stdout + stderr)
  t.match(report, { scenario: 'movement', bots: 10, seconds: 2, sendRateHz: 20, verdict: 'passed' })
  t.same(report.errors, { total: 0, kinds: {} })
  const { client, rig, rpc, roomCalls } = report
  const server = report.server!
  t.ok(client.snapshotsPerSecond > 100, 'ten bots at 20 Hz receive about 200 snapshots a second')
  t.ok(client.snapshotIntervalMs.p50 > 25 && client.snapshotIntervalMs.p50 < 100)
  t.ok(client.inputToStateMs.p50 > 0 && client.inputToStateMs.p50 <= client.inputToStateMs.max)
  t.ok(server.cpuUsPerSnapshot > 0 && server.cpuPercent > 0 && server.rssMb > 0 && server.heapMb.end > 0)
  t.ok(server.tickMs.p50 > 0 && server.tickMs.p50 <= server.tickMs.p99 && server.tickMs.p99 <= server.tickMs.max)
  t.ok(rpc!.requestsPerSecond > 0 && rpc!.latencyMs.p50 > 0)
  t.ok(roomCalls!.requestMs > 0, 'a room call waits for its tick')
  t.ok(report.truthChecks > 0, 'the bots compared what they decoded')
  t.ok(rig.cpuPercent > 0 && rig.workers === 1)
  t.equal(report.samples.length, 2)
  t.ok(report.samples.every(({ tickMs, playing }) => tickMs !== null && playing === 10))
  for (const phase of ['starting', 'joining', 'warm-up', 'measuring']) t.match(stderr, new RegExp(phase))
  t.match(stdout, /server CPU per client-snapshot +[\d.]+ us/)
  t.match(page, /<svg/)
})

t.test('players come and go', async (t) => {
  const { code, stdout, report } = await run(t, '--scenario', 'churn', '--bots', '10', '--seconds', '6')
  t.equal(code, 0, stdout)
  t.ok(report.join!.count > 3, 'others came during the window')
})

t.test('everybody at once: the window begins with the joins', async (t) => {
  const { code, stdout, report } = await run(t, '--scenario', 'join-storm', '--bots', '40', '--seconds', '3')
  t.equal(code, 0, stdout)
  t.equal(report.join!.count, 40)
  t.ok(report.join!.ms.max < 3_000)
})

t.test('another rate is what the bots are sent', async (t) => {
  const { code, stdout, report } = await run(t, '--bots', '5', '--seconds', '2', '--hz', '60')
  t.equal(code, 0, stdout)
  t.equal(report.sendRateHz, 60)
  t.ok(report.client.snapshotsPerSecond > 200, 'five bots at 60 Hz')
})

t.test('a server that runs already, with its limits: the report names the one that refused', async (t) => {
  const { process: server, addresses } = await ServerProcess.start(['--address-limits', 'on'])
  t.teardown(() => server.stop())
  const { code, report } = await run(
    t,
    ...['--url', addresses.url, '--admin', addresses.metricsUrl, '--bots', '70', '--seconds', '1'],
  )
  t.equal(code, 1)
  t.match(report.errors.kinds.join?.first, /429 Too Many Requests: an address may hold 64 sockets and open 32 a second/)
  t.match(report.errors.kinds.join?.first, /--address-limits off/)
})

t.test('a dead server is one line and exit code 1', async (t) => {
  const { code, stdout, stderr } = await loadtest('--url', 'http://127.0.0.1:1')
  t.equal(code, 1)
  t.equal(stdout, '')
  t.match(stderr, /^loadtest: --url http:\/\/127\.0\.0\.1:1\/: nothing answers; start a server there.*\n$/)
})

t.test('a server that is no Tickwire server is refused by what it answers', async (t) => {
  const server = createServer((_, response) => response.writeHead(500).end())
  t.teardown(() => server.close())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const { code, stderr } = await loadtest('--url', `http://127.0.0.1:${port}`)
  t.equal(code, 1)
  t.match(stderr, /\/healthz answers 500/)
})

t.test('the ready line names the addresses; other lines are none', async (t) => {
  t.same(parseReady('ready http://127.0.0.1:1/ thrift tcp://127.0.0.1:2 admin http://127.0.0.1:3/metrics'), {
    url: 'http://127.0.0.1:1/',
    metricsUrl: 'http://127.0.0.1:3/metrics',
  })
  t.equal(parseReady('{"level":40,"msg":"ready http"}'), undefined)
})
