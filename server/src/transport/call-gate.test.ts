// Calls wait for the end of a tick, in order, within bounds, and then do not keep the next one waiting either.

import t from 'tap'
import {
  CALLS_PER_TURN_MAX,
  CallGate,
  type GatedConnection,
  WAITING_BYTES_MAX,
  WAITING_CALLS_MAX,
} from './call-gate.js'

function gateOf() {
  let isTicking = false
  const taken: string[] = []
  const gate = new CallGate(() => isTicking)
  const connection = (name: string): GatedConnection => ({
    receiveNow: (message) => taken.push(`${name}${message[0]}`),
  })
  const tick = (is: boolean) => {
    isTicking = is
  }
  return { gate, taken, connection, tick }
}

const message = (value: number, bytes = 1) => new Uint8Array(bytes).fill(value)

t.test('between ticks a message goes through at once', async (t) => {
  const { gate, taken, connection } = gateOf()
  t.ok(gate.pass(connection('a'), message(1)))
  t.same(taken, ['a1'])
  t.notOk(gate.isWaitedFor)
})

t.test('within a tick it waits as a copy; afterwards each keeps its order and all take turns', async (t) => {
  const { gate, taken, connection, tick } = gateOf()
  const [a, b] = [connection('a'), connection('b')]
  tick(true)
  const reused = message(1)
  gate.pass(a, reused)
  reused[0] = 9
  gate.pass(a, message(2))
  gate.pass(b, message(3))
  t.same(taken, [])
  tick(false)
  gate.pass(a, message(4))
  t.same(taken, [], 'what comes later does not overtake')
  gate.open()
  t.same(taken, ['a1', 'b3', 'a2', 'a4'])
  t.notOk(gate.isWaitedFor)
  gate.pass(a, message(5))
  t.equal(taken.at(-1), 'a5')
})

t.test('a turn lets so many go, the rest waits for the next', async (t) => {
  const { gate, taken, connection, tick } = gateOf()
  tick(true)
  const two = [connection('a'), connection('b')]
  for (const each of two) for (let i = 0; i < CALLS_PER_TURN_MAX; i++) gate.pass(each, message(i % 100))
  gate.open()
  t.equal(taken.length, CALLS_PER_TURN_MAX)
  t.ok(gate.isWaitedFor)
  gate.open()
  t.equal(taken.length, 2 * CALLS_PER_TURN_MAX)
  t.notOk(gate.isWaitedFor)
})

t.test('one connection may have so many messages and bytes waiting, whatever others have', async (t) => {
  const { gate, connection, tick } = gateOf()
  tick(true)
  const [many, large] = [connection('m'), connection('l')]
  for (let i = 0; i < WAITING_CALLS_MAX; i++) t.ok(gate.pass(many, message(0)))
  t.notOk(gate.pass(many, message(0)))
  t.ok(gate.pass(large, message(0, WAITING_BYTES_MAX)))
  t.notOk(gate.pass(large, message(0)))
  gate.open()
  t.ok(gate.pass(large, message(0, WAITING_BYTES_MAX)), 'what has gone counts no more')
})

t.test('what waits of a connection that is over is dropped', async (t) => {
  const { gate, taken, connection, tick } = gateOf()
  const gone = connection('g')
  tick(true)
  gate.pass(gone, message(1))
  gate.forget(gone)
  gate.open()
  t.same(taken, [])
  t.notOk(gate.isWaitedFor)
})
