// Golden frames that a decoder must refuse, each well-formed but for one thing: written by hand, because the real writers do
// not make them. `failure` is the reason that the real readers give, so a frame cannot be refused for another one unnoticed.

import {
  BitWriter,
  ClientFrame,
  encodeAck,
  encodeHello,
  encodeTickDigest,
  encodeWelcome,
  Group,
  LeaveReason,
  OwnerKind,
  PROTOCOL_VERSION,
  ResidualCodes,
  ServerFrame,
  writeResidual,
  writeText,
  writeVaruint,
} from '@tickwire/protocol'
import { fieldSchema } from '../gen-nodejs/field.state.js'
import { hex, type MalformedKind, type MalformedVector, type SnapshotVector } from './golden-format.js'

type Part = (w: BitWriter) => void

const u = (value: number, bits: number): Part => {
  return (w) => w.write(value, bits)
}
const v = (value: number, group: number): Part => {
  return (w) => writeVaruint(w, value, group)
}
const text = (value: string): Part => {
  return (w) => writeText(w, value, 255)
}
/** Bits in the order of the stream; spaces are for the eye. */
const bits = (stream: string): Part => {
  return (w) => {
    for (const bit of stream.replaceAll(' ', '')) w.write(Number(bit), 1)
  }
}

function bytesOf(parts: readonly Part[]): Uint8Array {
  const w = new BitWriter(1_024)
  for (const part of parts) part(w)
  return w.bytes().slice()
}

/** Bits of a residual that is no escape, in the order of the stream. */
function residual(code: keyof typeof ResidualCodes, difference: number): string {
  const w = new BitWriter(8)
  writeResidual(w, difference, 0, 1, ResidualCodes[code])
  const [low = 0, middle = 0, high = 0] = w.bytes()
  return Array.from({ length: w.bitLength }, (_, i) => ((low | (middle << 8) | (high << 16)) >>> i) & 1).join('')
}

function vectorOf(kind: MalformedKind, after: number, failure: string, what: string, frame: Uint8Array | string) {
  return { what, kind, after, frame: typeof frame === 'string' ? frame : hex(frame), failure }
}

// ---- parts of a snapshot ----

/** Nothing in the header beyond the tick. */
const HEADER = [u(ServerFrame.snapshot, 8), bits('000')]
const NO_OWNER = u(OwnerKind.unchanged, 2)
const NO_STRUCTURE = u(0, 1)
const NO_EVENTS = u(0, 1)
const REST = [NO_OWNER, NO_STRUCTURE, NO_EVENTS]

/** The lists in their order, each with its count. */
function structure(lists: { leaves?: Part[][]; enters?: Part[][]; wakes?: Part[][]; refreshes?: Part[][] }): Part[] {
  const { leaves = [], enters = [], wakes = [], refreshes = [] } = lists
  const all = [leaves, enters, wakes, refreshes]
  return [bits('10'), ...all.flatMap((list) => [v(list.length, Group.count), ...list.flat()])]
}

const AVATAR = 0
const CHEST = 1
const AVATAR_TEAM = 6
/** Width of a type in field.thrift, and of an event's; all of them set are none. */
const TYPE_BITS = 3
const NO_TYPE = 7

/** An avatar that enters at rest; the numbers are quantised. */
function avatarEnter(id: number, { x = 0, stance = 0, name = text('Ada') }): Part[] {
  const place = [u(x, 16), bits('0'), u(8, 4), u(0, 16), bits('0'), u(8, 4)]
  const state = [bits('0'), bits('000'), ...place, u(0, 8), u(0, 7), u(stance, 2)]
  return [v(id, Group.entity), u(AVATAR, TYPE_BITS), bits('1'), ...state, name]
}

function chestEnter(id: number): Part[] {
  return [v(id, Group.entity), u(CHEST, TYPE_BITS), bits('1'), bits('0'), bits('00'), u(0, 13), u(0, 13), u(0, 1)]
}

