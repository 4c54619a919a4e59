// The published section: it replaces itself and nothing else, and shows losses.

import t from 'tap'
import type { Panel } from './bench.js'
import { withResults } from './document.js'
import { merge } from './results.js'
import { measuredOf, rowOf } from './testing.js'

const BEGIN = '<!-- results: written by make bench PUBLISH=1 -->'
const END = '<!-- /results -->'

const rows = [
  rowOf({ ours: 3, theirs: 1, ratio: 3, rounds: 3, spread: 0.05 }),
  rowOf({ metric: 'latency p99', unit: 'ms', better: 'lower', ours: 2, theirs: 1, ratio: 2 }),
  rowOf({ case: 'a | b', better: 'lower', ours: 1, theirs: 1, ratio: 1 }),
]
const results = merge(undefined, measuredOf('rpc', rows))

t.test('the section says machine, versions, commit, command and every row', async (t) => {
  const section = withResults(`${BEGIN}\n${END}\n`, results)
  for (const part of [
    'Example CPU, 2 cores, 8 GB, Debian GNU/Linux 12 (bookworm), kernel 6.1.0, glibc 2.36',
    'Node v20.11.0',
    'thrift 0.24.0',
    '### rpc: sayHello',
    '`make bench` at commit abc123, 2025-06-01. Ahead in 1, behind in 1, even in 1.',
    '| /rpc against Apache, 8 x 8 | calls, 1/s | higher | 3.00 | 1.00 | 3.00 | ± 5.0 % | better |',
    '| /rpc against Apache, 8 x 8 | latency p99, ms | lower | 2.00 | 1.00 | 2.00 |  | **worse** |',
    '| a \\| b | calls, 1/s | lower | 1.00 | 1.00 | 1.00 |  | even |',
  ]) {
    t.ok(section.includes(part), `${part}\nin\n${section}`)
  }
})

t.test('what stands around the section stays, and publishing twice changes nothing', async (t) => {
  const once = withResults(`# Title\n\n${BEGIN}\nnot measured yet\n${END}\n\nAfter.\n`, results)
  t.ok(once.startsWith(`# Title\n\n${BEGIN}\n`) && once.endsWith(`${END}\n\nAfter.\n`))
  t.notOk(once.includes('not measured yet'))
  t.equal(withResults(once, results), once)
})

t.test('a bench without a peer says so', async (t) => {
  const alone = merge(undefined, measuredOf('scale', [rowOf({ bench: 'scale', theirs: null, ratio: null })]))
  t.ok(withResults(`${BEGIN}\n${END}`, alone).includes('There is no peer: these are our own figures.'))
})

t.test('a document without the markers is refused', async (t) => {
  t.throws(() => withResults('# Title\n', results), { message: /the document needs a line "<!-- results/ })
})

t.test('a picture of its own is shown with the figures behind it', async (t) => {
  const panel: Panel = {
    title: 'duel',
    x: { label: 'wait, s', scale: 'log' },
    y: { label: 'error', scale: 'linear' },
    curves: [],
    table: { columns: ['wait, s', 'off role, %'], rows: [{ name: 'ours | x 1', figures: [1.5, null] }] },
  }
  const drawn = merge(undefined, measuredOf('matchmaking', [rowOf({ bench: 'matchmaking' })], { panels: [panel] }))
  const section = withResults(`${BEGIN}\n${END}`, drawn)
  for (const part of [
    '![duel](bench-matchmaking.svg)',
    '**duel**',
    '|  | wait, s | off role, % |',
    '| ours \\| x 1 | 1.50 | - |',
  ]) {
    t.ok(section.includes(part), `${part}\nin\n${section}`)
  }
  const again = merge(drawn, measuredOf('rpc', rows))
  t.same(again.panels, { matchmaking: [panel], rpc: [] }, 'another bench leaves it')
})
