// A play session against a server in the test: hello, snapshots, commands, acknowledgements, held-back answers, and every
// way to end.

import { CloseReason } from '@tickwire/gen-nodejs/common.types.js'
import { greeterService } from '@tickwire/gen-nodejs/greeter.handlers.js'
import {
  BitWriter,
  ClientFrame,
  decodeAck,
  decodeHello,
  decodeTickDigest,
  EnterReason,
  encodeTickDigest,
  encodeTicked,
  Group,
  LeaveReason,
  PROTOCOL_VERSION,
  ServerFrame,
  writeVaruint,
} from '@tickwire/protocol'
import fc from 'fast-check'
import { Packr } from 'msgpackr'
import t from 'tap'
import {
  BangEvent,
  commandsOf,
  FakeNetwork,
  Mover,
  OwnMover,
  SteppedScheduler,
  snapshot,
  TICK_MS,
  toySchema,
  welcome,
} from './bench.test.helper.js'
import { roomCalls } from './call-channel.js'
import { CallError, type Closed } from './errors.js'
import { CONNECT_TIMEOUT_MS } from './play-session.js'
import { Room } from './room.js'
import { answerCall } from './thrift-peer.test.helper.js'

const pack = (value: unknown) => new Packr({ useRecords: false }).pack(value)

function start(report?: (error: unknown) => void) {
  const scheduler = new SteppedScheduler()
  const network = new FakeNetwork()
  const errors: unknown[] = []
  const joined = Room.join({
    url: 'ws://host/play',
    seatToken: 'secret',
    place: { roomId: 'r1', schema: toySchema, service: greeterService, password: undefined },
    openSocket: network.open,
    scheduler,
    openCalls: roomCalls(greeterService, { scheduler, protocol: 'compact', callTimeoutMs: 10_000 }),
    report: report ?? ((error) => errors.push(error)),
  })
  return { scheduler, socket: network.last, joined, errors }
}

/** A room that was welcomed at tick 100, 80 ms after the hello. */
async function play(report?: (error: unknown) => void) {
  const { scheduler, socket, joined, errors } = start(report)
  socket.events.opened()
  scheduler.step(80)
  socket.events.received(welcome(100))
  const room = await joined
  const closes: Closed[] = []
  room.onClose((closed) => closes.push(closed))
  socket.take()
  /** A tick later, a snapshot. */
  const tick = (parts = {}) => {
    scheduler.step(TICK_MS)
    socket.events.received(snapshot(parts))
  }
  return { scheduler, socket, room, closes, errors, tick }
}

async function failure(promise: Promise<unknown>): Promise<CallError> {
  try {
    await promise
  } catch (error) {
    if (error instanceof CallError) return error
  }
  throw new Error('no CallError')
}

t.test('the first frame is a hello', async (t) => {
  const { socket } = start()
  t.same(socket.sent, [])
  socket.events.opened()
  const hello = { protocolVersion: PROTOCOL_VERSION, schemaHash: toySchema.hash, seatToken: 'secret' }
  t.same(decodeHello(socket.sent[0]!), hello)
})

t.test("a refused hello rejects the join with the server's reason", async (t) => {
  const { socket, joined, scheduler } = start()
  socket.events.opened()
  socket.events.closed(4000 + CloseReason.SCHEMA_MISMATCH, 'rebuild it from the same IDL')
  const { code, details } = await failure(joined)
  t.equal(code, 'CLOSED')
  t.same(details.closed, { reason: 6, name: 'SCHEMA_MISMATCH', message: 'rebuild it from the same IDL' })
  t.equal(scheduler.timerCount, 0)
})

t.test('a server that never answers rejects the join', async (t) => {
  const { scheduler, socket, joined } = start()
  scheduler.step(CONNECT_TIMEOUT_MS)
  t.equal((await failure(joined)).details.closed?.name, 'CONNECT_TIMEOUT')
  t.ok(socket.closedWith)
})

