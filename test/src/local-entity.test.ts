// Entities that are in the world only (`tw.local`): they live and die like all others, and no snapshot tells of them.

import { Replica } from '@tickwire/client/replica'
import { type ReplicationClient, Replicator } from '@tickwire/server/internals'
import { NO_ROW } from '@tickwire/simulation'
import t from 'tap'
import { KindsWorld, kindsSchema } from '../gen-nodejs/kinds.state.js'

const VIEW_RADIUS = 50
const STEP_MS = 100

/** A drone that flies, the client that looks from it, and what it is sent. */
class Flight {
  readonly world = new KindsWorld(1, { drone: 2, turret: 1, gauge: 1, spark: 4 })
  readonly replicator = new Replicator(kindsSchema, this.world, VIEW_RADIUS)
  readonly frames: string[] = []
  readonly replica = new Replica(kindsSchema, 0, 2, { left() {}, entered() {}, event() {} })
  readonly client: ReplicationClient
  private tick = 0

  constructor() {
    const send = (bytes: Uint8Array): number => {
      this.frames.push(Buffer.from(bytes).toString('hex'))
      t.equal(this.replica.apply(bytes), undefined)
      return 1
    }
    this.client = this.replicator.createClient(0, { send, bufferedBytes: () => 0 }, 0)
    this.world.drone.spawn()
    this.world.gauge.spawn()
  }

  step(avatar = this.world.drone.id[0]!): void {
    this.tick += 2
    this.world.drone.x[0] = this.tick / 4
    this.world.snap()
    this.replicator.follow(this.client, avatar)
    this.replicator.emit(this.tick, [this.client])
    this.replicator.send(this.client, this.tick * STEP_MS, 1)
    this.client.congestion.acknowledge(this.tick, this.tick * STEP_MS)
  }
}

t.test('a local entity beside the avatar costs no bit, from its birth to its death', async (t) => {
  const [alone, beside] = [new Flight(), new Flight()]
  for (let i = 0; i < 30; i++) {
    const { spark } = beside.world
    if (i === 5) t.not(spark.spawn(), NO_ROW)
    if (i > 5 && i < 20) spark.x[0] = i
    if (i === 20) spark.destroy(0, 3)
    alone.step()
    beside.step()
  }
  t.equal(beside.frames.length, 30)
  t.same(beside.frames, alone.frames)
  t.same([...beside.replica.entities.keys()], [...alone.replica.entities.keys()])
  const { encoders } = beside.replicator.current
  t.notOk(
    encoders.some(({ table }) => table === beside.world.spark),
    'it has no entity index',
  )
})

t.test('a full local table is counted among the refused spawns', async (t) => {
  const { world, replicator } = new Flight()
  for (let i = 0; i < 6; i++) world.spark.spawn()
  t.equal(replicator.spawnsRefused, 2)
})

t.test('a local entity cannot be an avatar, which is said at once', async (t) => {
  const flight = new Flight()
  const row = flight.world.spark.spawn()
  t.throws(() => flight.step(flight.world.spark.id[row]!), /entity 3 cannot be an avatar: its type is tw.local/)
})