/** The team record of an avatar, at rest. */
function teamEnter(id: number): Part[] {
  const state = [bits('0'), bits('0'), u(0, 11), bits('0'), u(8, 4), u(0, 1)]
  return [v(id, Group.entity), u(AVATAR_TEAM, TYPE_BITS), bits('1'), ...state, u(0, 14)]
}

function ownRecord(type: number, x: number): Part[] {
  const record = [u(x, 21), u(0, 21), u(0, 8), u(0, 7), u(0, 10), u(0, 2), u(0, 12), u(0, 11), u(0, 1)]
  return [u(OwnerKind.other, 2), u(type, TYPE_BITS), v(9, Group.entity), text('Ada'), u(0, 14), ...record]
}

/** @param snapshots - the game's, of which some are spoiled */
export function fieldMalformed(snapshots: readonly SnapshotVector[]): MalformedVector[] {
  const ofTheGame = [...codes(), teamRecordStays(snapshots), ...spoiled(snapshots), ...resyncs()]
  return [...headers(), ...owners(), ...structures(), ...events(), ...ofTheGame, ...otherFrames()]
}

const fresh = (failure: string, what: string, ...parts: Part[]): MalformedVector =>
  vectorOf('snapshot', 0, failure, what, bytesOf(parts))

function headers(): MalformedVector[] {
  const kind = u(ServerFrame.snapshot, 8)
  return [
    fresh('TICK', 'no tick after the last one', kind, bits('1'), v(0, 4), bits('000'), ...REST),
    fresh('TICK', 'a tick beyond a u32', kind, bits('1'), v(0xffffffff, 4), bits('000'), ...REST),
    fresh('TIME_FACTOR', 'time factor 0', kind, bits('01'), u(0, 8), bits('0'), ...REST),
    fresh(
      'VARUINT_LENGTH',
      'ticks as 1 and a group of 0',
      kind,
      bits('1'),
      bits('11000 10000 0'),
      bits('000'),
      ...REST,
    ),
    fresh('VARUINT_LENGTH', 'ticks as a group of 0', kind, bits('1'), bits('100000'), bits('000'), ...REST),
    fresh(
      'VARUINT_RANGE',
      'a number beyond a u32',
      kind,
      bits('001'),
      bits('1111'.repeat(11)),
      bits('0'),
      bits('00'),
      ...REST,
    ),
  ]
}

function owners(): MalformedVector[] {
  const after = [NO_STRUCTURE, NO_EVENTS]
  const end = [...after, u(0, 1)]
  return [
    fresh(
      'OWNER',
      'an owner record without an avatar',
      ...HEADER,
      u(OwnerKind.changed, 2),
      bits('000000000'),
      ...after,
    ),
    fresh('OWNER_TYPE', 'an avatar of a type without owner record', ...HEADER, ...ownRecord(CHEST, 0), ...end),
    fresh('OWNER_TYPE', 'an avatar of a type that does not exist', ...HEADER, ...ownRecord(NO_TYPE, 0), ...end),
    fresh('OWNER_TYPE', 'a team record as avatar', ...HEADER, ...ownRecord(AVATAR_TEAM, 0), ...end),
    fresh(
      'VALUE_RANGE',
      'a value of the owner record above its max',
      ...HEADER,
      ...ownRecord(AVATAR, 1_048_577),
      ...after,
    ),
  ]
}