t.test('what is there, what happens, what is shown', async (t) => {
  const { room, tick, scheduler } = await play()
  const seen: string[] = []
  room.onEvent(BangEvent, (bang) => seen.push(`bang ${bang.size}`))
  room.onSnapshot((at) => seen.push(`tick ${at}`))
  tick({ own: { id: 5, x: 9 }, enters: [{ id: 7, x: 100 }], bangs: [2] })
  room.onEnter((view, reason) => seen.push(`enter ${view.id} ${reason}`))
  const stop = room.onLeave((view, reason, cause) => seen.push(`leave ${view.id} ${reason} ${cause}`))
  tick({ codes: [10], enters: [{ id: 8, x: 1 }] })
  t.same(
    [...room.of(Mover)].map((view) => view.x),
    [110, 1],
  )
  t.ok(room.own instanceof OwnMover)
  t.equal(room.seat, 3)
  tick({ codes: ['goesOn', 0], leaves: [] })
  tick({ codes: [0], leaves: [{ slot: 1, slotBits: 1 }] })
  stop()
  tick({ leaves: [{ slot: 0, slotBits: 1 }] })
  t.same(seen, [
    'bang 2',
    'tick 101',
    'enter 7 0',
    'enter 8 1',
    'tick 102',
    'tick 103',
    'leave 8 0 9',
    'tick 104',
    'tick 105',
  ])
  tick({ enters: [{ id: 9, x: 100 }] })
  tick({ codes: [10] })
  const [view] = room.of(Mover)
  room.update()
  t.equal(view!.shown.x, 100, 'a snapshot interval in the past')
  scheduler.step(25)
  room.update()
  t.ok(Math.abs(view!.shown.x - 105) < 0.3, `${view!.shown.x}`)
})

t.test('commands go out when they change, for a tick ahead of the server', async (t) => {
  const { room, socket, tick, scheduler } = await play()
  room.sendCommand({ move: 1, fire: false })
  t.same(socket.take(), [], 'no snapshot yet: the tick is not known')
  tick()
  // Snapshot 101 just came: the server is half a round trip past it, and the command needs the other half.
  t.same(socket.take().map(commandsOf), [[{ seq: 1, target: 104, view: 100, move: 1, fire: false }]])
  room.sendCommand({ move: 1, fire: false })
  tick()
  t.same(socket.take(), [])
  room.sendCommand({ move: 2, fire: true })
  room.sendCommand({ move: 3, fire: false })
  t.same(socket.take().map(commandsOf), [[{ seq: 2, target: 105, view: 102, move: 2, fire: true }]])
  scheduler.step(TICK_MS)
  room.update()
  t.same(socket.take().map(commandsOf), [[{ seq: 3, target: 106, view: 102, move: 3, fire: false }]])
})

t.test('a command says at which tick the others are shown: the newest as long as nothing is drawn', async (t) => {
  const { room, socket, tick, scheduler } = await play()
  tick()
  tick()
  room.sendCommand({ move: 1, fire: false })
  t.match(commandsOf(socket.take().at(-1)!), [{ view: 102 }])
  scheduler.step(TICK_MS / 2)
  room.update()
  scheduler.step(TICK_MS / 2)
  tick()
  room.sendCommand({ move: 2, fire: false })
  t.match(commandsOf(socket.take().at(-1)!), [{ view: 101.5 }], 'as of the last frame, an interval in the past')
})

t.test('reports of late commands move the lead', async (t) => {
  const { room, socket, tick } = await play()
  tick()
  const leads = Array.from({ length: 30 }, (_, i) => {
    room.sendCommand({ move: i % 2, fire: false })
    const [command] = commandsOf(socket.take().find((frame) => frame[0] === ClientFrame.commands)!)
    const lead = command!.target - room.stats.tick
    tick({ report: { seqs: 1, slackMs: -100 } })
    return lead
  })
  t.ok(leads.at(-1)! > leads[0]! + 4, leads.join(' '))
  t.equal(room.stats.commandSlackMs, -100)
})

