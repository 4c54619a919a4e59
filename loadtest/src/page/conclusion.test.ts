// What a reader is told first.

import t from 'tap'
import type { Report } from '../report.js'
import { conclusion } from './conclusion.js'
import { aReport, CALL, CLIENT, SERVER, samples, unseen } from './testing.js'

/** With plain spaces. */
function headline(report: Report): string {
  return conclusion(report).headline.replaceAll('\u00a0', ' ')
}

function findings(report: Report): string {
  return conclusion(report).findings.join(' ').replaceAll('\u00a0', ' ')
}

const SATURATED = { cpuPercent: 96.4, latenessMs: { p50: 1, p99: 18.7, max: 44 }, saturated: true, workers: 1 }

t.test('a server that held its load', async (t) => {
  t.equal(
    headline(aReport()),
    'The server held 200 players at 20 Hz with 4.01 ms median ticks (p99 8.42, budget 50 ms), ' +
      'on 49.6 % of one core; the rig used 31 %.',
  )
  t.equal(findings(aReport()), '')
})

t.test('overruns come first, unless they are rare', async (t) => {
  const overran = (overruns: number, ticks: number) => headline(aReport({ server: { ...SERVER, overruns, ticks } }))
  t.match(overran(6, 300), /^6 of 300 ticks overran under 200 players/)
  t.match(overran(2, 72_000), /^The server held .* Yet 2 of 72,000 ticks overran\.$/)
})

t.test('a rig at its limit is blamed, not the server, unless both are', async (t) => {
  t.match(
    headline(aReport({ rig: SATURATED })),
    /^The rig was the limit, not the server: it sent 18.7 ms late .* 96.4 % of one core/,
  )
  const both = aReport({ rig: SATURATED, server: { ...SERVER, overruns: 60 } })
  t.match(headline(both), /^60 of 1,200 ticks overran/)
  t.match(findings(both), /The rig was at its limit too/)
})

t.test('without its metrics nothing is said about the server', async (t) => {
  t.match(headline(unseen(aReport())), /^200 players at 20 Hz got 4,000 snapshots\/s; .* not known\.$/)
})

t.test('silence is said to be silence', async (t) => {
  t.equal(
    headline(aReport({ client: { ...CLIENT, snapshotsPerSecond: 0 } })),
    'Nothing arrived: no client got a snapshot.',
  )
})

t.test('calls follow the load', async (t) => {
  t.match(
    findings(aReport({ rpc: CALL })),
    /^Greeter.SayHello answered 20,000 requests\/s, half of them within 0.20 ms/,
  )
})

t.test('players who did not get in are not counted as held', async (t) => {
  t.match(headline(aReport({ samples: samples(5, () => ({ playing: 180 })) })), /held 180 of 200 players/)
})

t.test('a long run says whether the heap grew, a short one does not', async (t) => {
  const heap = (end: number, seconds: number) =>
    findings(aReport({ seconds, server: { ...SERVER, heapMb: { start: 22, end } } }))
  t.match(heap(60, 3600), "The heap's floor rose: 22 → 60 MB in 60 min.")
  t.match(heap(23, 3600), "The heap's floor stayed level: 22 → 23 MB in 60 min.")
  t.equal(heap(60, 60), '')
})

t.test('errors are named by their most frequent kind', async (t) => {
  const kinds = { join: { count: 2, first: '' }, gap: { count: 12, first: '' } }
  t.equal(findings(aReport({ errors: { total: 14, kinds } })), 'Clients met 14 errors, most of all "gap".')
})
