// The load against real servers: it counts what they send, notices one that is slower, and takes no round for good in
// which a client was refused or cut.

import { RawSocket } from '@tickwire/loadtest/raw-socket'
import { ServerFrame } from '@tickwire/protocol'
import t, { type Test } from 'tap'
import { floorOf } from '../benches/floor.js'
import { TICK_RATE_HZ } from '../movers/movers.js'
import { compare } from '../rounds.js'
import { ServerChild } from '../server-child.js'
import type { FloorReady } from '../servers/floor.js'
import type { TickwireArgs, TickwireReady } from '../servers/tickwire.js'
import { Load } from './load.js'
import { type Contender, type MeasuredWindow, measureWindow, underLoad } from './under-load.js'

const never = new AbortController().signal

function ours(args: Partial<TickwireArgs>): Contender {
  const script = new URL('../servers/tickwire.js', import.meta.url)
  return { protocol: 'tickwire', script, args: { movers: 50, seed: 1, ...args } }
}

function measured(server: Contender, clients: number): Promise<MeasuredWindow> {
  return underLoad(server, clients, never, (load, child) => measureWindow(load, child, 1))
}

async function started(t: Test, { script, args }: Contender): Promise<ServerChild<TickwireReady>> {
  const server = await ServerChild.start<TickwireReady>(script, args)
  t.teardown(() => server.stop())
  return server
}

t.test('five clients get twenty snapshots a second each, which cost little', async (t) => {
  const window = await measured(ours({}), 5)
  t.ok(Math.abs(window.messages / (5 * TICK_RATE_HZ * window.seconds) - 1) < 0.1, `${window.messages} messages`)
  // Fifty movers take less than half a byte each.
  const bytes = window.bytes / window.messages
  t.ok(bytes > 12 && bytes < 40, `${bytes} bytes a snapshot`)
  t.ok(window.cpuMs > 0 && window.cpuMs < 1_000 * window.seconds, `${window.cpuMs} ms of CPU`)
  t.equal(window.sizes.length, window.messages)
})

t.test('rooms hold as many as they are told, and the rates are those of the arguments', async (t) => {
  const window = await measured(ours({ movers: 3, roomsOf: 2, radius: 9_000, tickRateHz: 60, sendRateHz: 30 }), 5)
  t.ok(Math.abs(window.messages / (5 * 30 * window.seconds) - 1) < 0.1, `${window.messages} messages`)
})

t.test('a server that is slowed shows in the ratio of the CPU', async (t) => {
  const cpu = async (burnUs: number) => {
    const { cpuMs, messages } = await measured(ours({ burnUs }), 10)
    return (cpuMs * 1000) / messages
  }
  const subject = { bench: 'test', case: 'slowed', metric: 'CPU', unit: 'us', better: 'lower' } as const
  // 20 ms of each 50 ms tick: many times what ten clients cost.
  const row = compare(subject, [await cpu(20_000)], [await cpu(0)])
  t.ok(row.ratio! > 2, `ratio ${row.ratio}`)
})

t.test('the floor sends the sizes that it was given, in their order', async (t) => {
  const sizes = [40, 300, 2, 70_000, 125, 126]
  const { script, args } = floorOf(sizes)
  const server = await ServerChild.start<FloorReady>(script, args)
  t.teardown(() => server.stop())
  const received: number[] = []
  await new Promise<void>((resolve, reject) => {
    const socket = new RawSocket(new URL('/play', server.ready.url.replace('http', 'ws')).href, {
      opened: () => socket.send(Uint8Array.of(1)),
      message: (message) => {
        if (message[0] !== ServerFrame.snapshot) return
        received.push(message.length)
        if (received.length === 2 * sizes.length) resolve()
      },
      closed: (_code, reason) => reject(new Error(reason)),
    })
    t.teardown(() => socket.close())
  })
  t.same(received, [...sizes, ...sizes])
})

t.test('the floor is read by the same client at the same rate', async (t) => {
  const window = await measured(floorOf([50]), 5)
  t.ok(Math.abs(window.messages / (5 * TICK_RATE_HZ * window.seconds) - 1) < 0.1, `${window.messages} messages`)
  t.equal(window.bytes, 50 * window.messages)
})

t.test('a server that is gone fails the start, with its text', async (t) => {
  const server = await started(t, ours({}))
  const { url } = server.ready
  await server.stop()
  const start = Load.start({ protocol: 'tickwire', url, clients: 3, inputsPerSecond: 1 })
  await t.rejects(start, /^3 tickwire clients: /)
})

t.test('a refused client fails the start, with the reason of the server', async (t) => {
  const server = await started(t, ours({ movers: 2, radius: 100 }))
  const start = Load.start({ protocol: 'tickwire', url: server.ready.url, clients: 3, inputsPerSecond: 1 })
  await t.rejects(start, /^3 tickwire clients: client \d: closed 4\d\d\d the game stopped with an error/)
})

t.test('a client that is cut fails the window, and every one after it', async (t) => {
  const server = await started(t, ours({}))
  const load = await Load.start({ protocol: 'tickwire', url: server.ready.url, clients: 2, inputsPerSecond: 1 })
  t.teardown(() => load.stop())
  const rejected = t.rejects(load.window(30), /^client \d: closed /)
  await server.stop()
  await rejected
  await t.rejects(load.window(1), /^client \d: closed /)
})

t.test('clients that stall get nothing until they read again, and the others all of theirs', async (t) => {
  const stall = { everyClients: 5, seconds: 2, gapMsMax: 125 }
  const window = await underLoad(ours({}), 10, never, (load) => load.window(4, stall))
  // Two of ten had 2 s of 4 s of nothing but what was sent before the server noticed.
  const share = window.messages / (10 * TICK_RATE_HZ * window.seconds)
  t.ok(share > 0.85 && share < 0.98, `${share} of the messages`)
  t.ok(window.intervalP99Ms > 45 && window.intervalP99Ms < 400, `p99 of the others ${window.intervalP99Ms} ms`)
  t.equal(window.backMs.length, 2)
  for (const ms of window.backMs) t.ok(ms >= 0 && ms < 1_000, `back after ${ms} ms`)
  t.equal(window.closed, 0)
})

t.test('a client that the server closes because it stalled is a figure, and fails nothing', async (t) => {
  // Ten seconds without an acknowledgement are too long.
  const stall = { everyClients: 2, seconds: 11, gapMsMax: 125 }
  const window = await underLoad(ours({}), 2, never, (load) => load.window(12, stall))
  t.equal(window.closed, 1)
  t.same(window.backMs, [])
})

t.test('an abort ends a measurement early', async (t) => {
  const abort = new AbortController()
  const round = underLoad(ours({}), 2, abort.signal, async (load) => {
    const window = load.window(60)
    abort.abort()
    return await window
  })
  await t.rejects(round, /closed/)
  await t.rejects(
    underLoad(ours({}), 2, abort.signal, async () => {}),
    { name: 'AbortError' },
  )
})
