// The wire has not changed by accident, and what is written down decodes to what is written beside it.

import type { Replica } from '@tickwire/client/replica'
import {
  BitReader,
  decodeAck,
  decodeHello,
  decodeTickDigest,
  decodeWelcome,
  newCommandFrame,
  type RoomSchema,
  readCommands,
  ServerFrame,
} from '@tickwire/protocol'
import t from 'tap'
import { fieldSchema, SteerCommand } from '../gen-nodejs/field.state.js'
import { kindsSchema } from '../gen-nodejs/kinds.state.js'
import { FIELD_ONCE } from './golden-field.js'
import type { GoldenVectors, MalformedVector } from './golden-format.js'
import { KINDS_ONCE } from './golden-kinds.js'
import { Notices, type OnceFields } from './golden-recorder.js'
import { GOLDEN_GAMES, type GoldenGame, makeVectors, readVectors } from './golden-vectors.js'

const SCHEMAS: Readonly<Record<GoldenGame, RoomSchema>> = { field: fieldSchema, kinds: kindsSchema }
const ONCE: Readonly<Record<GoldenGame, OnceFields>> = { field: FIELD_ONCE, kinds: KINDS_ONCE }

const bytesOf = (hex: string): Uint8Array => Buffer.from(hex, 'hex')

/** Why the replica refuses a frame. */
function take(replica: Replica, frame: Uint8Array): string | undefined {
  return frame[0] === ServerFrame.resync ? replica.resync(frame) : replica.apply(frame)
}

/** A decoder that has applied the first frames. */
function replicaAfter(game: GoldenGame, { welcome, snapshots }: GoldenVectors, frames: number): Replica {
  const replica = new Notices(SCHEMAS[game], ONCE[game]).replica(welcome.tick)
  for (const { frame } of snapshots.slice(0, frames)) take(replica, bytesOf(frame))
  return replica
}

for (const game of GOLDEN_GAMES) {
  t.test(`${game}: today the same script makes the same bytes`, async (t) => {
    const advice = 'a deliberate change: raise PROTOCOL_VERSION, rewrite the vectors, mend WIRE.md'
    t.same(makeVectors(game), readVectors(game), advice)
  })

  t.test(`${game}: a decoder that is fed the frames holds what the vectors say`, async (t) => {
    const vectors = readVectors(game)
    const notices = new Notices(SCHEMAS[game], ONCE[game])
    const replica = notices.replica(vectors.welcome.tick)
    for (const { what, frame, ...held } of vectors.snapshots) {
      t.equal(take(replica, bytesOf(frame)), undefined, what)
      t.same(notices.take(replica), held, what)
    }
  })

  t.test(`${game}: a resync alone makes a decoder, which goes on from it`, async (t) => {
    const { snapshots } = readVectors(game)
    const at = snapshots.findIndex(({ frame }) => bytesOf(frame)[0] === ServerFrame.resync)
    const notices = new Notices(SCHEMAS[game], ONCE[game])
    const replica = notices.replica(0)
    for (const { what, frame, digest, hash, own, entities, teamRecords } of snapshots.slice(at)) {
      t.equal(take(replica, bytesOf(frame)), undefined, what)
      t.match(notices.take(replica), { digest, hash, own, entities, teamRecords })
    }
  })

  t.test(`${game}: malformed frames are refused`, async (t) => {
    const vectors = readVectors(game)
    for (const vector of vectors.malformed) t.equal(refusal(game, vectors, vector), vector.failure, vector.what)
  })

  t.test(`${game}: a decoder notices a bit that was changed`, async (t) => {
    const vectors = readVectors(game)
    const { snapshots } = vectors
    let noticed = 0
    for (let at = 1; at < snapshots.length; at++) {
      const replica = replicaAfter(game, vectors, at)
      const frame = bytesOf(snapshots[at]!.frame)
      frame[1 + (at % (frame.length - 1))]! ^= 1 << (at % 8)
      if (take(replica, frame) !== undefined || replica.digest() !== snapshots[at]!.digest) noticed++
    }
    t.ok(
      noticed >= 0.8 * snapshots.length,
      `${noticed} of ${snapshots.length - 1}: the rest hit once-fields and events`,
    )
  })
}

/** Why a frame is refused; '' without a reason, undefined where it is not. */
function refusal(
  game: GoldenGame,
  vectors: GoldenVectors,
  { kind, after, frame }: MalformedVector,
): string | undefined {
  const bytes = bytesOf(frame)
  switch (kind) {
    case 'snapshot':
      return replicaAfter(game, vectors, after).apply(bytes)
    case 'resync':
      return replicaAfter(game, vectors, after).resync(bytes)
    case 'check':
      return decodeTickDigest(bytes) === undefined ? '' : undefined
    case 'commands': {
      const reader = new BitReader().open(bytes)
      readCommands(reader, SteerCommand, newCommandFrame(SteerCommand))
      return reader.failure
    }
    case 'welcome':
      return decodeWelcome(bytes) === undefined ? '' : undefined
    case 'hello':
      return decodeHello(bytes) === undefined ? '' : undefined
    case 'ack':
      return decodeAck(bytes) === undefined ? '' : undefined
  }
}

t.test('the vectors have every part of a snapshot', async (t) => {
  const all = GOLDEN_GAMES.flatMap((game) => readVectors(game).snapshots)
  t.ok(all.some(({ stale }) => stale.length > 0))
  t.ok(all.some(({ timeFactor }) => timeFactor !== 1))
  const lists = all.filter(({ left, entered }) => left.length > 0 && entered.length > 0)
  t.ok(lists.length > 0, 'leaves and enters in one')
  const records = all.flatMap(({ teamRecords }) => teamRecords)
  t.ok(records.some(({ asleep }) => asleep) && records.some(({ stale }) => stale), 'team records sleep and are stale')
  t.same([...new Set(all.flatMap(({ left }) => left.map(({ reason }) => reason)))].sort(), [0, 1, 2])
  t.same([...new Set(all.flatMap(({ entered }) => entered.map(({ reason }) => reason)))].sort(), [0, 1])
  t.ok(all.filter(({ frame }) => bytesOf(frame)[0] === ServerFrame.resync).length >= 3)
  const parts = ['jump', 'wakes', 'asleep', 'missed', 'acknowledged', 'another avatar', 'no avatar', 'refreshed']
  for (const part of parts)
    t.ok(
      all.some(({ what }) => what.includes(part)),
      part,
    )
})
