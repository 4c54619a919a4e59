// The golden vectors of the fast path: frames made by a scripted field game, with what a decoder must hold after each. A
// second implementation, written from docs/WIRE.md alone, checks itself against test/vectors/field.json. Regenerate after a
// deliberate change of the wire: node test/dist/src/golden-vectors.js --write

import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Replica } from '@tickwire/client/replica'
import {
  angleResidual,
  BitWriter,
  encodeAck,
  encodeHello,
  encodeTicked,
  encodeWelcome,
  newCommandFrame,
  PROTOCOL_VERSION,
  ServerFrame,
  writeCommands,
  writeRate,
  writeResidual,
  writeText,
  writeVaruint,
} from '@tickwire/protocol'
import { Replicator } from '@tickwire/server/testing'
import { FieldWorld, fieldSchema, type OwnAvatar, SteerCommand } from '../gen-nodejs/field.state.js'

const FILE = fileURLToPath(new URL('../../vectors/field.json', import.meta.url))

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

interface CodeVector {
  readonly code: string
  readonly arguments: readonly (number | string)[]
  /** Bits in the order of the stream. */
  readonly bits: string
}

interface SnapshotVector {
  readonly tick: number
  readonly what: string
  readonly frame: string
  /** After the snapshot: entity ids known, and the hash over them (WIRE.md, "Checking a decoder"). */
  readonly entities: readonly number[]
  readonly hash: number
  readonly own: object | null
  readonly events: readonly unknown[]
}

export interface GoldenVectors {
  readonly protocolVersion: number
  readonly schema: string
  readonly schemaHash: string
  readonly codes: readonly CodeVector[]
  readonly frames: Readonly<Record<string, string>>
  readonly snapshots: readonly SnapshotVector[]
}

export function readVectors(): GoldenVectors {
  return JSON.parse(readFileSync(FILE, 'utf8')) as GoldenVectors
}

export function makeVectors(): GoldenVectors {
  return {
    protocolVersion: PROTOCOL_VERSION,
    schema: 'test/idl/field.thrift',
    schemaHash: fieldSchema.hash,
    codes: codeVectors(),
    frames: frameVectors(),
    snapshots: snapshotVectors(),
  }
}

function codeVectors(): CodeVector[] {
  const vector = (code: string, args: (number | string)[], write: (w: BitWriter) => void): CodeVector => {
    const w = new BitWriter(64)
    write(w)
    const bytes = w.bytes()
    let bits = ''
    for (let i = 0; i < w.bitLength; i++) bits += (bytes[i >>> 3]! >>> (i & 7)) & 1
    return { code, arguments: args, bits }
  }
  return [
    ...[0, 1, -1, 2, -2, 3, -10, 11, -74, 75].map((residual) =>
      vector('residual', [residual, 1_000, 16], (w) => writeResidual(w, residual, 1_000, 16)),
    ),
    ...[0, 1, 7, 8, 1_000, 4_294_967_295].map((value) =>
      vector('varuint', [value, 3], (w) => writeVaruint(w, value, 3)),
    ),
    ...[0, -1, 1, 50, -50].map((rate) => vector('rate', [rate], (w) => writeRate(w, rate))),
    ...[
      [3, 3],
      [250, 5],
      [5, 250],
      [0, 128],
    ].map(([last, now]) =>
      vector('angle', [last!, now!, 8], (w) => writeResidual(w, angleResidual(last!, now!, 8), now!, 8)),
    ),
    ...['', 'Ada', 'Zoë'].map((text) => vector('text', [text, 24], (w) => writeText(w, text, 24))),
  ]
}

function frameVectors(): Record<string, string> {
  const commands = newCommandFrame(SteerCommand)
  commands.lastTickReceived = 100
  commands.count = 2
  commands.seq.set([7, 8])
  commands.targetTick.set([103, 104])
  const scratch = new Int32Array(SteerCommand.fieldCount)
  SteerCommand.quantise({ moveX: 127, moveY: -3, fire: true }, scratch)
  commands.fields.set(scratch, 0)
  SteerCommand.quantise({ moveX: 0, moveY: 0, fire: false }, scratch)
  commands.fields.set(scratch, SteerCommand.fieldCount)
  const w = new BitWriter(128)
  writeCommands(commands, SteerCommand, w)
  return {
    hello: hex(encodeHello({ protocolVersion: 1, schemaHash: fieldSchema.hash, seatToken: 'seat-token-1' })),
    welcome: hex(encodeWelcome({ tick: 41, tickRateHz: 20, emissionInterval: 1, seat: 2 })),
    ack: hex(encodeAck(41)),
    commands: hex(w.bytes()),
    reply: hex(encodeTicked(ServerFrame.reply, 42, Uint8Array.of(0x82, 0x41))),
  }
}

