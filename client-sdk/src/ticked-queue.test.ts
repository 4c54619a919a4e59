import t from 'tap'
import { TickedQueue } from './ticked-queue.js'

t.test('what came for a tick waits for it, and what is behind it as well', async (t) => {
  const queue = new TickedQueue()
  const order: string[] = []
  queue.put(5, 4, () => order.push('five'))
  queue.put(4, 4, () => order.push('four'))
  t.same(order, [])
  queue.release(5)
  t.same(order, ['five', 'four'])
})

t.test('a pause holds everything back, in order, until it ends', async (t) => {
  const queue = new TickedQueue()
  const order: string[] = []
  queue.pause()
  queue.put(4, 4, () => order.push('first'))
  queue.put(6, 4, () => order.push('later'))
  queue.release(5)
  t.same(order, [])
  queue.resume(5)
  t.same(order, ['first'])
  queue.release(6)
  t.same(order, ['first', 'later'])
})