t.test('the round trip of commands is measured', async (t) => {
  const { room, tick } = await play()
  t.equal(room.stats.rttMs, 80, 'of the join')
  tick()
  for (let i = 0; i < 60; i++) {
    room.sendCommand({ move: i % 2, fire: false })
    const target = Math.ceil(room.stats.tick + 2.6)
    // Arrives when it was to be applied minus 70 ms; its report comes with the next snapshot but two.
    tick()
    tick()
    tick({ report: { seqs: 1, slackMs: 70 } })
    t.ok(target <= room.stats.tick)
  }
  t.ok(Math.abs(room.stats.rttMs - 80) < 1, `${room.stats.rttMs}`)
})

t.test(
  'without commands, the message handler acknowledges at once, then every 200 ms, and no timer is needed',
  async (t) => {
    const { socket, tick, scheduler } = await play()
    t.equal(scheduler.timerCount, 0)
    const acks: (number | undefined)[] = []
    for (let i = 0; i < 12; i++) {
      tick()
      for (const frame of socket.take()) acks.push(decodeAck(frame))
    }
    t.same(acks, [101, 105, 109])
  },
)

t.test('commands acknowledge too', async (t) => {
  const { room, socket, tick } = await play()
  for (let i = 0; i < 12; i++) {
    tick()
    room.sendCommand({ move: i % 2, fire: false })
  }
  const [first, ...others] = socket.take()
  t.equal(first![0], ClientFrame.ack, 'of the first snapshot, before any command')
  t.ok(others.every((frame) => frame[0] === ClientFrame.commands))
})

t.test('the end of a skip is acknowledged at once: the server waits for it', async (t) => {
  const { socket } = await play()
  socket.events.received(snapshot())
  socket.take()
  socket.events.received(snapshot({ ticks: 8 }))
  t.same(socket.take().map(decodeAck), [109])
})

t.test('rule 7: an answer is held back until the snapshot of its tick was applied', async (t) => {
  const { room, socket, tick } = await play()
  tick()
  const order: string[] = []
  room.onSnapshot((at) => order.push(`tick ${at}`))
  room.onMessage('emote', (value) => order.push(`emote ${value}`))
  const call = room.calls.SayHello({ name: 'Ada' }).then(({ message }) => order.push(message))
  const reply = await answerCall(socket.take().at(-1)!)
  socket.events.received(encodeTicked(ServerFrame.reply, 103, reply))
  socket.events.received(encodeTicked(ServerFrame.message, 103, pack(['emote', 3])))
  tick()
  await Promise.resolve()
  t.same(order, ['tick 102'])
  tick({ ticks: 3 })
  await call
  t.same(order, ['tick 102', 'emote 3', 'tick 105', 'Hello, Ada!'])
})

t.test('messages of the application', async (t) => {
  const { room, socket } = await play()
  await room.send('emote', { id: 3 })
  t.same(socket.take(), [Uint8Array.of(ClientFrame.message, ...pack(['emote', { id: 3 }]))])
  await t.rejects(room.send('big', 'x'.repeat(5_000)), /send less at once/)
  await t.rejects(room.send('x'.repeat(65), 1), /longer than 64/)
})

t.test('the end of the connection ends pending calls and says why', async (t) => {
  const { room, socket, closes, scheduler } = await play()
  const call = failure(room.calls.SayHello({ name: 'Ada' }))
  socket.events.closed(4000 + CloseReason.ROOM_FAILED, '')
  t.equal((await call).details.closed?.name, 'ROOM_FAILED')
  t.same(closes, [{ reason: CloseReason.ROOM_FAILED, name: 'ROOM_FAILED', message: 'ROOM_FAILED' }])
  t.equal((await failure(room.calls.SayHello({ name: 'Ada' }))).code, 'CLOSED')
  t.equal(scheduler.timerCount, 0)
})

t.test('a connection that is lost without a word says so', async (t) => {
  const { socket, closes } = await play()
  socket.events.closed(1006, '')
  t.match(closes, [{ reason: undefined, name: 'CONNECTION_LOST' }])
})

