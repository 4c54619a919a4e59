// The wire has not changed by accident, and what is written down decodes to what is written beside it.

import { Replica } from '@tickwire/client/replica'
import t from 'tap'
import { fieldSchema } from '../gen-nodejs/field.state.js'
import { makeVectors, readVectors } from './golden-vectors.js'

t.test('today the same script makes the same bytes', async (t) => {
  t.same(makeVectors(), readVectors(), 'a deliberate change: raise PROTOCOL_VERSION, rewrite the vectors, mend WIRE.md')
})

t.test('a decoder that is fed the frames holds what the vectors say', async (t) => {
  const { snapshots } = readVectors()
  const seen: unknown[] = []
  const replica = new Replica(fieldSchema, 40, 1, {
    entered: () => {},
    left: () => {},
    event: (type, event) => seen.push({ [type.name]: event }),
  })
  for (const { frame, tick, what, entities, hash, events } of snapshots) {
    seen.length = 0
    t.equal(replica.apply(Buffer.from(frame, 'hex')), undefined, what)
    t.equal(replica.tick, tick)
    t.same(
      [...replica.entities.keys()].sort((a, b) => a - b),
      entities,
    )
    t.equal(replica.hash(), hash, what)
    t.same(seen, events)
  }
  const parts = ['wakes', 'asleep', 'missed', 'leave', 'jump', 'events', 'acknowledged', 'freed slot', 'gone']
  for (const part of parts)
    t.ok(
      snapshots.some(({ what }) => what.includes(part)),
      `a vector has: ${part}`,
    )
})

t.test('a decoder notices a bit that was changed', async (t) => {
  const { snapshots } = readVectors()
  let noticed = 0
  let flips = 0
  for (let at = 1; at < snapshots.length; at++) {
    const replica = new Replica(fieldSchema, 40, 1, { entered: () => {}, left: () => {}, event: () => {} })
    for (let i = 0; i < at; i++) replica.apply(Buffer.from(snapshots[i]!.frame, 'hex'))
    const frame = Buffer.from(snapshots[at]!.frame, 'hex')
    frame[1 + (at % (frame.length - 1))]! ^= 1 << (at % 8)
    flips++
    if (
      replica.apply(frame) !== undefined ||
      replica.hash() !== snapshots[at]!.hash ||
      replica.tick !== snapshots[at]!.tick
    ) {
      noticed++
    }
  }
  t.ok(noticed >= flips / 2, `${noticed} of ${flips}: the rest hit owner records and events`)
})
