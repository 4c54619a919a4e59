// A server of its own under a load of its own, warmed up, for as long as it is measured. Every round starts like this: what a
// process has seen before must not favour anybody.

import { setTimeout as pause } from 'node:timers/promises'
import type { Usage } from '../measured.js'
import { ServerChild } from '../server-child.js'
import { Load, type LoadWindow } from './load.js'
import type { ProtocolName } from './protocols.js'

/** Between the last join and the measurement: initial entities arrive, hot code gets compiled. */
const WARM_UP_MS = 2_000

/** Of one client unless its contender says otherwise: a change of mind every 200 ms. */
const INPUTS_PER_SECOND = 5

/** One of those who are compared. */
export interface Contender {
  readonly protocol: ProtocolName
  /** A compiled server that calls `serveMeasured` with its `url`, and its arguments. */
  readonly script: URL
  readonly args: object
  /** Of one client. */
  readonly inputsPerSecond?: number
  /** Each client comes from an address of its own. */
  readonly ownAddresses?: boolean
}

/** A window, and what the server used in it. */
export interface MeasuredWindow extends LoadWindow {
  readonly cpuMs: number
}

/** Starts both, measures, and stops both, however it ends. @param signal - ends it early */
export async function underLoad<Ready extends { readonly url: string }, R>(
  { protocol, script, args, inputsPerSecond = INPUTS_PER_SECOND, ownAddresses = false }: Contender,
  clients: number,
  signal: AbortSignal,
  measure: (load: Load, server: ServerChild<Ready>) => Promise<R>,
): Promise<R> {
  signal.throwIfAborted()
  const server = await ServerChild.start<Ready>(script, args)
  // Without its server the load fails at once, and with it whoever waits for it.
  const stop = () => void server.stop()
  signal.addEventListener('abort', stop)
  try {
    const load = await Load.start({ protocol, url: server.ready.url, clients, inputsPerSecond, ownAddresses })
    try {
      await pause(WARM_UP_MS)
      return await measure(load, server)
    } finally {
      await load.stop()
    }
  } finally {
    signal.removeEventListener('abort', stop)
    await server.stop()
  }
}

/** What the clients receive in `seconds`, and what that costs the server. */
export async function measureWindow(
  load: Load,
  server: { usage(): Promise<Usage> },
  seconds: number,
): Promise<MeasuredWindow> {
  const before = await server.usage()
  const window = await load.window(seconds)
  const after = await server.usage()
  return { ...window, cpuMs: after.cpuMs - before.cpuMs }
}
