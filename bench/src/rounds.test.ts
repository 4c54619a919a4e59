// Alternating rounds and the rows made of them: the arithmetic that every published ratio rests on.

import t from 'tap'
import { alone, alternate, compare, median, type Subject } from './rounds.js'

const SUBJECT: Subject = { bench: 'rpc', case: '8 x 8', metric: 'calls', unit: '1/s', better: 'higher' }

t.test('ours and theirs take turns, and the one who goes first changes', async (t) => {
  const order: string[] = []
  const measure = (who: string) => async (round: number) => {
    order.push(`${who} ${round}`)
    return round
  }
  const pairs = await alternate(3, measure('ours'), measure('theirs'))
  t.same(order, ['ours 0', 'theirs 0', 'theirs 1', 'ours 1', 'ours 2', 'theirs 2'])
  t.same(pairs, { ours: [0, 1, 2], theirs: [0, 1, 2] })
})

t.test('nothing is measured while something else is', async (t) => {
  let running = 0
  const measure = async () => {
    t.equal(++running, 1)
    await new Promise((resolve) => setImmediate(resolve))
    running--
  }
  await alternate(2, measure, measure)
})

t.test('a round that fails is the end', async (t) => {
  const fail = async () => {
    throw new Error('no server')
  }
  await t.rejects(
    alternate(3, async () => 1, fail),
    { message: 'no server' },
  )
})

t.test('a median ignores how far off the odd one out is', async (t) => {
  t.equal(median([3, 1, 1000]), 3)
  t.equal(median([4, 1, 2, 3]), 2.5)
  t.equal(median([7]), 7)
})

t.test('a ratio is ours / theirs of the medians, its spread that of the rounds', async (t) => {
  const row = compare(SUBJECT, [100, 110, 90], [50, 50, 50])
  t.match(row, { ...SUBJECT, ours: 100, theirs: 50, ratio: 2, rounds: 3 })
  // The rounds say 2, 2.2 and 1.8: a range of 0.4 around 2, times 1.7.
  t.ok(Math.abs(row.spread - 0.34) < 1e-12, `spread ${row.spread}`)
})

t.test('what slows both in one round is no spread', async (t) => {
  t.equal(compare(SUBJECT, [100, 50, 100], [10, 5, 10]).spread, 0)
})

t.test('what is counted has one round and no spread', async (t) => {
  t.match(compare(SUBJECT, [2], [8]), { ratio: 0.25, rounds: 1, spread: 0 })
})

t.test('without a peer there is no ratio, and the spread is that of our own figures', async (t) => {
  const row = alone(SUBJECT, [9, 10, 11])
  t.match(row, { ours: 10, theirs: null, ratio: null, rounds: 3 })
  t.ok(Math.abs(row.spread - 0.34) < 1e-12)
  t.equal(alone(SUBJECT, [0, 0, 0]).spread, 0, 'also where the figure is 0')
})
