// The thread that holds the connections of one window, told by `CallerPool` what to do: it says when all calls are under way,
// counts between "begin" and "end", hands over what it counted, and is gone.

import { parentPort, workerData } from 'node:worker_threads'
import type { OpenClient } from './call-client.js'
import { type CallCounts, ClosedLoop } from './closed-loop.js'
import { overTcp, overWebSocket } from './thrift-client.js'

/** How the client speaks, and by which name it calls the service. */
export type ClientKind = 'webSocket' | 'tcp' | 'apacheTcp' | 'grpc'

export interface CallerJob {
  readonly client: ClientKind
  readonly address: string
  readonly connections: number
  /** Calls under way on each. */
  readonly depth: number
}

export type CallerOrder = 'begin' | 'end'
export type CallerNews = { readonly calling: true } | { readonly counts: CallCounts } | { readonly failed: string }

/** Ours offers several services at one address, Apache's server one. grpc-js is loaded by its own callers alone. */
const CLIENTS: Readonly<Record<ClientKind, () => Promise<OpenClient>>> = {
  webSocket: async () => overWebSocket('Greeter'),
  tcp: async () => overTcp('Greeter'),
  apacheTcp: async () => overTcp(''),
  grpc: async () => (await import('./grpc-client.js')).overGrpc,
}

const port = parentPort!
const { client, address, connections, depth } = workerData as CallerJob
const tell = (news: CallerNews): void => port.postMessage(news)
const fail = (error: unknown): void => tell({ failed: error instanceof Error ? error.message : String(error) })

const loop = new ClosedLoop(fail)
port.on('message', (order: CallerOrder) => {
  if (order === 'begin') {
    loop.begin()
    return
  }
  tell({ counts: loop.end() })
  loop.close()
  port.close()
})
try {
  await loop.start(await CLIENTS[client](), address, connections, depth)
  tell({ calling: true })
} catch (error) {
  fail(error)
}
