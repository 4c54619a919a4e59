// A server under measurement, from outside: what it uses is seen, its death is told, and none is left behind.

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import type { BusyArgs, BusyReady } from './busy-server.test.helper.js'
import { ServerChild } from './server-child.js'

const SCRIPT = new URL('./busy-server.test.helper.js', import.meta.url)

const start = (args: BusyArgs = {}) => ServerChild.start<BusyReady>(SCRIPT, args)

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await pause(10)
}

/** CPU time that a server uses in 400 ms. */
async function usedMs(server: ServerChild<BusyReady>): Promise<number> {
  const before = await server.usage()
  await pause(400)
  return (await server.usage()).cpuMs - before.cpuMs
}

t.test('what a server uses is seen, what it does not use is not', async (t) => {
  const [busy, idle] = await Promise.all([start({ burns: true }), start()])
  t.teardown(() => Promise.all([busy.stop(), idle.stop()]))
  const [busyMs, idleMs] = await Promise.all([usedMs(busy), usedMs(idle)])
  t.ok(busyMs > 50 && busyMs > 5 * idleMs, `busy ${busyMs} ms, idle ${idleMs} ms`)
  t.ok((await idle.usage()).rssMb > 10)
})

t.test('its own words reach the parent, and stopping ends it', async (t) => {
  const server = await start()
  const { pid } = server.ready
  t.ok(isAlive(pid))
  await server.stop()
  t.notOk(isAlive(pid))
  await server.stop()
})

t.test('one that dies is told when it is asked', async (t) => {
  const server = await start()
  process.kill(server.ready.pid, 'SIGKILL')
  await t.rejects(server.usage(), { message: /the server ended by itself \(SIGKILL\)/ })
})

t.test('one that has been dead for some time is told, too', async (t) => {
  const server = await start({ exitCode: 3 })
  await gone(server.ready.pid)
  await pause(50)
  await t.rejects(server.usage(), { message: /the server ended by itself \(exit code 3\)/ })
})

t.test('one that does not come up is told with its script', async (t) => {
  await t.rejects(start({ fails: true }), { message: /busy-server.test.helper.js did not start: .*exit code 4/ })
})

t.test('a parent that is killed leaves no server behind', async (t) => {
  const parent = fork(new URL('./orphan-parent.test.helper.js', import.meta.url))
  const [pid] = (await once(parent, 'message')) as [number]
  t.ok(isAlive(pid))
  parent.kill('SIGKILL')
  await gone(pid)
})
