// A resync alone makes a replica: whatever the replica held before, afterwards it stands where the server thinks that the
// client of the resync stands, and goes on from there.

import { Replica } from '@tickwire/client/replica'
import { decodeTickDigest, type EntityView, RESYNC_BYTES_MAX, ServerFrame } from '@tickwire/protocol'
import { RecordedLink, Replicator, ResyncWriter, SelfCheck, type SnapshotLink } from '@tickwire/server/internals'
import t from 'tap'
import { fieldSchema } from '../gen-nodejs/field.state.js'
import { KindsWorld, kindsSchema } from '../gen-nodejs/kinds.state.js'
import { ReplicationModel, VIEW_RADIUS } from './replication-model.js'

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

/** A link that takes everything. */
function linkTo(frames: Uint8Array[]): SnapshotLink {
  const send = (bytes: Uint8Array): number => {
    frames.push(bytes.slice())
    return 1
  }
  return { send, bufferedBytes: () => 0 }
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
  const client = model.replicator.createClient(9, linkTo(frames), model.replicator.current.tick)
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

t.test('what is more than a resync may be is not sent cut off', async (t) => {
  const world = new KindsWorld(1, { drone: 1, turret: 1, gauge: 1_000, spark: 1 })
  const replicator = new Replicator(kindsSchema, world, VIEW_RADIUS)
  const selfCheck = new SelfCheck(kindsSchema, replicator.current)
  const sent: Uint8Array[] = []
  const link = new RecordedLink(linkTo(sent))
  const client = replicator.createClient(0, link, 0)
  const check = selfCheck.follow(client, link)
  let tick = 0
  /** What goes behind the next snapshot; whether it could. */
  const step = (): boolean => {
    tick += replicator.emissionInterval
    replicator.emit(tick, [client])
    t.equal(replicator.send(client, tick, 1), 'sent')
    const fits = check.afterSnapshot()
    client.congestion.acknowledge(tick, tick)
    return fits
  }
  /** Steps to the next check, which fails. */
  const fail = (): void => {
    while (sent.at(-1)![0] !== ServerFrame.check) step()
    const { tick, digest } = decodeTickDigest(sent.at(-1)!)!
    client.congestion.ackedTick = 0
    t.ok(check.report({ tick, digest: ~digest >>> 0 }))
  }
  const fill = (gauges: number): void => {
    while (world.gauge.count < gauges) world.gauge.label[world.gauge.spawn()] = 'x'.repeat(100)
    while (client.known.count < gauges) step()
  }
  fill(580)
  fail()
  t.ok(step())
  t.equal(sent.at(-1)![0], ServerFrame.resync)
  t.ok(sent.at(-1)!.length > 60_000 && sent.at(-1)!.length <= RESYNC_BYTES_MAX, `${sent.at(-1)!.length} bytes`)
  fill(640)
  fail()
  const frames = sent.length
  t.notOk(step())
  t.same(
    sent.slice(frames).map(([kind]) => kind),
    [ServerFrame.snapshot],
  )
})