function structures(): MalformedVector[] {
  const frame = (failure: string, what: string, lists: Parameters<typeof structure>[0], codes = '') =>
    fresh(failure, what, ...HEADER, NO_OWNER, ...structure(lists), bits(codes), NO_EVENTS)
  const long = text('a name that takes 25 bytes')
  const broken = u(2 | (0xc3 << 8) | (0x28 << 16), 24)
  return [
    frame('BAD_SLOT', 'a leave before any enter', { leaves: [[bits('100')]] }),
    frame('BAD_SLOT', 'a wake before any enter', { wakes: [[]] }),
    frame('BAD_SLOT', 'a refresh before any enter', { refreshes: [[bits('0'), u(0, 28), bits('0')]] }),
    frame('ENTER', 'a type that does not exist', { enters: [[v(5, 7), u(NO_TYPE, TYPE_BITS), bits('10'), u(0, 30)]] }),
    frame('ENTER', 'an id twice', { enters: [avatarEnter(5, {}), avatarEnter(5, {})] }),
    frame('ENTER', 'a team record without its entity', { enters: [teamEnter(5)] }),
    frame('ENTER', 'a team record before its entity', { enters: [teamEnter(5), avatarEnter(5, {})] }),
    frame('ENTER', 'a team record of another type', { enters: [chestEnter(5), teamEnter(5)] }),
    frame('ENTER', 'a second team record', { enters: [avatarEnter(5, {}), teamEnter(5), teamEnter(5)] }),
    frame('VALUE_RANGE', 'a value above its max', { enters: [avatarEnter(5, { x: 40_961 })] }),
    frame('VALUE_RANGE', 'an enum value that does not exist', { enters: [avatarEnter(5, { stance: 3 })] }),
    frame('TEXT_LENGTH', 'a text longer than its tw.max', { enters: [avatarEnter(5, { name: long })] }),
    frame('TEXT_UTF8', 'bad UTF-8', { enters: [avatarEnter(5, { name: broken })] }),
    frame('COUNT', 'more slots than there may be', { wakes: new Array<Part[]>(2_049).fill([]) }),
  ]
}

function events(): MalformedVector[] {
  const quiet = [...HEADER, NO_OWNER, NO_STRUCTURE]
  return [
    fresh(
      'EVENT_TYPE',
      'an event of a type that does not exist',
      ...quiet,
      v(1, Group.events),
      u(NO_TYPE, TYPE_BITS),
      u(0, 8),
    ),
    fresh(
      'VALUE_RANGE',
      'a field of an event above its max',
      ...quiet,
      v(1, Group.events),
      u(0, TYPE_BITS),
      u(4_097, 13),
      u(0, 13),
    ),
  ]
}

const ONES = '1'.repeat(16)

/** After the first snapshot slots 0, 1 and 2 hold a score, a chest and an avatar, all awake; the avatar's x is 1500. */
function codes(): MalformedVector[] {
  const frame = (failure: string, what: string, owner: Part, lists: Part[], stream: string): MalformedVector =>
    vectorOf('snapshot', 1, failure, what, bytesOf([...HEADER, owner, ...lists, bits(stream), NO_EVENTS]))
  const none = [NO_STRUCTURE]
  const stays = residual('calm', 0)
  const enter = structure({ enters: [avatarEnter(2, {})] })
  const twice = structure({
    leaves: [
      [u(1, 2), bits('000')],
      [u(1, 2), bits('000')],
    ],
  })
  const wake = structure({ leaves: [[u(1, 2), bits('000')]], wakes: [[u(1, 2)]] })
  return [
    frame('LEAVE_REASON', 'a reason that does not exist', NO_OWNER, structure({ leaves: [[u(1, 2), u(3, 2)]] }), '00'),
    frame('BAD_SLOT', 'a slot that was never used', NO_OWNER, structure({ wakes: [[u(3, 2)]] }), '000'),
    frame('BAD_SLOT', 'a leave of an empty slot', NO_OWNER, twice, '00'),
    frame('BAD_SLOT', 'a wake of an empty slot', NO_OWNER, wake, '00'),
    frame('ENTER', 'the id of a known entity', NO_OWNER, enter, '000'),
    frame('NUDGE', 'a field of a type without hot ones', NO_OWNER, none, '10 0 00'),
    frame('NUDGE', 'a hot field that does not exist', NO_OWNER, none, '00 10 11 0'),
    frame('VALUE_RANGE', 'a chest below 0: 90 less 100', NO_OWNER, none, `0 110 ${residual('calm', -100)} ${stays} 0`),
    frame('VALUE_RANGE', 'a jump above the range', NO_OWNER, none, `00 11111 ${ONES} ${'0'.repeat(24)} 00`),
    frame('VALUE_RANGE', 'an escape above the range', NO_OWNER, none, `00 110 111111 ${ONES} 00`),
    frame(
      'VALUE_RANGE',
      'an angle of the owner record below 0',
      bits(`10 00 ${residual('owner', -1)} 0000`),
      none,
      '000',
    ),
    frame('VALUE_RANGE', 'an owner record above its range', bits(`10 0000 ${ONES}`), none, '000'),
  ]
}