/** One client's view of a scripted field: every part of a snapshot occurs, each step says which. */
function snapshotVectors(): SnapshotVector[] {
  const world = new FieldWorld(1, { avatar: 4, chest: 4, score: 4 })
  const replicator = new Replicator(fieldSchema, world, 300)
  const vectors: SnapshotVector[] = []
  let events: unknown[] = []
  let packet: Uint8Array | undefined
  let takes = true
  const client = replicator.createClient(
    0,
    {
      send: (bytes) => {
        if (!takes) return 2
        packet = bytes.slice()
        return 1
      },
      bufferedBytes: () => 0,
    },
    40,
  )
  const replica = new Replica(fieldSchema, 40, 1, {
    entered: () => {},
    left: () => {},
    event: (type, event) => events.push({ [type.name]: event }),
  })
  let tick = 40
  const step = (what: string): void => {
    tick++
    world.snap()
    events = []
    packet = undefined
    replicator.follow(client, world.avatar.id[0]!)
    replicator.emit(tick, [client])
    replicator.send(client, tick * 50, 1)
    client.congestion.acknowledge(client.lastTick, tick * 50)
    if (packet === undefined) return
    const failure = replica.apply(packet)
    if (failure !== undefined) throw new Error(`${what}: ${failure}`)
    vectors.push({
      tick,
      what,
      frame: hex(packet),
      entities: [...replica.entities.keys()].sort((a, b) => a - b),
      hash: replica.hash(),
      own: replica.own === undefined ? null : ownOf(replica.own as OwnAvatar),
      events,
    })
  }
  const { avatar, chest, score } = world
  const place = (row: number, x: number, y: number, name: string): void => {
    avatar.x[row] = x
    avatar.y[row] = y
    avatar.name[row] = name
    avatar.health[row] = 100
  }
  place(avatar.spawn(), 100, 100, 'Ada')
  place(avatar.spawn(), 150, 120, 'Grace')
  const box = chest.spawn()
  chest.x[box] = 90
  chest.y[box] = 80
  score.player[score.spawn()] = 'Ada'
  step('first snapshot: owner record of another avatar, three enters, initial complete')
  for (let i = 0; i < 4; i++) {
    avatar.x[1] = avatar.x[1]! + 5
    avatar.x[0] = avatar.x[0]! + 1.25
    step('residuals of a mover, changes of the owner record')
  }
  avatar.health[1] = 64
  avatar.heading[1] = 1
  client.commandSeq = 3
  client.slackMs = -12
  client.substituted = 1
  step('other fields change, an angle turns, a command is acknowledged')
  avatar.x[1] = 20
  avatar.y[1] = 30
  avatar.jump(1)
  step('a jump')
  for (let i = 0; i < 5; i++) step('nothing moves: entities fall asleep')
  chest.open[box] = 1
  step('a sleeper wakes')
  world.explosion.emit(110, 95)
  world.granted.emit(0, 17)
  world.announced.emit('Grace opened a chest ✓')
  step('events: unreliable in the area, reliable to the owner and to all')
  takes = false
  avatar.x[1] = 26
  step('dropped')
  takes = true
  avatar.x[1] = 32
  step('a snapshot was missed: the tick is written, the awake entity is refreshed')
  avatar.destroy(1, 9)
  step('a leave with a cause')
  place(avatar.spawn(), 60, 60, 'Edsger')
  step('a spawn takes the freed slot')
  rims(world, step)
  avatar.destroy(0)
  step('the own avatar is gone')
  return vectors
}

/** What the first steps leave out: the rims of ranges, wraps, several changes at once. */
function rims({ avatar, chest, score }: FieldWorld, step: (what: string) => void): void {
  for (let i = 0; i < 4; i++) {
    avatar.x[1] = Math.max(0, avatar.x[1]! - 25)
    avatar.heading[1] = 6.2 + i * 0.1
    avatar.heading[0] = 6.2 + i * 0.1
    step('a negative rate runs into 0, angles turn through 0, in the entity and in the owner record')
  }
  avatar.x[1] = 500
  avatar.jump(1)
  step('a jump out of motion')
  score.player[0] = 'Ada 🚀'
  step('a text changes')
  const boxes = [chest.spawn(), chest.spawn()]
  boxes.forEach((row, i) => {
    chest.x[row] = 110 + i
    chest.y[row] = 110
  })
  step('two spawns at once')
  for (let i = 0; i < 6; i++) step('and asleep')
  for (const row of boxes) chest.destroy(row)
  step('two leaves at once')
  const again = [avatar.spawn(), chest.spawn()]
  avatar.x[again[0]!] = 130
  avatar.y[again[0]!] = 130
  chest.x[again[1]!] = 95
  chest.y[again[1]!] = 95
  step('two types enter at once, into slots freed last first')
  for (let i = 0; i < 25; i++) {
    avatar.x[again[0]!] = avatar.x[again[0]!]! + 20
    step('out of sight, after its least stay')
  }
}

function ownOf({ id, x, y, heading, health, name, ammo, stance, cooldown }: OwnAvatar): object {
  return { id, x, y, heading, health, name, ammo, stance, cooldown }
}

if (process.argv[2] === '--write') writeFileSync(FILE, `${JSON.stringify(makeVectors(), undefined, 1)}\n`)
