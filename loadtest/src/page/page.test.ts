// The whole page: it stands alone, says nothing that is no figure, and trusts no text of the report.

import t from 'tap'
import type { Report } from '../report.js'
import { pageOf } from './page.js'
import { aReport, CALL, CLIENT, NO_CURVES, SERVER, samples, unseen, ZERO } from './testing.js'

const NO_FIGURE = /NaN|undefined|Infinity|\[object/

/** Every report that a run can come to, by what is odd in it. */
const ODD: Readonly<Record<string, Report>> = {
  'an empty window': aReport({ samples: [], curves: NO_CURVES }),
  'no server figures': unseen(aReport()),
  'one sample': aReport({ samples: samples(1) }),
  'one sample at the very start': aReport({ samples: samples(1, () => ({ second: 0 })) }),
  'zero everywhere': aReport({
    seconds: 0,
    server: { ...SERVER, ticks: 0, tickMs: ZERO, cpuPercent: 0, gcPauseMs: ZERO, tickThreadCpuPercent: null },
    client: { ...CLIENT, bytesPerSecondPerClient: 0, snapshotIntervalMs: ZERO, inputToStateMs: ZERO },
    rpc: { ...CALL, requestsPerSecond: 0, latencyMs: ZERO, requestMs: 0, networkMs: 0, responseMs: 0 },
    join: { count: 0, perSecond: 0, ms: ZERO },
    samples: samples(3, () => ({ tickMs: ZERO, cpuPercent: 0, rssMb: 0, bytesPerSecondPerClient: 0 })),
    curves: { snapshotInterval: [[100, 0]], inputToState: [[0, 0]], rpc: [], roomCalls: [] },
  }),
  'overruns of no ticks': aReport({ server: { ...SERVER, ticks: 0, overruns: 1 } }),
  'the share of nobody': aReport({ samples: samples(3, () => ({ playing: 0, bytesPerSecondPerClient: Number.NaN })) }),
  'only calls': aReport({ client: { ...CLIENT, snapshotsPerSecond: 0 }, rpc: CALL }),
  'a heap that nobody saw': aReport({
    seconds: 3600,
    server: { ...SERVER, heapMb: { start: 22, end: Number.POSITIVE_INFINITY } },
  }),
}

for (const [what, report] of Object.entries(ODD)) {
  t.test(`${what}: a page without a figure that is none`, async (t) => {
    const page = pageOf(report)
    t.notMatch(page, NO_FIGURE)
    t.match(page, /<h2>How to read this page<\/h2>/)
  })
}

t.test('the page needs nothing from anywhere, and forbids it', async (t) => {
  const page = pageOf(aReport({ rpc: CALL }))
  t.notMatch(page, /https?:|\/\/[a-z]|url\(|@import|<link|<script|<img|\ssrc=|\shref=/i)
  t.match(page, /default-src &#39;none&#39;/)
})

t.test('text of the report stays text, wherever it stands', async (t) => {
  const evil = '</pre></style><script>alert("1")</script>&amp;'
  const page = pageOf(
    aReport({
      scenario: evil,
      scenarioTitle: evil,
      startedAt: evil,
      machine: evil,
      command: evil,
      server: { ...SERVER, counts: { [evil]: 1 } },
      rpc: { ...CALL, method: evil },
      errors: { total: 1, kinds: { gap: { count: 1, first: evil } } },
      curves: { ...NO_CURVES, rpc: [[50, 1]] },
    }),
  )
  t.notMatch(page, /<script/i)
  t.equal(page.match(/<\/style>/g)?.length, 1)
  t.equal(page.match(/<\/pre>/g)?.length, 1)
  t.match(page, '<td>&lt;/pre&gt;&lt;/style&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;amp;</td>')
})

t.test('the raw figures are the report', async (t) => {
  const report = aReport({
    samples: samples(400),
    errors: { total: 1, kinds: { join: { count: 1, first: '<a & "b">' } } },
  })
  const [, raw = ''] = /<pre>([^<]*)<\/pre>/.exec(pageOf(report)) ?? []
  const json = raw.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')
  t.same(JSON.parse(json), report)
})

t.test('a chart that would say nothing is left out', async (t) => {
  const calm = pageOf(aReport())
  for (const title of ['Clients connected', 'Thrift calls']) t.notMatch(calm, `<h3>${title}</h3>`)
  t.notMatch(calm, '<h3>Errors</h3>')
  const busy = pageOf(
    aReport({
      samples: samples(9, (second) => ({ playing: second, errors: second })),
      rpc: CALL,
      curves: { ...NO_CURVES, rpc: [[50, 1]] },
    }),
  )
  for (const title of ['Clients connected', 'Errors', 'Thrift calls']) t.match(busy, `<h3>${title}</h3>`)
  t.notMatch(pageOf(unseen(aReport())), '<h3>Tick time</h3>')
  const nobody = samples(3, () => ({ playing: 0, bytesPerSecondPerClient: Number.NaN }))
  t.notMatch(pageOf(aReport({ samples: nobody })), '<h3>Traffic to each client</h3>')
})

t.test('the parts of a call are drawn as shares of it, if the server tells them', async (t) => {
  const report = aReport({ rpc: CALL, roomCalls: { ...CALL, method: 'ArenaRoom.getSelf', requestMs: 25 } })
  const page = pageOf(report)
  t.match(page, /Greeter\.SayHello[\s\S]{0,200}width:25%[\s\S]{0,60}width:65%[\s\S]{0,60}width:10%/)
  t.match(page, 'request 0.050 + network 0.13 + response 0.020 = 0.20\u00a0ms')
  t.match(page, '<b>ArenaRoom.getSelf</b>')
  t.notMatch(pageOf(unseen(report)), 'network 0.13')
})

t.test('limits reached are listed, those not reached are not', async (t) => {
  const page = pageOf(
    aReport({ server: { ...SERVER, counts: { tickwire_a_total: 0, 'tickwire_b_total{kind="x"}': 1234 } } }),
  )
  t.match(page, '<td><code>tickwire_b_total{kind=&quot;x&quot;}</code></td><td>1,234</td>')
  t.notMatch(page, '<code>tickwire_a_total')
})

t.test('what failed is marked', async (t) => {
  t.match(pageOf(aReport()), '✓ passed')
  t.equal(pageOf(aReport()).match(/<li class="bad">/g), null)
  const page = pageOf(
    aReport({
      verdict: 'failed',
      server: { ...SERVER, overruns: 6, tickMs: { p50: 20, p99: 51, max: 80 } },
      errors: { total: 2, kinds: { gap: { count: 2, first: 'a gap' } } },
    }),
  )
  t.match(page, '✗ failed')
  t.equal(page.match(/<li class="bad">/g)?.length, 3)
})
