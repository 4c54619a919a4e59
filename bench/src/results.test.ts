// `results/latest.json`: what a run keeps of earlier ones, and what it refuses to mix.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { merge, readResults, writeResults } from './results.js'
import { MACHINE, measuredOf, rowOf } from './testing.js'

const rpc = rowOf({ bench: 'rpc', ours: 1 })
const codec = rowOf({ bench: 'codec', case: 'against JSON', ours: 5 })

t.test('a bench replaces its own rows and keeps the others with where they come from', async (t) => {
  const first = merge(merge(undefined, measuredOf('rpc', [rpc])), measuredOf('codec', [codec]))
  const newer = { title: 'calls', commit: 'def456', command: 'make bench ONLY=rpc', measuredAt: '2025-07-01T00:00:00Z' }
  const again = rowOf({ bench: 'rpc', ours: 9 })
  const results = merge(
    first,
    measuredOf('rpc', [again], { origin: newer, versions: { thrift: '0.25.0', ws: '8.0.0' } }),
  )
  t.same(results.comparisons, [again, codec])
  t.same(results.benches.rpc, newer)
  t.equal(results.benches.codec?.commit, 'abc123')
  t.match(results, { commit: 'def456', command: 'make bench ONLY=rpc', finishedAt: newer.measuredAt })
  t.same(results.versions, { thrift: '0.25.0', ws: '8.0.0' })
})

t.test('rows stand in the order of the benches, whichever ran last', async (t) => {
  const results = merge(merge(undefined, measuredOf('codec', [codec])), measuredOf('rpc', [rpc]))
  t.same(results.comparisons, [rpc, codec])
})

t.test('figures of another machine are dropped', async (t) => {
  const before = merge(undefined, measuredOf('codec', [codec], { machine: { ...MACHINE, cpu: 'Another CPU' } }))
  const results = merge(before, measuredOf('rpc', [rpc]))
  t.same(results.comparisons, [rpc])
  t.same(Object.keys(results.benches), ['rpc'])
})

t.test('results are read as they were written, and a missing file is none', async (t) => {
  const file = join(t.testdir(), 'new', 'latest.json')
  t.equal(readResults(file), undefined)
  const results = merge(undefined, measuredOf('rpc', [rpc]))
  writeResults(file, results)
  t.same(readResults(file), results)
})

t.test('a file that holds something else is left alone', async (t) => {
  const file = join(t.testdir(), 'notes.txt')
  for (const text of ['not JSON', '{}', 'null']) {
    writeFileSync(file, text)
    t.throws(() => readResults(file), { message: /notes.txt holds no results of make bench; remove it/ }, text)
  }
})
