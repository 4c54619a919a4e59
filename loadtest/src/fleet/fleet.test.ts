// How bots are shared out among worker processes.

import t from 'tap'
import { workersFor } from './fleet.js'

t.test('another worker comes with every 500 bots, where there is a core for it beside the server', async (t) => {
  t.equal(workersFor(1, 8), 1)
  t.equal(workersFor(500, 8), 1)
  t.equal(workersFor(501, 8), 2)
  t.equal(workersFor(10_000, 4), 3, 'one core is left to the server')
  t.equal(workersFor(10_000, 2), 1)
  t.equal(workersFor(10, 1), 1, 'a single core has to do both')
})
