// Is the peer used right, and do its bytes carry what we think? A client of its own decoder joins a real server and is held
// against the movers themselves, stepped beside it: after each patch by one tick.

import { type Decoder, decode, type Iterator, type MapSchema, Reflection, type Schema } from '@colyseus/schema'
import { RawSocket } from '@tickwire/loadtest/raw-socket'
import { type Test, test } from 'tap'
import { protocol } from '../load/colyseus.js'
import { Movers, WORLD_SIZE } from '../movers/movers.js'
import { ServerChild } from '../server-child.js'
import type { ColyseusArgs, ColyseusReady } from './colyseus.js'

const SEED = 21
const PATCHES = 50

/** A quantised coordinate is at most half a step off. */
const HALF_STEP = WORLD_SIZE / 65_535 / 2 + 1e-9

/** Ticks that a server may have run before the client's full state was made. */
const TICKS_BEFORE_MAX = 400

/** What two movers can gain on each other between two looks of the same client, 4 ticks: at 5 units a tick each. */
const DRIFT = 40

const JOIN_ROOM = 10
const ROOM_STATE = 14

type Positions = Schema & { movers: MapSchema<Schema & { x: number; y: number }> }

/** A client that decodes all it gets, as the real one does. */
class DecodingClient {
  private decoder!: Decoder<Positions>
  private waiting: (() => void) | undefined
  private patches: Uint8Array[] = []
  private socket!: RawSocket
  private readonly client = protocol.newClient(0)
  closed: string | undefined

  static async join(url: string, number: number): Promise<DecodingClient> {
    const { playUrl } = await protocol.seat(url, number)
    const joined = new DecodingClient()
    await new Promise<void>((resolve, reject) => {
      joined.socket = new RawSocket(playUrl, {
        opened: () => {},
        message: (bytes) => joined.receive(bytes, resolve),
        closed: (code, reason) => {
          joined.closed = `${code} ${reason}`
          reject(new Error(joined.closed))
        },
      })
    })
    return joined
  }

  get movers(): Positions['movers'] {
    return this.decoder.state.movers
  }

  /** Applies the next patch. */
  async patch(): Promise<void> {
    while (this.patches.length === 0) {
      await new Promise<void>((resolve) => {
        this.waiting = resolve
      })
    }
    this.decoder.decode(this.patches.shift()!, { offset: 1 })
  }

  sendInput(): void {
    this.socket.send(this.client.input())
  }

  leave(): void {
    this.socket.close()
  }

  private receive(bytes: Uint8Array, ready: () => void): void {
    const copy = Uint8Array.from(bytes)
    if (copy[0] === JOIN_ROOM) this.readHandshake(copy)
    if (copy[0] === ROOM_STATE) {
      this.decoder.decode(copy, { offset: 1 })
      ready()
    }
    if (!this.client.receive(bytes, (answer) => this.socket.send(answer))) return
    this.patches.push(copy)
    this.waiting?.()
  }

  /** Two texts, each with its length before it, then the description of the state. */
  private readHandshake(bytes: Uint8Array): void {
    const it: Iterator = { offset: 1 }
    it.offset += 1 + bytes[it.offset]!
    it.offset += 1 + bytes[it.offset]!
    const length = decode.number(bytes, it)
    this.decoder = Reflection.decode<Positions>(bytes.subarray(it.offset, it.offset + length))
  }
}

/** Joins a server of its own and steps the movers until they stand where the full state says. */
async function joinAligned(t: Test, args: ColyseusArgs, number: number, tolerance: number) {
  const server = await ServerChild.start<ColyseusReady>(new URL('./colyseus.js', import.meta.url), args)
  t.teardown(() => server.stop())
  const client = await DecodingClient.join(server.ready.url, number)
  t.teardown(() => client.leave())
  const movers = new Movers(args.seed, args.movers)
  let ticks = 0
  while (furthestOff(client, movers) > tolerance && ticks++ < TICKS_BEFORE_MAX) movers.step()
  t.ok(ticks <= TICKS_BEFORE_MAX, 'the full state is that of one tick')
  return { client, movers }
}

/** Largest error of a coordinate that the client holds. */
function furthestOff(client: DecodingClient, { x, y }: Movers): number {
  let furthest = 0
  client.movers.forEach((mover, key) => {
    furthest = Math.max(furthest, Math.abs(mover.x - x[Number(key)]!), Math.abs(mover.y - y[Number(key)]!))
  })
  return furthest
}

for (const [transport, fields, tolerance] of [
  ['uws', 'float32', 2 ** -12],
  ['uws', 'quantized', HALF_STEP],
  ['ws', 'quantized', HALF_STEP],
] as const) {
  test(`all movers reach the client: ${fields} over ${transport}`, async (t) => {
    const { client, movers } = await joinAligned(t, { transport, fields, movers: 60, seed: SEED }, 0, tolerance)
    let furthest = 0
    for (let patch = 0; patch < PATCHES; patch++) {
      await client.patch()
      client.sendInput()
      movers.step()
      furthest = Math.max(furthest, furthestOff(client, movers))
    }
    t.ok(furthest <= tolerance, `each patch is one tick: off by ${furthest}`)
    t.equal(client.movers.size, 60)
    t.equal(client.closed, undefined, 'the server took the inputs')
  })
}

test('a view holds those in range, right where they are', async (t) => {
  const radius = 600
  const [number, count] = [7, 300]
  const world: ColyseusArgs = { transport: 'uws', fields: 'quantized', movers: count, seed: SEED, radius }
  const { client, movers } = await joinAligned(t, world, number, HALF_STEP)
  let changes = 0
  let furthest = 0
  const wrong: string[] = []
  for (let patch = 0; patch < PATCHES * 2; patch++) {
    const before = client.movers.size
    await client.patch()
    movers.step()
    if (client.movers.size !== before) changes++
    furthest = Math.max(furthest, furthestOff(client, movers))
    for (let i = 0; i < count; i++) {
      const distance = Math.hypot(movers.x[i]! - movers.x[number]!, movers.y[i]! - movers.y[number]!)
      const seen = client.movers.has(String(i))
      if (seen ? distance > 1.15 * radius + DRIFT : distance < 1.05 * radius - DRIFT) {
        wrong.push(`patch ${patch}: mover ${i} at ${distance} is ${seen ? 'seen' : 'not seen'}`)
      }
    }
  }
  t.same(wrong, [])
  t.ok(furthest <= HALF_STEP, `off by ${furthest}`)
  t.ok(changes > 5, `movers came and went in ${changes} patches`)
})
