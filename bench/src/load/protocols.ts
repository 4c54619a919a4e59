// The contenders' protocols by name. Each is loaded when it is asked for: a worker must not carry the others' packages.

import type { ClientProtocol } from './client-protocol.js'

const PROTOCOLS = {
  tickwire: () => import('./tickwire.js'),
  floor: () => import('./floor.js'),
  colyseus: () => import('./colyseus.js'),
}

export type ProtocolName = keyof typeof PROTOCOLS

export async function loadProtocol(name: ProtocolName): Promise<ClientProtocol> {
  const { protocol } = await PROTOCOLS[name]()
  return protocol
}
