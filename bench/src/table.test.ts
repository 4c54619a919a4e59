// The table on a terminal: columns that line up, and losses that stand out.

import t from 'tap'
import { tableOf } from './table.js'
import { rowOf } from './testing.js'

t.test('one line a row, with who is ahead', async (t) => {
  const rows = [
    rowOf({ ours: 91_234, theirs: 38_000, ratio: 91_234 / 38_000, rounds: 3, spread: 0.031 }),
    rowOf({ case: 'short', metric: 'latency p99', unit: 'ms', better: 'lower', ours: 1.5, theirs: 0.5, ratio: 3 }),
    rowOf({ case: '2,000 clients', metric: 'tick p99', unit: 'ms', ours: 12.3, theirs: null, ratio: null }),
  ]
  t.equal(
    tableOf('rpc: calls', rows),
    `rpc: calls
case                        metric       unit    ours  theirs  ratio   spread
/rpc against Apache, 8 x 8  calls        1/s   91,234  38,000   2.40  ± 3.1 %  better
short                       latency p99  ms      1.50   0.500   3.00           WORSE
2,000 clients               tick p99     ms      12.3       -      -

`,
  )
})
