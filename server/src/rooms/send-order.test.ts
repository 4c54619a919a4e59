import t from 'tap'
import { NOBODY, SendOrder } from './send-order.js'

const seats = (count: number): object[] => Array.from({ length: count }, () => ({}))

function numbers(order: SendOrder): number[] {
  const all: number[] = []
  for (let next = order.next(); next !== NOBODY; next = order.next()) all.push(next)
  return all
}

t.test('rule 4: everybody has one turn an emission, and everybody is last equally often', async (t) => {
  const order = new SendOrder(8)
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
  const order = new SendOrder(8)
  order.begin(seats(4))
  const before = numbers(order)
  order.begin(seats(4))
  t.same(numbers(order), [...before.slice(1), before[0]])
})

t.test('players come and go between emissions', async (t) => {
  const order = new SendOrder(8)
  for (const count of [3, 0, 7, 1, 2]) {
    order.begin(seats(count))
    t.equal(order.isDone, count === 0)
    t.same(numbers(order).sort(), [...seats(count).keys()])
  }
})

t.test('empty seats have no turn and take nobody a place', async (t) => {
  const order = new SendOrder(8)
  const firsts: number[] = []
  for (let emission = 0; emission < 4; emission++) {
    order.begin([undefined, {}, undefined, undefined, {}])
    const turns = numbers(order)
    t.same([...turns].sort(), [1, 4])
    firsts.push(turns[0]!)
  }
  t.same(firsts, [4, 1, 4, 1])
})
