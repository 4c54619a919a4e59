// The rpc bench's own correctness: every server answers every client with the greeting, and whatever is no greeting is noticed.

import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import t from 'tap'
import { ServerChild } from '../server-child.js'
import type { OpenClient } from './call-client.js'
import { CallerPool } from './caller-pool.js'
import { ClosedLoop } from './closed-loop.js'
import { callTemplate, NAME, replyTemplate } from './greeting.js'
import { overGrpc } from './grpc-client.js'
import type { OurReady } from './our-server.js'
import type { PeerReady } from './peer-ready.js'
import { overTcp, overWebSocket } from './thrift-client.js'

/** From one connection after another, so many answers in all. */
function answers(open: OpenClient, address: string, wanted: number, depth = 4): Promise<void> {
  return new Promise((resolve, reject) => {
    let left = wanted
    const client = open(address, depth, {
      answered(slot) {
        left--
        client.then((opened) => {
          if (left > 0) opened.call(slot)
          else opened.close()
        })
        if (left === 0) resolve()
      },
      failed: reject,
    })
    client.then((opened) => {
      for (let slot = 0; slot < depth; slot++) opened.call(slot)
    }, reject)
  })
}

async function start<Ready>(script: string): Promise<Ready> {
  const server = await ServerChild.start<Ready>(new URL(script, import.meta.url))
  t.teardown(() => server.stop())
  return server.ready
}

const [ours, apache, grpc] = await Promise.all([
  start<OurReady>('./our-server.js'),
  start<PeerReady>('./apache-server.js'),
  start<PeerReady>('./grpc-server.js'),
])

t.test('every server greets, call after call, several at a time', async (t) => {
  await answers(overWebSocket('Greeter'), ours.rpc, 200)
  await answers(overTcp('Greeter'), ours.tcp, 200)
  await answers(overTcp(''), apache.address, 200)
  await answers(overGrpc, grpc.address, 50)
  t.pass('all replies were right to the last byte')
})

t.test('a reply that is no greeting is a failure, not an answer', async (t) => {
  const unknown = /a reply that is no greeting: .*unknown service or method/
  await t.rejects(answers(overWebSocket('Nobody'), ours.rpc, 1), { message: unknown })
  await t.rejects(answers(overTcp('Nobody'), ours.tcp, 1), { message: unknown })
  await t.rejects(answers(overTcp('Nobody'), apache.address, 1), { message: /no greeting: .*Unknown function/ })
})

t.test('another reply than the one that is due is a failure', async (t) => {
  const server = createServer((socket) => {
    socket.once('data', () => {
      const { bytes, seqidAt } = replyTemplate()
      bytes.writeInt32BE(77, seqidAt)
      const length = Buffer.alloc(4)
      length.writeInt32BE(bytes.length)
      // In two pieces: what comes apart must be put together.
      socket.write(Buffer.concat([length, bytes.subarray(0, 10)]), () => socket.end(bytes.subarray(10)))
    })
  }).listen(0, '127.0.0.1')
  t.teardown(() => server.close())
  await once(server, 'listening')
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`
  await t.rejects(answers(overTcp(''), address, 1, 1), { message: /no greeting: .*Hello, Tickwire!/ })
})

t.test('a connection that cannot be had, or is cut, is a failure', async (t) => {
  const server = createServer((socket) => socket.once('data', () => socket.destroy())).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`
  await t.rejects(answers(overTcp(''), address, 1), { message: /closed|cut|ECONNRESET/ })
  server.close()
  await once(server, 'close')
  await t.rejects(answers(overTcp(''), address, 1), { message: /ECONNREFUSED/ })
  await t.rejects(answers(overWebSocket(''), `ws://${address}/rpc`, 1), { message: /closed 1006/ })
})

t.test('the loop counts what is answered between begin and end', async (t) => {
  const loop = new ClosedLoop((error) => t.fail(error.message))
  await loop.start(overWebSocket('Greeter'), ours.rpc, 2, 3)
  const before = loop.end()
  t.equal(before.calls, 0, 'nothing counts before begin')
  loop.begin()
  await new Promise((resolve) => setTimeout(resolve, 200))
  const { calls, elapsedMs } = loop.end()
  t.ok(calls > 20 && elapsedMs >= 199, `${calls} calls in ${elapsedMs} ms`)
  loop.close()
})

t.test('callers in threads count all their calls, and tell the first thing that goes wrong', async (t) => {
  const pool = new CallerPool({ client: 'tcp', address: ours.tcp, connections: 3, depth: 2 })
  await pool.calling()
  pool.begin()
  await new Promise((resolve) => setTimeout(resolve, 200))
  const { calls, callsPerSecond, p50Ms, p99Ms } = await pool.end()
  await pool.stop()
  t.ok(calls > 20 && callsPerSecond > calls, `${calls} calls, ${callsPerSecond} a second`)
  t.ok(p50Ms > 0 && p50Ms <= p99Ms && p99Ms < 200, `${p50Ms} ms, ${p99Ms} ms`)
  // Apache's server knows no service names.
  const wrong = new CallerPool({ client: 'tcp', address: apache.address, connections: 1, depth: 1 })
  const untilItFails = async (): Promise<never> => {
    for (;;) {
      await wrong.calling()
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  await t.rejects(untilItFails(), { message: /^tcp 127.0.0.1:\d+: a reply that is no greeting/ })
  await wrong.stop()
})

t.test('calls and replies are plain Thrift', async (t) => {
  t.equal(callTemplate('Greeter').bytes.toString('latin1', 0, 24), '\x80\x01\x00\x01\x00\x00\x00\x10Greeter:SayHello')
  t.ok(replyTemplate().bytes.includes(`Hello, ${NAME}!`))
})
