// Who is ahead, and how figures are written: a loss must never read as a gain.

import t from 'tap'
import { rowOf } from './testing.js'
import { advantageOf, figure, spreadText, verdictOf } from './verdict.js'

t.test('ahead depends on whether lower or higher is better', async (t) => {
  t.equal(verdictOf(rowOf({ better: 'higher', ratio: 2 })), 'better')
  t.equal(verdictOf(rowOf({ better: 'lower', ratio: 2 })), 'worse')
  t.equal(verdictOf(rowOf({ better: 'lower', ratio: 0.25 })), 'better')
  t.equal(advantageOf(rowOf({ better: 'lower', ratio: 0.25 })), 4)
})

t.test('within the spread nobody is ahead, the same way to both sides', async (t) => {
  for (const better of ['lower', 'higher'] as const) {
    t.equal(verdictOf(rowOf({ better, ratio: 1.09, rounds: 3, spread: 0.1 })), 'even')
    t.equal(verdictOf(rowOf({ better, ratio: 1 / 1.09, rounds: 3, spread: 0.1 })), 'even')
    t.not(verdictOf(rowOf({ better, ratio: 1.11, rounds: 3, spread: 0.1 })), 'even')
  }
})

t.test('without a peer there is no verdict', async (t) => {
  t.equal(verdictOf(rowOf({ theirs: null, ratio: null })), undefined)
})

t.test('figures have three digits, large ones their thousands', async (t) => {
  t.same([12345.6, 1234, 99.96, 12.345, 1, 0.05678, 0].map(figure), [
    '12,346',
    '1,234',
    '100.0',
    '12.3',
    '1.00',
    '0.0568',
    '0',
  ])
  t.equal(figure(null), '-')
})

t.test('a spread is said for what was timed', async (t) => {
  t.equal(spreadText(rowOf({ rounds: 3, spread: 0.023 })), '± 2.3 %')
  t.equal(spreadText(rowOf({ rounds: 3, spread: 0.234 })), '± 23 %')
  t.equal(spreadText(rowOf({ rounds: 1, spread: 0 })), '')
})