t.test('leaving closes with NORMAL, once', async (t) => {
  const { room, socket, closes, tick } = await play()
  room.leave()
  room.leave()
  t.match(socket.closedWith, { code: 4000 })
  socket.events.closed(4000, '')
  tick()
  room.sendCommand({ move: 1, fire: false })
  t.same(socket.take(), [])
  t.match(closes, [{ name: 'NORMAL' }])
})

t.test('an error in a callback is reported and harms nothing else', async (t) => {
  const { room, closes, errors, tick } = await play()
  const seen: number[] = []
  room.onEnter(() => {
    throw new Error('mine')
  })
  room.onEnter((view) => seen.push(view.id))
  tick({ enters: [{ id: 1, x: 1 }] })
  t.same(seen, [1])
  t.match(errors, [/mine/])
  t.same(closes, [])
})

t.test('an error handler that throws harms nothing else either', async (t) => {
  const { room, closes, tick, errors } = await play((error) => {
    throw error
  })
  const rethrown: unknown[] = []
  process.once('uncaughtException', (error) => rethrown.push(error))
  room.onEnter(() => {
    throw new Error('mine')
  })
  tick({ enters: [{ id: 1, x: 1 }] })
  t.same([closes, errors, [...room.entities.keys()]], [[], [], [1]])
  await new Promise((resolve) => setImmediate(resolve))
  t.match(rethrown, [/mine/], 'it is thrown outside of the client')
})

t.test('leaving in the middle of a snapshot stops what follows', async (t) => {
  const { room, socket, closes, tick } = await play()
  const seen: string[] = []
  room.onEnter((view) => {
    seen.push(`enter ${view.id}`)
    room.leave()
  })
  room.onEvent(BangEvent, () => seen.push('bang'))
  room.onSnapshot((at) => seen.push(`tick ${at}`))
  const enters = [
    { id: 1, x: 1 },
    { id: 2, x: 2 },
  ]
  tick({ enters, bangs: [3] })
  t.same(seen, ['enter 1'], 'nothing follows onClose')
  t.same(socket.take(), [])
  t.match(closes, [{ name: 'NORMAL' }])
})

t.test('leaving in the callback of a message stops what follows', async (t) => {
  const { room, socket, tick } = await play()
  const seen: string[] = []
  room.onMessage('end', () => room.leave())
  room.onSnapshot((at) => seen.push(`tick ${at}`))
  socket.events.received(encodeTicked(ServerFrame.message, 101, pack(['end', 0])))
  tick()
  t.same(seen, [])
})

t.test('who asks too late why the room is over is told at once', async (t) => {
  const { room, socket } = await play()
  socket.events.closed(4000 + CloseReason.ROOM_CLOSED, 'the match is over')
  const late: Closed[] = []
  room.onClose((closed) => late.push(closed))
  t.match(late, [{ name: 'ROOM_CLOSED', message: 'the match is over' }])
})

for (const [what, frame] of [
  ['a text frame', 'hello'],
  ['an unknown kind', Uint8Array.of(9, 1, 2)],
  ['an empty frame', new Uint8Array(0)],
  ['a broken snapshot', Uint8Array.of(2)],
  ['a check that is cut off', Uint8Array.of(ServerFrame.check, 1, 2, 3)],
  ['a broken resync', Uint8Array.of(ServerFrame.resync, 1)],
  ['a short reply', Uint8Array.of(3, 1, 2)],
  ['a reply that is no Thrift', encodeTicked(ServerFrame.reply, 0, Uint8Array.of(1, 2, 3))],
  ['a message that is no pair', encodeTicked(ServerFrame.message, 0, pack(7))],
  ['a message cut off', encodeTicked(ServerFrame.message, 0, pack(['emote', 'hello']).subarray(0, 8))],
] as const) {
  t.test(`${what} ends the connection with PROTOCOL_ERROR`, async (t) => {
    const { room, socket, closes } = await play()
    const call = failure(room.calls.SayHello({ name: 'Ada' }))
    socket.events.received(frame)
    t.match(closes, [{ reason: CloseReason.PROTOCOL_ERROR, name: 'PROTOCOL_ERROR' }])
    t.equal(socket.closedWith?.code, 4000 + CloseReason.PROTOCOL_ERROR)
    t.equal((await call).code, 'CLOSED')
  })
}

