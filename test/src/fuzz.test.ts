// The fuzz loop itself, and its corpus: every input of it, and some that are made of them, holds for its target. An input
// that broke something once becomes a test with a name. The long runs are `make fuzz`.

import { Random } from '@tickwire/simulation'
import t from 'tap'
import { readCorpus } from './fuzz/corpus.js'
import { instrumented } from './fuzz/instrument-hook.js'
import { FuzzLoop } from './fuzz/loop.js'
import { INPUT_BYTES_MAX, mutated } from './fuzz/mutator.js'
import { joined, split } from './fuzz/target.js'
import { TARGETS } from './fuzz/targets.js'
import { Watchdog } from './fuzz/watchdog.js'

const SEED = 20_261

/** Changed inputs of each target in this test. */
const CHANGED = 100

for (const target of TARGETS) {
  t.test(`${target.name}: ${target.what}`, async (t) => {
    const corpus = readCorpus(target.name)
    t.ok(corpus.length > 0, 'the corpus is there')
    const random = new Random(SEED)
    const inputs = [...(await target.seeds()), ...corpus]
    const changed = Array.from({ length: CHANGED }, () => mutated(inputs, random))
    for (const input of [...inputs, ...changed]) {
      try {
        await target.run(input)
      } catch (error) {
        t.fail(`${String(error)}: ${Buffer.from(input).toString('hex')}`)
      }
    }
  })
}

t.test('an input is a list of messages, whatever its bytes', async (t) => {
  const messages = [Uint8Array.of(1, 2, 3), new Uint8Array(0), new Uint8Array(300).fill(9)]
  t.same(split(joined(messages)), messages)
  t.same(split(Uint8Array.of(0, 9, 1, 2)), [Uint8Array.of(1, 2)], 'a length that lies')
  t.same(split(Uint8Array.of(7)), [])
})

t.test('changed inputs differ from run to run only by their seed, and stay short', async (t) => {
  const corpus = [Uint8Array.of(1, 2, 3, 4), new Uint8Array(INPUT_BYTES_MAX), new Uint8Array(0)]
  const made = (seed: number) => {
    const random = new Random(seed)
    return Array.from({ length: 500 }, () => Buffer.from(mutated(corpus, random)))
  }
  t.ok(Buffer.concat(made(1)).equals(Buffer.concat(made(1))))
  t.notOk(Buffer.concat(made(1)).equals(Buffer.concat(made(2))))
  t.ok(made(3).every(({ length }) => length <= INPUT_BYTES_MAX))
})

t.test('every kind of branch reports itself, and the code means the same', async (t) => {
  const source = `
    const sign = (x) => x < 0 ? -1 : x && 1
    function f(x) {
      if (x === 7) return 'seven'
      else if (x === 8) { return 'eight' }
      let sum = 0
      for (let i = 0; i < x; i++) sum += i
      while (sum > 100) sum -= 100
      switch (sum) { case 0: return x ?? 'none'; default: }
      try { if (x > 50) throw x } catch { return 'caught' }
      return [sum, sign(x), (() => ({ x }))()]
    }
    return [undefined, 0, 5, 7, 8, 60].map(f).concat([-1, 0, 1].map(sign))`
  const run = (code: string, hit: (branch: number) => void): unknown => new Function('hit', code)(hit)
  const hits = new Set<number>()
  const wrapped = instrumented(`(() => {${source}})()`)
  t.same(
    run(`return ${wrapped}`, (branch) => hits.add(branch)),
    run(source, () => {}),
  )
  t.equal(hits.size, wrapped.split('hit(').length - 1, 'all of them were reached')
})

t.test('the loop finds a mistake that only coverage leads to, and keeps one input of it', async (t) => {
  const watchdog = new Watchdog(`${t.testdir()}/hangs.hex`)
  t.teardown(() => watchdog.stop())
  const reachedBefore = new Set<number>()
  const coverage = {
    get reached() {
      return reachedBefore.size
    },
    reset: () => reachedBefore.clear(),
  }
  const secret = [0x80, 0x21, 0x07]
  const target = {
    name: 'planted',
    what: 'nothing holds for ever',
    seeds: () => [new Uint8Array(4)],
    run(input: Uint8Array) {
      for (const [i, byte] of secret.entries()) {
        if (input[i] !== byte) return
        reachedBefore.add(i)
      }
      throw new Error('planted')
    },
  }
  const loop = new FuzzLoop(target, coverage, watchdog)
  const { findings, executions } = await loop.run(await target.seeds(), 20, SEED, 1)
  t.equal(findings.length, 1, `after ${executions} executions`)
  t.equal(findings[0]?.error.split('\n')[0], 'Error: planted')
  t.same([...findings[0]!.input.subarray(0, 3)], secret)
})
