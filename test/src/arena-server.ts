// A real server with the arena, on free ports of this machine, and real clients for it: for the few tests that must not be
// in memory.

import { createConnection, type Socket } from 'node:net'
import { join as joinPath } from 'node:path'
import arena from '@tickwire/arena'
import { type ArenaWorld, arenaSchema, type Steer } from '@tickwire/arena/schema'
import { type Client, connect, type Room } from '@tickwire/client'
import type { ServiceType } from '@tickwire/protocol'
import { createServer, type ServerOptions, type TickwireServer } from '@tickwire/server'
import type { Test } from 'tap'

export const ANY_PORT = { port: 0, thriftPort: 0, adminPort: 0 }

export interface ChestReport {
  readonly chestId: number
  readonly distance: number
  readonly open: boolean
}

/** The calls of an arena room that tests make. */
export interface ArenaCalls {
  getSelf(): Promise<{
    readonly avatarId: number
    readonly x: number
    readonly y: number
    readonly chests: readonly ChestReport[]
  }>
  getScores(): Promise<{ readonly players: number; readonly lines: readonly { readonly name: string }[] }>
}

export const arenaService = arena.service as ServiceType<ArenaCalls>

export type ArenaRoom = Room<Steer, ArenaCalls>

export interface RunningArena {
  readonly server: TickwireServer
  readonly url: string
  readonly port: number
  readonly thriftPort: number
  readonly adminPort: number
}

/** Listens until the end of the test. */
export async function startArena(t: Test, options: Partial<ServerOptions> = {}): Promise<RunningArena> {
  const checked = { selfCheck: true, dumpDir: joinPath(t.testdirName, 'dumps') }
  const quiet = { logLevel: 'silent', addressLimits: false }
  const server = createServer({ games: [arena], ...ANY_PORT, ...quiet, ...checked, ...options })
  t.teardown(() => stopInSync(server))
  const { http, thrift, admin } = await server.listen()
  const [port, thriftPort, adminPort] = [http, thrift, admin].map((url) => Number(new URL(url).port))
  return { server, url: http, port: port!, thriftPort: thriftPort!, adminPort: adminPort! }
}

/** Stops a server, and throws when one of its clients ever differed from it. */
export async function stopInSync(server: TickwireServer): Promise<void> {
  await server.stop()
  const desyncs = /^tickwire_desyncs_total\b.*$/m.exec(await server.metrics.registry.metrics())
  if (desyncs !== null) throw new Error(desyncs[0])
}

export interface Player {
  readonly client: Client
  readonly room: ArenaRoom
}

/** A player with the SDK, in a room that has sent what is in sight. */
export async function join(t: Test, url: string, displayName: string): Promise<Player> {
  const client = await connect({ url })
  t.teardown(() => client.close())
  await client.login({ displayName })
  const room = await client.quickPlay(arenaSchema, { service: arenaService })
  t.teardown(() => room.leave())
  await snapshots(room, 5)
  return { client, room }
}

/** Waits for so many snapshots. */
export function snapshots(room: ArenaRoom, count: number): Promise<void> {
  return until(room, () => --count <= 0)
}

/** Waits, snapshot by snapshot, until something is so. */
export function until(room: ArenaRoom, condition: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = room.onSnapshot(() => {
      if (!condition()) return
      stop()
      resolve()
    })
    room.onClose((closed) => reject(new Error(`the room is over: ${closed.message}`)))
  })
}

/** Puts the avatar of one player next to another one's, in the server itself. */
export function bringTogether(server: TickwireServer, roomId: string, moved: number, to: number): void {
  const { avatar } = server.app.directory.get(roomId)!.world as ArenaWorld
  const [row, target] = [avatar.rowOf(moved), avatar.rowOf(to)]
  avatar.x[row] = avatar.x[target]!
  avatar.y[row] = avatar.y[target]!
  avatar.jump(row)
}

/** The name of the reason for which a room ends. */
export function closing(room: ArenaRoom): Promise<string> {
  return new Promise((resolve) => room.onClose(({ name }) => resolve(name)))
}

/** A TCP connection that says whatever it is told to. */
export function rawSocket(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host: '127.0.0.1', port }, () => resolve(socket))
    socket.once('error', reject)
  })
}

/** A TCP connection that has become a WebSocket; what it sends is still up to the test. */
export async function rawWebSocket(port: number, path: string): Promise<Socket> {
  const socket = await rawSocket(port)
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
  )
  const answer = await new Promise<Buffer>((resolve) => socket.once('data', resolve))
  if (!answer.toString('latin1').startsWith('HTTP/1.1 101')) throw new Error(answer.toString('latin1'))
  return socket
}

/** A masked frame, as clients send them. */
export function webSocketFrame(opcode: number, payload: Uint8Array): Buffer {
  const length = payload.length < 126 ? Buffer.from([0x80 | payload.length]) : Buffer.alloc(3)
  if (payload.length >= 126) {
    length[0] = 0x80 | 126
    length.writeUInt16BE(payload.length, 1)
  }
  // A mask of zeros leaves the payload as it is.
  return Buffer.concat([Buffer.from([0x80 | opcode]), length, Buffer.alloc(4), payload])
}

/** The code of the close frame that comes, or undefined when the socket just ends. */
export async function closeCode(socket: Socket): Promise<number | undefined> {
  return (await closeFrame(socket))?.code
}

/** The close frame that comes, or undefined when the socket just ends. */
export function closeFrame(socket: Socket): Promise<{ readonly code: number; readonly text: string } | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.once('close', () => {
      const received = Buffer.concat(chunks)
      const at = received.lastIndexOf(0x88)
      resolve(at < 0 ? undefined : { code: received.readUInt16BE(at + 2), text: received.toString('utf8', at + 4) })
    })
    socket.resume()
  })
}
