// What the tests of this package stand on: a clock that is stepped, sockets in memory whose far end is the test, a room
// schema of a few fields, and snapshots put together bit by bit as WIRE.md says. Not shipped.

import {
  BitReader,
  BitWriter,
  type CommandFrame,
  type CommandType,
  dequantise,
  EnterReason,
  type EntityType,
  EntityView,
  type EventType,
  encodeWelcome,
  Group,
  type HotReader,
  Motion,
  mix,
  newCommandFrame,
  OwnerKind,
  type OwnView,
  quantise,
  ResidualCodes,
  type RoomSchema,
  readCommands,
  readUint,
  ServerFrame,
  TIME_FACTOR_ONE,
  writeResidual,
  writeVaruint,
  zigzag,
} from '@tickwire/protocol'
import type { CommandTable, World } from '@tickwire/simulation'
import type { Scheduler } from './scheduler.js'
import type { OpenSocket, SocketEvents } from './socket.js'

export class SteppedScheduler implements Scheduler {
  private now = 1_000
  private readonly timers = new Map<number, { dueMs: number; run: () => void }>()
  private made = 0

  nowMs(): number {
    return this.now
  }

  after(delayMs: number, run: () => void): () => void {
    const id = ++this.made
    this.timers.set(id, { dueMs: this.now + delayMs, run })
    return () => {
      this.timers.delete(id)
    }
  }

  step(ms: number): void {
    this.now += ms
    for (const [id, { dueMs, run }] of [...this.timers]) {
      if (dueMs > this.now) continue
      this.timers.delete(id)
      run()
    }
  }

  get timerCount(): number {
    return this.timers.size
  }
}

/** A socket whose server is the test. */
export class FakeSocket {
  readonly sent: Uint8Array[] = []
  closedWith: { code: number; reason: string } | undefined

  constructor(
    readonly url: string,
    readonly events: SocketEvents,
  ) {}

  send(message: Uint8Array): void {
    this.sent.push(message.slice())
  }

  close(code: number, reason: string): void {
    this.closedWith = { code, reason }
  }

  /** What was sent since the last call. */
  take(): Uint8Array[] {
    return this.sent.splice(0)
  }
}

export class FakeNetwork {
  readonly sockets: FakeSocket[] = []
  readonly open: OpenSocket = (url, events) => {
    const socket = new FakeSocket(url, events)
    this.sockets.push(socket)
    return socket
  }

  get last(): FakeSocket {
    return this.sockets[this.sockets.length - 1]!
  }
}

// ---- the schema: one mover on a line of 0 to 1000, one event, a command with an edge ----

const X_MAX = 1000
const X_BITS = 10

export class MoverView extends EntityView {
  readonly type = 0
  private readonly motion = new Motion()
  readonly shown = { x: 0 }

  constructor(id: number) {
    super(id, 1)
  }

  get x(): number {
    return this.motion.last
  }

  protected override readHot(hot: HotReader): void {
    hot.motion(this.motion, X_MAX, X_BITS)
  }

  protected override rest(): void {
    this.motion.rest()
  }

  protected override readJump(r: BitReader): void {
    this.motion.settle(readUint(r, X_MAX, X_BITS))
  }

  protected override readCold(): void {}

  protected override readBaseline(r: BitReader): void {
    this.turned = 0
    this.readJump(r)
  }

  override readOnce(): void {}
  override hashInto(): void {}

  protected override sample(out: Float64Array, at: number): void {
    out[at] = this.x
  }

  protected override show(s: Float64Array, from: number, to: number, part: number): void {
    this.shown.x = mix(s[from]!, s[to]!, part)
  }
}

export class OwnMover implements OwnView {
  x = 0

  constructor(readonly id: number) {}

  readOnce(): void {}

  assign(values: Int32Array): void {
    this.x = values[0]!
  }
}

export const Mover: EntityType<MoverView> = {
  id: 0,
  name: 'Mover',
  audience: 'area',
  extent: 0,
  priority: 1,
  createEncoder: () => {
    throw new Error('not on a client')
  },
  createView: (id) => new MoverView(id),
  owner: {
    fields: ['x'],
    bits: [X_BITS],
    max: [X_MAX],
    linear: [false],
    capture: () => {},
    restore: () => {},
    createTable: () => {
      throw new Error('not predicted here')
    },
    createOwn: (id) => new OwnMover(id),
  },
}

export interface Bang {
  readonly size: number
}

export const BangEvent: EventType<Bang> = {
  id: 0,
  name: 'Bang',
  reliable: true,
  audience: 'all',
  write: () => {},
  read: (r) => ({ size: r.read(4) }),
}

export interface Steer {
  readonly move: number
  readonly fire: boolean
}

export const SteerCommand: CommandType<Steer> = {
  name: 'Steer',
  fieldCount: 2,
  edges: [1],
  createTable: () => {
    throw new Error('not on a client')
  },
  quantise(input, out) {
    out[0] = quantise(input.move, -10, 1, 20)
    out[1] = input.fire ? 1 : 0
  },
  write(fields, at, w) {
    w.write(fields[at]!, 5)
    w.write(fields[at + 1]!, 1)
  },
  read(r, out, at) {
    out[at] = readUint(r, 20, 5)
    out[at + 1] = r.read(1)
  },
  store: () => {},
}

