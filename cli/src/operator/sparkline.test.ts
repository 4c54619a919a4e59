import t from 'tap'
import { sparkline } from './sparkline.js'

t.test('the least is lowest, the most is highest, and what never changes is flat', async (t) => {
  t.equal(sparkline([0, 1, 2, 3, 4, 5, 6, 7]), '▁▂▃▄▅▆▇█')
  t.equal(sparkline([20, -20, 20]), '█▁█')
  t.equal(sparkline([5, 5, 5]), '▁▁▁')
  t.equal(sparkline([]), '')
})
