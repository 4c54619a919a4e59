// One bench after the other: a failing one is told and passed over, an interrupted run ends at once.

import t from 'tap'
import type { Bench, Row } from './bench.js'
import { runSuite, type Suite } from './suite.js'
import { rowOf } from './testing.js'

function benchOf(name: string, run: Bench['run']): Bench {
  return { name, title: name, packages: [], run }
}

function suiteOf(benches: readonly Bench[], signal = new AbortController().signal) {
  const told: string[] = []
  const suite: Suite = {
    names: benches.map(({ name }) => name),
    load: async (name) => benches.find((bench) => bench.name === name)!,
    rounds: 3,
    progress: (name, text) => told.push(`${name}: ${text}`),
    finished: ({ name }, rows) => told.push(`${name} finished with ${rows.length}`),
    failed: (name, error) => told.push(`${name} failed: ${(error as Error).message}`),
    signal,
  }
  return { suite, told }
}

const good = benchOf('good', async ({ progress, rounds }) => {
  progress(`${rounds} rounds`)
  return [rowOf()]
})

t.test('all benches run in turn', async (t) => {
  const { suite, told } = suiteOf([good, { ...good, name: 'better' }])
  t.equal(await runSuite(suite), true)
  t.same(told, [
    'good: loading',
    'good: 3 rounds',
    'good finished with 1',
    'better: loading',
    'better: 3 rounds',
    'better finished with 1',
  ])
})

t.test('one that fails or does not load is told and does not stop the others', async (t) => {
  const bad = benchOf('bad', async () => {
    throw new Error('no peer')
  })
  const { suite, told } = suiteOf([bad, good])
  const load = async (name: string) => {
    if (name === 'missing') throw new Error('not installed')
    return suite.load(name)
  }
  t.equal(await runSuite({ ...suite, names: ['missing', 'bad', 'good'], load }), false)
  t.same(
    told.filter((line) => /failed|finished/.test(line)),
    ['missing failed: not installed', 'bad failed: no peer', 'good finished with 1'],
  )
})

t.test('an interrupted run ends with the reason, and what was finished stays', async (t) => {
  const interrupted = new AbortController()
  const slow = benchOf('slow', ({ signal }) => {
    interrupted.abort(new Error('interrupted'))
    return new Promise<Row[]>((_, reject) => {
      if (signal.aborted) reject(new Error('the server ended'))
    })
  })
  const { suite, told } = suiteOf([good, slow, good], interrupted.signal)
  await t.rejects(runSuite(suite), { message: 'interrupted' })
  t.same(
    told.filter((line) => /failed|finished/.test(line)),
    ['good finished with 1'],
  )
})
