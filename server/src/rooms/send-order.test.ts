import t from 'tap'
import type { Seat } from './seats.js'
import { SendOrder } from './send-order.js'

const seats = (count: number): Seat[] => Array.from({ length: count }, (_, number) => ({ number }) as Seat)

function numbers(order: SendOrder): number[] {
  const all: number[] = []
  for (let next = order.next(); next !== undefined; next = order.next()) all.push(next.number)
  return all
}

t.test('everybody has one turn an emission, and everybody is last equally often', async (t) => {
  const order = new SendOrder()
  const last = new Map<number, number>()
  for (let emission = 0; emission < 50; emission++) {
    order.begin(seats(5))
    const turns = numbers(order)
    t.same([...turns].sort(), [0, 1, 2, 3, 4])
    t.ok(order.isDone)
    last.set(turns[4]!, (last.get(turns[4]!) ?? 0) + 1)
  }
  t.same([...last.values()], [10, 10, 10, 10, 10])
})

t.test('from one emission to the next a place changes by one', async (t) => {
  const order = new SendOrder()
  order.begin(seats(4))
  const before = numbers(order)
  order.begin(seats(4))
  t.same(numbers(order), [...before.slice(1), before[0]])
})

t.test('players come and go between emissions', async (t) => {
  const order = new SendOrder()
  for (const count of [3, 0, 7, 1, 2]) {
    order.begin(seats(count))
    t.equal(order.isDone, count === 0)
    t.same(
      numbers(order).sort(),
      seats(count).map(({ number }) => number),
    )
  }
})
