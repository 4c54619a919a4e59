// What goes out of a player's input: only changes, at most one for a tick, and no press of a button lost.

import t from 'tap'
import { commandsOf, type Steer, SteerCommand } from './bench.test.helper.js'
import { CommandQueue } from './command-queue.js'

function sent(queue: CommandQueue<Steer>, targetTick: number): string | undefined {
  const frame = queue.take(targetTick, 0, 0, 0)
  return (
    frame &&
    commandsOf(frame)
      .map(({ seq, target, move, fire }) => `${seq}@${target} ${move}${fire ? '!' : ''}`)
      .join(' ')
  )
}

t.test('nothing goes out before there is input, and then only changes of the quantised fields', async (t) => {
  const queue = new CommandQueue<Steer>(SteerCommand)
  t.equal(sent(queue, 1), undefined)
  queue.put({ move: 0, fire: false }, 0)
  t.equal(sent(queue, 2), '1@2 0')
  queue.put({ move: 0.3, fire: false }, 0)
  t.equal(sent(queue, 3), undefined)
  queue.put({ move: 1, fire: false }, 0)
  t.equal(sent(queue, 4), '2@4 1')
  t.equal(sent(queue, 5), undefined)
})

t.test('changes within a tick are merged into the next', async (t) => {
  const queue = new CommandQueue<Steer>(SteerCommand)
  queue.put({ move: 1, fire: false }, 0)
  t.equal(sent(queue, 10), '1@10 1')
  queue.put({ move: 2, fire: false }, 0)
  t.equal(sent(queue, 10), undefined)
  queue.put({ move: 3, fire: false }, 0)
  t.equal(sent(queue, 11), '2@11 3')
})

t.test('a change that is taken back within its tick is never sent', async (t) => {
  const queue = new CommandQueue<Steer>(SteerCommand)
  queue.put({ move: 1, fire: false }, 0)
  sent(queue, 10)
  queue.put({ move: 2, fire: false }, 0)
  queue.put({ move: 1, fire: false }, 0)
  t.equal(sent(queue, 11), undefined)
})

t.test('a press and its release within a tick leave in one frame, a tick apart', async (t) => {
  const queue = new CommandQueue<Steer>(SteerCommand)
  queue.put({ move: 0, fire: false }, 0)
  sent(queue, 10)
  queue.put({ move: 0, fire: true }, 0)
  queue.put({ move: 5, fire: false }, 0)
  t.equal(sent(queue, 11), '2@11 5! 3@12 5')
  t.equal(sent(queue, 12), undefined)
  queue.put({ move: 6, fire: false }, 0)
  t.equal(sent(queue, 12), undefined, 'tick 12 has its command')
  t.equal(sent(queue, 13), '4@13 6')
})

t.test('a held button that is released is released at once', async (t) => {
  const queue = new CommandQueue<Steer>(SteerCommand)
  queue.put({ move: 0, fire: true }, 0)
  t.equal(sent(queue, 1), '1@1 0!')
  queue.put({ move: 1, fire: true }, 0)
  queue.put({ move: 1, fire: false }, 0)
  t.equal(sent(queue, 2), '2@2 1')
})

t.test('the round trip leaves out what the command waited for', async (t) => {
  const queue = new CommandQueue<Steer>(SteerCommand)
  queue.put({ move: 1, fire: false }, 0)
  queue.take(100.4, 2.2, 0, 1_000)
  // Sent at 1000, 70 ms early for tick 103, reported by the snapshot of 104 at 1220: 220 - 50 - 70.
  t.equal(queue.roundTripMs(1, 104, 50, 70, 1_220), 100)
  t.ok(Math.abs(queue.neededLead(1, 70 / 50) - 1.2) < 1e-9, 'for tick 103, from 100.4 on, 1.4 ticks early')
  t.notOk(queue.remembers(2), 'never sent')
})

t.test('a command says what its player was shown when the input came about, not when it left', async (t) => {
  const queue = new CommandQueue<Steer>(SteerCommand)
  const viewOf = (targetTick: number, received: number) => commandsOf(queue.take(targetTick, 0, received, 0)!)[0]!.view
  queue.put({ move: 0, fire: false }, 7.99)
  t.equal(viewOf(10, 9), 7.9375, 'in sixteenths, never newer than it was')
  queue.put({ move: 0, fire: true }, 8.5)
  queue.put({ move: 0, fire: true }, 8.75)
  queue.put({ move: 0, fire: false }, 9.25)
  t.equal(viewOf(11, 9), 8.5, 'the press counts')
  queue.put({ move: 1, fire: false }, 9.5)
  queue.put({ move: 2, fire: false }, 9.75)
  t.equal(viewOf(13, 9), 9, 'nobody has seen more than has arrived')
})
