// Which listener serves the players: uWebSockets, or `ws` where its native library does not load, with a warning that names
// the cause, or when it is asked for.

import type { Log } from '../rpc/reporting.js'
import type { Listen } from './listener.js'
import { loadUws, UwsListener } from './uws-listener.js'
import { WsListener } from './ws-listener.js'

export type ListenerKind = 'auto' | 'uws' | 'ws'

/** @throws Error when uWebSockets must be and does not load */
export async function chooseListener(kind: ListenerKind, log: Log, load = loadUws): Promise<Listen> {
  const withWs: Listen = (options) => WsListener.listen(options)
  if (kind === 'ws') return withWs
  try {
    const uws = await load()
    return (options) => UwsListener.listen(uws, options)
  } catch (error) {
    if (kind === 'uws') throw error
    const cause = error instanceof Error ? error.message : String(error)
    log.warn({ cause }, 'uWebSockets does not load: the ws package serves the players, for more CPU a message')
    return withWs
  }
}
