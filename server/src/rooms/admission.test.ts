import t from 'tap'
import { Admission, JOINS_PER_TICK_MAX } from './admission.js'
import type { Seat } from './seats.js'

/** As much of a seat as admission looks at. */
function seat(number: number): Seat {
  return { number, connectionId: number + 1 } as Seat
}

function admitAll(admission: Admission): number[] {
  const admitted: number[] = []
  admission.beginTick()
  for (let next = admission.next(); next !== undefined; next = admission.next()) {
    admission.admit(next)
    admitted.push(next.number)
  }
  return admitted
}

t.test('a tick lets in so many, in order of their coming; the others wait, counted', async (t) => {
  const admission = new Admission()
  const numbers = Array.from({ length: 2 * JOINS_PER_TICK_MAX + 5 }, (_, i) => 500 - i)
  for (const number of numbers) admission.arrive(seat(number))
  t.equal(admission.admitsAll, false)
  t.same(admitAll(admission), numbers.slice(0, JOINS_PER_TICK_MAX))
  t.equal(admission.deferred, JOINS_PER_TICK_MAX + 5)
  t.same(admitAll(admission), numbers.slice(JOINS_PER_TICK_MAX, 2 * JOINS_PER_TICK_MAX))
  t.equal(admission.deferred, JOINS_PER_TICK_MAX + 10)
  t.equal(admission.admitsAll, false, 'this tick is full')
  admission.beginTick()
  t.equal(admission.admitsAll, true)
  t.same(admitAll(admission), numbers.slice(-5))
  t.same(admitAll(admission), [])
  t.equal(admission.deferred, JOINS_PER_TICK_MAX + 10)
})

t.test('who comes again while waiting keeps the place; who has gone takes none', async (t) => {
  const admission = new Admission()
  const seats = [0, 1, 2, 3].map(seat)
  for (const each of seats) admission.arrive(each)
  admission.arrive(seats[0]!)
  seats[1]!.connectionId = undefined
  admission.forget(seats[2]!)
  t.same(admitAll(admission), [0, 3])
})