export const toySchema: RoomSchema<World, CommandTable, Steer> = {
  name: 'toy',
  hash: '0123456789abcdef',
  tickRateHz: 20,
  sendRateHz: 20,
  playersMax: 8,
  entities: [Mover],
  teamRecords: [],
  events: [BangEvent],
  command: SteerCommand,
}

// ---- frames ----

export const TICK_MS = 50

export const welcome = (tick: number) => encodeWelcome({ tick, tickRateHz: 20, emissionInterval: 1, seat: 3 })

export interface SnapshotParts {
  /** Ticks since the last snapshot. */
  readonly ticks?: number
  /** Whether snapshots were missed, where the ticks are not the usual one; true unless given. */
  readonly missed?: boolean
  readonly timeFactor?: number
  /** `seqs`: commands applied since the last report. */
  readonly report?: { readonly seqs: number; readonly slackMs: number }
  /** Sends the own avatar for the first time. */
  readonly own?: { readonly id: number; readonly x: number }
  readonly leaves?: readonly { readonly slot: number; readonly slotBits: number }[]
  readonly enters?: readonly { readonly id: number; readonly x: number }[]
  /**
   * One code for each entity that is known and did not enter now: 0 as predicted, a turn by so many steps, or where it jumped
   * to. In the snapshot after a turn, 'goesOn' is as predicted.
   */
  readonly codes?: readonly (number | 'goesOn' | { readonly jumpTo: number })[]
  readonly bangs?: readonly number[]
}

export function snapshot(parts: SnapshotParts = {}): Uint8Array {
  const w = new BitWriter(1024)
  w.write(ServerFrame.snapshot, 8)
  writeHeader(parts, w)
  w.write(parts.own === undefined ? OwnerKind.unchanged : OwnerKind.other, 2)
  if (parts.own !== undefined) {
    writeVaruint(w, parts.own.id, Group.entity)
    w.write(parts.own.x, X_BITS)
  }
  writeStructure(parts, w)
  for (const code of parts.codes ?? []) {
    if (code === 0) w.write(0, 1)
    else if (code === 'goesOn') w.write(3, 3)
    else if (typeof code === 'number') {
      w.write(3, 3)
      writeResidual(w, code, 0, X_BITS, ResidualCodes.calm)
    } else {
      w.write(31, 5)
      w.write(code.jumpTo, X_BITS)
    }
  }
  const bangs = parts.bangs ?? []
  writeVaruint(w, bangs.length, Group.events)
  for (const size of bangs) w.write(size, 4)
  return w.bytes().slice()
}

function writeHeader({ ticks = 1, missed = true, timeFactor = 1, report }: SnapshotParts, w: BitWriter): void {
  w.write(ticks === 1 ? 0 : 1, 1)
  if (ticks !== 1) {
    writeVaruint(w, ticks, Group.tick)
    w.write(missed ? 1 : 0, 1)
  }
  w.write(timeFactor === 1 ? 0 : 1, 1)
  if (timeFactor !== 1) w.write(timeFactor * TIME_FACTOR_ONE, 8)
  w.write(report === undefined ? 0 : 1, 1)
  if (report === undefined) return
  writeVaruint(w, report.seqs, Group.seq)
  writeVaruint(w, zigzag(report.slackMs), Group.slack)
  writeVaruint(w, 0, Group.substituted)
}

function writeStructure({ leaves = [], enters = [] }: SnapshotParts, w: BitWriter): void {
  const changes = leaves.length + enters.length
  w.write(changes > 0 ? 1 : 0, 1)
  if (changes === 0) return
  w.write(0, 1)
  writeVaruint(w, leaves.length, Group.count)
  for (const { slot, slotBits } of leaves) {
    w.write(slot, slotBits)
    w.write(0, 2)
    w.write(1, 1)
    w.write(9, 8)
  }
  writeVaruint(w, enters.length, Group.count)
  for (const { id, x } of enters) {
    writeVaruint(w, id, Group.entity)
    w.write(EnterReason.SPAWNED, 1)
    w.write(0, 1)
    w.write(x, X_BITS)
  }
  writeVaruint(w, 0, Group.count)
  writeVaruint(w, 0, Group.count)
}

/** The commands of a frame from the client. */
export function commandsOf(
  bytes: Uint8Array,
): { seq: number; target: number; view: number; move: number; fire: boolean }[] {
  const frame: CommandFrame = newCommandFrame(SteerCommand)
  const reader = new BitReader().open(bytes)
  if (!readCommands(reader, SteerCommand, frame)) throw new Error(`not a command frame: ${reader.failure}`)
  return Array.from({ length: frame.count }, (_, i) => ({
    seq: frame.seq[i]!,
    target: frame.targetTick[i]!,
    view: frame.viewTick,
    move: dequantise(frame.fields[2 * i]!, -10, 1),
    fire: frame.fields[2 * i + 1] === 1,
  }))
}

/** Until everything that waits for promises only has gone on. */
export function flushed(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
