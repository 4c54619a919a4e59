// A resync alone makes a replica: whatever the replica held before, afterwards it stands where the server thinks that the
// client of the resync stands, and goes on from there.

import { Replica } from '@tickwire/client/replica'
import { bitsFor, type EntityView, KNOWN_ENTITIES_MAX, RESYNC_BYTES_MAX } from '@tickwire/protocol'
import { Replicator, ResyncWriter, SelfCheck } from '@tickwire/server/testing'
import t from 'tap'
import { FieldWorld, fieldSchema } from '../gen-nodejs/field.state.js'
import { ModelClient, ReplicationModel, VIEW_RADIUS } from './replication-model.js'

/** A replica that keeps what it says. */
function listening(tick: number) {
  const entered: number[] = []
  const left: number[] = []
  const replica = new Replica(fieldSchema, tick, 1, {
    entered: ({ id }) => entered.push(id),
    left: ({ id }) => left.push(id),
    event: () => {},
  })
  return { replica, entered, left }
}

const sorted = (ids: Iterable<number>): number[] => [...ids].sort((a, b) => a - b)

t.test('a replica takes over the state of any client, from nothing or from that of another', async (t) => {
  let taken = 0
  let kept = 0
  for (let seed = 1; seed <= 20; seed++) {
    const model = new ReplicationModel(seed)
    const writer = new ResyncWriter(fieldSchema, model.replicator.current)
    for (let i = 0; i < 300; i++) model.step()
    const { replica, entered, left } = listening(0)
    let before = new Map<number, EntityView>()
    for (const { client, replica: original } of model.clients) {
      if (client.known.staleCount > 0 || client.lastTick !== model.tick || original.tick !== model.tick) continue
      t.equal(replica.resync(writer.write(client)!), undefined)
      t.equal(replica.digest(), original.digest(), `seed ${seed}, seat ${client.seat}`)
      t.equal(replica.hash(), original.hash())
      t.equal(replica.initialComplete, original.initialComplete)
      t.same({ ...replica.own }, { ...original.own })
      t.same(sorted(entered.splice(0)), sorted([...replica.entities.keys()].filter((id) => !before.has(id))))
      t.same(sorted(left.splice(0)), sorted([...before.keys()].filter((id) => !replica.entities.has(id))))
      for (const [id, view] of replica.entities) {
        if (before.has(id)) t.equal(view, before.get(id), 'who stays keeps the view')
        if (before.has(id)) kept++
      }
      before = new Map(replica.entities)
      taken++
    }
  }
  t.ok(taken > 20 && kept > 20, `${taken} states taken over, ${kept} views kept`)
})

t.test('what a replica takes over it can go on from', async (t) => {
  const model = new ReplicationModel(7)
  const writer = new ResyncWriter(fieldSchema, model.replicator.current)
  const frames: Uint8Array[] = []
  const world = model.world
  const link = { send: (bytes: Uint8Array) => frames.push(bytes.slice()), bufferedBytes: () => 0 }
  const client = model.replicator.createClient(9, link, model.replicator.current.tick)
  const original = listening(client.lastTick).replica
  const late = listening(0).replica
  for (let i = 0; i < 400; i++) {
    model.step()
    if (model.replicator.current.tick !== model.tick) continue
    model.replicator.follow(client, world.avatar.id.find((id) => id !== 0)!)
    model.replicator.send(client, model.nowMs, 1)
    for (const frame of frames.splice(0)) {
      t.equal(original.apply(frame), undefined)
      if (i > 100) t.equal(late.apply(frame), undefined)
    }
    client.congestion.acknowledge(client.lastTick, model.nowMs)
    if (i <= 100) late.resync(writer.write(client)!)
    else t.equal(late.digest(), original.digest())
  }
  t.equal(late.tick, model.replicator.current.tick)
})

t.test('a full known list of long texts is more than a resync may be, and is never sent cut off', async (t) => {
  const world = new FieldWorld(1, { avatar: 1, chest: 0, score: KNOWN_ENTITIES_MAX })
  const replicator = new Replicator(fieldSchema, world, VIEW_RADIUS)
  const model = new ModelClient(replicator, new SelfCheck(fieldSchema, replicator.current), 0, 0)
  const writer = new ResyncWriter(fieldSchema, replicator.current)
  let tick = 0
  const step = (): void => {
    replicator.emit(++tick, [model.client])
    replicator.send(model.client, tick, 1)
    model.receive(tick)
  }
  let sizeBefore = 0
  let bytes = writer.write(model.client)
  while (bytes !== undefined && world.score.count < KNOWN_ENTITIES_MAX) {
    sizeBefore = bytes.length
    for (let i = 0; i < 16; i++) world.score.player[world.score.spawn()] = 'x'.repeat(200)
    while (model.client.known.count < world.score.count) step()
    bytes = writer.write(model.client)
  }
  t.equal(bytes, undefined)
  t.ok(sizeBefore > RESYNC_BYTES_MAX / 2 && bitsFor(sizeBefore) <= 17, `${sizeBefore} bytes did fit`)
  const { check, client, replica } = model
  while (check.afterSnapshot() && replica.tick < 1_000) step()
  t.ok(client.known.count > 200, 'still there')
})