/** A resync to these movers in slots of their order, without an avatar. */
function resync(tick: number, movers: readonly { readonly id: number; readonly x: number }[]): Uint8Array {
  const w = new BitWriter(256)
  w.write(ServerFrame.resync, 8)
  for (const sum of [tick, 0, 0]) w.write(sum, 32)
  w.write(1, 1)
  w.write(0, 1)
  writeVaruint(w, movers.length, Group.count)
  for (const { id, x } of movers) {
    w.write(1, 1)
    writeVaruint(w, id, Group.entity)
    w.write(0, 1)
    w.write(x, 10)
  }
  return w.bytes().slice()
}

t.test('a check with another digest is answered with the own one, and the resync is taken', async (t) => {
  const { room, socket, tick, closes } = await play()
  tick({ enters: [{ id: 7, x: 100 }] })
  tick({ codes: [5] })
  socket.take()
  const view = room.entities.get(7)
  const notices: string[] = []
  room.onEnter(({ id }, reason) => notices.push(`enter ${id} ${reason}`))
  room.onLeave(({ id }, reason) => notices.push(`leave ${id} ${reason}`))
  notices.length = 0 // what was there
  socket.events.received(encodeTickDigest(ServerFrame.check, { tick: 102, digest: 1 }))
  const [mismatch, ...more] = socket.take()
  t.equal(mismatch![0], ClientFrame.mismatch)
  t.same(more, [])
  const own = decodeTickDigest(mismatch!)!
  t.equal(own.tick, 102)
  socket.events.received(encodeTickDigest(ServerFrame.check, own))
  t.same(socket.take(), [], 'the own digest is fine')

  const movers = [
    { id: 8, x: 300 },
    { id: 7, x: 200 },
  ]
  socket.events.received(resync(102, movers))
  t.same(notices, [`enter 8 ${EnterReason.CAME_INTO_VIEW}`])
  t.equal(room.entities.get(7), view)
  view!.showAt(102)
  t.match(view, { x: 200, shown: { x: 200 } }, 'shown where it is, though the tick was shown before')
  tick({ codes: [3, 4] })
  t.match(view, { x: 204 })
  socket.events.received(resync(103, [{ id: 8, x: 300 }]))
  t.same(notices.slice(1), [`leave 7 ${LeaveReason.OUT_OF_RANGE}`])
  t.same(closes, [])
})

t.test('answers for ticks that never come are bounded', async (t) => {
  const { socket, closes } = await play()
  const frame = encodeTicked(ServerFrame.message, 1_000_000, pack(['emote', 1]))
  for (let i = 0; i < 2_048; i++) socket.events.received(frame)
  t.same(closes, [])
  socket.events.received(frame)
  t.match(closes, [{ name: 'PROTOCOL_ERROR' }])
})

t.test('noise never throws: it is taken, or ends the connection with PROTOCOL_ERROR', async (t) => {
  const frames = fc.array(fc.uint8Array({ maxLength: 60 }), { minLength: 1, maxLength: 5 })
  const kinds = fc.array(fc.constantFrom(1, 2, 3, 4), { minLength: 5, maxLength: 5 })
  await fc.assert(
    fc.asyncProperty(frames, kinds, async (bodies, firstBytes) => {
      const { room, socket, closes, errors, tick } = await play()
      room.onMessage('emote', () => {})
      tick({
        enters: [
          { id: 1, x: 1 },
          { id: 2, x: 2 },
        ],
      })
      room.calls.SayHello({ name: 'Ada' }).catch(() => {})
      for (const [i, body] of bodies.entries()) socket.events.received(Uint8Array.of(firstBytes[i]!, ...body))
      room.update()
      if (closes.length > 0 && closes[0]?.name !== 'PROTOCOL_ERROR') throw new Error(closes[0]!.name)
      if (errors.length > 0) throw errors[0]
      room.leave()
    }),
    { numRuns: 500 },
  )
  t.pass()
})