/** A resync of tick 50 with these slots, and the order of the free ones behind them. */
function resync(failure: string, what: string, owner: Part, ...slots: Part[]): MalformedVector {
  const header = [u(ServerFrame.resync, 8), u(50, 32), u(0, 32), u(0, 32), u(0, 1)]
  return vectorOf('resync', 0, failure, what, bytesOf([...header, owner, ...slots]))
}

function resyncs(): MalformedVector[] {
  const none = bits('0')
  const occupied = (id: number, type: number, state: string): Part[] => [
    bits('1'),
    v(id, Group.entity),
    u(type, TYPE_BITS),
    bits(state),
  ]
  const chest = (id: number): Part[] => occupied(id, CHEST, '0'.repeat(30))
  const teamRecord = (id: number): Part[] => [...occupied(id, AVATAR_TEAM, '0'.repeat(14)), u(8, 4), u(0, 15)]
  const stranger = occupied(5, NO_TYPE, '0'.repeat(28))
  const owner: Part = (w) => {
    for (const part of [bits('1'), u(CHEST, TYPE_BITS), v(9, Group.entity)]) part(w)
  }
  return [
    resync('COUNT', 'more slots than there may be', none, v(2_049, Group.count)),
    resync('ENTER', 'a type that does not exist', none, v(1, Group.count), ...stranger),
    resync('ENTER', 'an id twice', none, v(2, Group.count), ...chest(5), ...chest(5)),
    resync('ENTER', 'a team record without its entity', none, v(2, Group.count), ...teamRecord(5), ...chest(6)),
    resync('ENTER', 'a team record of another type', none, v(2, Group.count), ...teamRecord(5), ...chest(5)),
    resync('FREE_SLOT', 'a slot that is taken is freed', none, v(2, Group.count), ...chest(5), bits('0'), u(0, 1)),
    resync('FREE_SLOT', 'a slot is freed twice', none, v(2, Group.count), bits('00'), u(1, 1), u(1, 1)),
    resync('TRUNCATED', 'a slot is not freed', none, v(65, Group.count), bits('0'.repeat(65)), u(0, 7)),
    resync('OWNER_TYPE', 'an avatar of a type without owner record', owner, v(0, Group.count)),
    resync('TRAILING_BITS', 'a byte too many', none, v(0, Group.count), u(0, 8)),
  ]
}

/** After that snapshot slot 2 holds a team record and slot 3 its entity; slot 4 is the highest used. */
function teamRecordStays(snapshots: readonly SnapshotVector[]): MalformedVector {
  const after = 1 + snapshots.findIndex(({ what }) => what.startsWith('an ally enters with its team record'))
  const leave = structure({ leaves: [[u(3, 3), u(LeaveReason.OUT_OF_RANGE, 2)]] })
  const frame = bytesOf([...HEADER, NO_OWNER, ...leave, bits('0'), NO_EVENTS])
  return vectorOf('snapshot', after, 'TEAM_RECORD', 'an entity leaves without its team record', frame)
}

