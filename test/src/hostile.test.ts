// Hostile clients on real sockets: slow handshakes and frames, floods of upgrades and of calls that nobody serves, connections that
// go silent. Each is bounded by a limit that counts, memory stays bounded, and a room's ticks go on. Nothing here
// asserts how fast: machines differ.

import { once } from 'node:events'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { CONNECTION_STRIKES_MAX } from '@tickwire/server/testing'
import t, { type Test } from 'tap'
import {
  type ArenaRoom,
  closeCode,
  join,
  type RunningArena,
  rawSocket,
  rawWebSocket,
  snapshots,
  startArena,
  webSocketFrame,
} from './arena-server.js'
import { heapAfterCollection } from './heap.js'

/** Close codes of the server: 4000 + CloseReason. */
const HELLO_TIMEOUT = 4_001

const BINARY = 2

/** Sockets that may stay open for one address. */
const SOCKETS_MAX = 64

interface Place extends RunningArena {
  readonly room: ArenaRoom
}

/** A server with its limits on, and somebody who plays. */
async function place(t: Test): Promise<Place> {
  const running = await startArena(t, { addressLimits: true })
  const { room } = await join(t, running.url, 'Ada')
  return { ...running, room }
}
