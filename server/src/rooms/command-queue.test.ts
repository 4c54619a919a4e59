import type { CommandFrame, CommandType } from '@tickwire/protocol'
import { CommandTable } from '@tickwire/simulation'
import t from 'tap'
import { COMMAND_AHEAD_TICKS_MAX, COMMANDS_WAITING_MAX, CommandQueue } from './command-queue.js'

class Keys extends CommandTable {
  readonly move = new Int32Array(this.capacity)
  readonly fire = new Uint8Array(this.capacity)
}

const command: CommandType<object, Keys> = {
  name: 'Keys',
  fieldCount: 2,
  edges: [1],
  createTable: (playersMax) => new Keys(playersMax),
  quantise: () => {},
  write: () => {},
  read: () => {},
  store(fields, at, table, index) {
    table.move[index] = fields[at]!
    table.fire[index] = fields[at + 1]!
  },
}

/** A frame with one command. */
function frame(seq: number, targetTick: number, move = 0, fire = 0, viewTick = 0): CommandFrame {
  return {
    lastTickReceived: 0,
    viewTick,
    count: 1,
    seq: Uint32Array.of(seq),
    targetTick: Uint32Array.of(targetTick),
    fields: Int32Array.of(move, fire),
  }
}

/** Arrives 30 ms before the next tick, at 20 Hz. */
function receive(queue: CommandQueue, commands: CommandFrame, nextTick: number): void {
  queue.receive(commands, nextTick, 30, 50)
}

/** The commands that a tick consumes: [seq, move, fire]. */
function take(queue: CommandQueue, tick: number): number[][] {
  const keys = new Keys(1)
  queue.take(tick, 0, keys)
  return Array.from({ length: keys.count }, (_, i) => [keys.seq[i]!, keys.move[i]!, keys.fire[i]!])
}

t.test('rule 6: a command is consumed at its target tick, not before', async (t) => {
  const queue = new CommandQueue(command)
  receive(queue, frame(1, 12, 5), 10)
  t.same(take(queue, 10), [])
  t.same(take(queue, 11), [])
  t.same(take(queue, 12), [[1, 5, 0]])
  t.equal(queue.appliedSeq, 1)
  t.equal(queue.appliedSlackMs, 30 + 2 * 50)
  t.equal(queue.substituted, 0)
})

t.test('rule 6: late commands catch up two a tick, and the ticks without them are counted', async (t) => {
  const queue = new CommandQueue(command)
  for (let tick = 1; tick <= 10; tick++) take(queue, tick)
  for (let seq = 1; seq <= 5; seq++) receive(queue, frame(seq, 5 + seq, seq), 11)
  t.same(
    take(queue, 11).map(([seq]) => seq),
    [1, 2],
  )
  t.same(
    take(queue, 12).map(([seq]) => seq),
    [3, 4],
  )
  t.same(
    take(queue, 13).map(([seq]) => seq),
    [5],
  )
  t.equal(queue.substituted, 5 + 4 + 4 + 3 + 3)
})

t.test(
  'sending faster than the tick rate gains nothing: without credit commands are dropped, their edges are not',
  async (t) => {
    const queue = new CommandQueue(command)
    let seq = 0
    let consumed = 0
    let fired = 0
    const ticks = 200
    for (let tick = 1; tick <= ticks; tick++) {
      for (let i = 0; i < 3; i++) receive(queue, frame(++seq, tick, 0, seq % 50 === 0 ? 1 : 0), tick)
      const taken = take(queue, tick)
      consumed += taken.length
      fired += taken.filter(([, , fire]) => fire === 1).length
    }
    receive(queue, frame(++seq, ticks + 1), ticks + 1) // a dropped edge waits for the next command
    for (let tick = ticks + 1; tick <= ticks + COMMANDS_WAITING_MAX; tick++) {
      fired += take(queue, tick).filter(([, , fire]) => fire === 1).length
    }
    t.ok(consumed <= ticks + COMMANDS_WAITING_MAX, `${consumed} commands in ${ticks} ticks`)
    t.ok(queue.dropped > 0)
    t.equal(fired, Math.floor((3 * ticks) / 50), 'no shot is lost')
  },
)

t.test('rule 6: a full queue drops the oldest and leaves its edge to the next', async (t) => {
  const queue = new CommandQueue(command)
  receive(queue, frame(1, 20, 9, 1), 10)
  for (let seq = 2; seq <= COMMANDS_WAITING_MAX + 1; seq++) receive(queue, frame(seq, 20 + seq), 10)
  t.equal(queue.dropped, 1)
  t.same(take(queue, 22), [[2, 0, 1]])
})

t.test('commands that came twice, out of order, or from the far future are refused', async (t) => {
  const queue = new CommandQueue(command)
  receive(queue, frame(5, 11), 10)
  receive(queue, frame(5, 11), 10)
  receive(queue, frame(4, 11), 10)
  receive(queue, frame(6, 10 + COMMAND_AHEAD_TICKS_MAX + 1), 10)
  receive(queue, frame(0xffffffff, 0xffffffff), 10)
  t.equal(queue.refused, 4)
  t.same(
    take(queue, 11).map(([seq]) => seq),
    [5],
  )
})

t.test('a command from the distant past counts a bounded number of ticks', async (t) => {
  const queue = new CommandQueue(command)
  receive(queue, frame(1, 0), 1_000_000)
  take(queue, 1_000_000)
  t.equal(queue.substituted, COMMAND_AHEAD_TICKS_MAX)
})

/** The view lag after a tick that consumes one command with this view. */
function lagAfter(queue: CommandQueue, tick: number, viewTick: number): number {
  receive(queue, frame(tick, tick, 0, 1, viewTick), tick)
  take(queue, tick)
  return queue.viewLag
}

t.test('rule 11: the view lag is what the applied command saw, and holds with it', async (t) => {
  const queue = new CommandQueue(command, 10)
  t.equal(queue.viewLag, 0)
  t.equal(lagAfter(queue, 100, 95.5), 4.5)
  take(queue, 101)
  t.equal(queue.viewLag, 4.5, 'a tick later, it sees a tick later')
  receive(queue, frame(101, 102, 0, 1, 97), 105)
  take(queue, 105)
  t.equal(queue.viewLag, 8, 'a late command still means what its player saw')
  t.equal(queue.clampedViews, 0)
  queue.letGo(106)
  take(queue, 106)
  t.equal(queue.viewLag, 0, 'who is lost looks nowhere')
})

t.test('rule 11: a view that goes back, or too far back, is clamped and counted', async (t) => {
  const queue = new CommandQueue(command, 10)
  t.equal(lagAfter(queue, 100, 95), 5)
  t.equal(lagAfter(queue, 101, 92), 6, 'not before the newest that was said')
  t.equal(queue.clampedViews, 1)
  t.equal(lagAfter(queue, 102, 95), 7)
  t.equal(queue.clampedViews, 1)
  t.equal(lagAfter(queue, 130, 96), 10, 'as old as may be')
  t.equal(queue.clampedViews, 2)
  queue.restart()
  t.equal(queue.viewLag, 0)
  t.equal(lagAfter(queue, 131, 90), 10, 'another connection begins anew, within the same limit')
  t.equal(queue.clampedViews, 3)
})

t.test('where nothing is rewound views do not matter', async (t) => {
  const queue = new CommandQueue(command)
  t.equal(lagAfter(queue, 100, 95), 0)
  t.equal(lagAfter(queue, 101, 3), 0)
  t.equal(queue.clampedViews, 0)
})