/** Frames of the game itself, spoiled at their ends. */
function spoiled(snapshots: readonly SnapshotVector[]): MalformedVector[] {
  const at = snapshots.findIndex(({ what }) => what.startsWith('events:'))
  const frame = Buffer.from(snapshots[at]!.frame, 'hex')
  const spoil = (failure: string, what: string, bytes: Uint8Array) => vectorOf('snapshot', at, failure, what, bytes)
  return [
    spoil('TRUNCATED', 'the last byte is missing', frame.subarray(0, -1)),
    spoil('TRAILING_BITS', 'a byte too many', Buffer.concat([frame, Buffer.of(0)])),
    vectorOf('snapshot', 0, 'TRAILING_BITS', 'padding that is not zero', '0280'),
    vectorOf('snapshot', 0, 'TRUNCATED', 'nothing behind the first byte', '02'),
  ]
}

function otherFrames(): MalformedVector[] {
  const other = (kind: MalformedKind, what: string, frame: Uint8Array) => vectorOf(kind, 0, '', what, frame)
  const welcome = { tick: 41, tickRateHz: 20, emissionInterval: 1, seat: 2 }
  const check = { tick: 41, digest: 7 }
  const hello = { protocolVersion: PROTOCOL_VERSION, schemaHash: fieldSchema.hash, seatToken: 'seat-token-1' }
  const seenAt = (view: Part, target: Part, moveX: number, ...more: Part[]): Uint8Array =>
    bytesOf([u(ClientFrame.commands, 8), u(100, 32), u(0, 2), u(7, 32), view, target, u(moveX, 8), u(0, 9), ...more])
  const command = (target: Part, moveX: number, ...more: Part[]): Uint8Array => seenAt(v(0, 5), target, moveX, ...more)
  return [
    other('welcome', 'a byte too many', Buffer.concat([encodeWelcome(welcome), Buffer.of(0)])),
    other('welcome', 'no ticks a second', encodeWelcome({ ...welcome, tickRateHz: 0 })),
    other('welcome', 'no ticks between emissions', encodeWelcome({ ...welcome, emissionInterval: 0 })),
    other('hello', 'a byte too many', Buffer.concat([encodeHello(hello), Buffer.of(0)])),
    other('hello', 'a byte too few', encodeHello(hello).subarray(0, -1)),
    other('hello', 'a token that is too long', encodeHello({ ...hello, seatToken: 'x'.repeat(65) })),
    other('check', 'a byte too many', Buffer.concat([encodeTickDigest(ServerFrame.check, check), Buffer.of(0)])),
    other('ack', 'a byte too many', Buffer.concat([encodeAck(41), Buffer.of(0)])),
    vectorOf('commands', 0, 'VALUE_RANGE', 'a value above its max', command(v(6, 4), 255)),
    vectorOf('commands', 0, 'TARGET_TICK', 'a target tick below 0', command(v(201, 4), 127)),
    vectorOf('commands', 0, 'VIEW_TICK', 'a view before tick 0', seenAt(v(1_601, 5), v(6, 4), 127)),
    vectorOf('commands', 0, 'TRAILING_BITS', 'a byte too many', command(v(6, 4), 127, u(0, 8))),
  ]
}

/** Two types of entity with an owner record, one type of event. */
export function kindsMalformed(): MalformedVector[] {
  const typeBits = 3
  const gauge = [u(2, typeBits), bits('1'), bits('0'), bits('0'), text(''), u(40_961, 16), bits('0'), u(8, 4)]
  const turret = [u(1, typeBits), bits('1'), bits('0'), bits('0'), u(0, 6)]
  const enter = (id: number, state: Part[]): Part[] => structure({ enters: [[v(id, Group.entity), ...state]] })
  return [
    fresh('VALUE_RANGE', 'a linear field above its max', ...HEADER, NO_OWNER, ...enter(5, gauge), NO_EVENTS),
    fresh(
      'ENTER',
      'a type that does not exist',
      ...HEADER,
      NO_OWNER,
      ...enter(5, [u(7, typeBits), ...turret.slice(1)]),
      NO_EVENTS,
    ),
    fresh(
      'OWNER_TYPE',
      'an avatar of a type without owner record',
      ...HEADER,
      bits('01'),
      u(2, typeBits),
      v(9, 7),
      u(0, 10),
      ...REST.slice(1),
    ),
  ]
}
