// Netcode rules 1, 3 and 17 where too much is in sight: who is known is the nearest, by extent and priority; nobody who stays
// near waits for ever; a client's bytes a second are kept by telling it of less, not by leaving it behind.

import type { RoomSchema } from '@tickwire/protocol'
import { Replicator, SelfCheck } from '@tickwire/server/internals'
import { Random } from '@tickwire/simulation'
import t from 'tap'
import { Chest, FieldWorld, fieldSchema } from '../gen-nodejs/field.state.js'
import { ModelClient } from './replication-model.js'

const VIEW = 300
const STEP_MS = 50

interface CrowdOptions {
  readonly chests: number
  readonly knownEntitiesMax?: number
  readonly bytesPerSecondMax?: number
  readonly extent?: number
  readonly priority?: number
}

/** Chests and avatars around the one client, whose avatar stands at the origin. */
class Crowd {
  readonly world: FieldWorld
  readonly replicator: Replicator
  readonly model: ModelClient
  readonly self: number
  tick = 0

  constructor({ chests, knownEntitiesMax, bytesPerSecondMax, extent = 0, priority = 1 }: CrowdOptions) {
    this.world = new FieldWorld(1, { avatar: 600, chest: chests, score: 4, beacon: 1, note: 1, landmark: 1 })
    const entities = fieldSchema.entities.map((type) => (type === Chest ? { ...type, extent, priority } : type))
    const schema: RoomSchema = { ...fieldSchema, entities }
    this.replicator = new Replicator(schema, this.world, VIEW, undefined, { knownEntitiesMax, bytesPerSecondMax })
    this.model = new ModelClient(this.replicator, new SelfCheck(schema, this.replicator.current), 0, 0)
    this.self = this.world.avatar.id[this.avatarAt(0, 0)]!
  }

  avatarAt(x: number, y: number): number {
    const { avatar } = this.world
    const row = avatar.spawn()
    avatar.x[row] = x
    avatar.y[row] = y
    return row
  }

  chestAt(x: number, y: number): number {
    const { chest } = this.world
    const row = chest.spawn()
    chest.x[row] = x
    chest.y[row] = y
    return row
  }

  step(ticks: number, stir: () => void = () => {}): void {
    const { client } = this.model
    for (let i = 0; i < ticks; i++) {
      this.tick++
      stir()
      this.replicator.follow(client, this.self)
      this.replicator.emit(this.tick, [client])
      if (this.replicator.send(client, this.tick * STEP_MS, 1) === 'sent') this.model.check.afterSnapshot()
      this.model.receive(this.tick * STEP_MS)
    }
  }

  knows(id: number): boolean {
    return this.model.replica.entities.has(id)
  }

  get known(): number {
    return this.model.replica.entities.size
  }
}

t.test('rule 1: with more in sight than it may know, a client knows the nearest', async (t) => {
  const crowd = new Crowd({ chests: 200, knownEntitiesMax: 50 })
  for (let i = 0; i < 200; i++) crowd.chestAt(1 + i, 0)
  crowd.step(40)
  t.equal(crowd.known, 50)
  const { chest } = crowd.world
  for (let i = 0; i < 45; i++) t.ok(crowd.knows(chest.id[i]!), `the one at ${1 + i}`)
  t.ok(crowd.replicator.knownListsFull > 0)
})

t.test('rule 1: what comes nearer takes the place of the farthest, at once and however full the list is', async (t) => {
  const crowd = new Crowd({ chests: 100, knownEntitiesMax: 50 })
  for (let i = 0; i < 60; i++) crowd.chestAt(100 + i, 0)
  crowd.step(40)
  t.equal(crowd.known, 50)
  const late = [10, 20, 30].map((x) => crowd.world.chest.id[crowd.chestAt(x, 0)]!)
  crowd.step(2)
  for (const id of late) t.ok(crowd.knows(id))
  t.equal(crowd.known, 50)
  t.ok(crowd.replicator.entitiesEvicted <= 5, 'and hardly more leave than must')
})

t.test('two that change places at the rim of a crowd cost nothing', async (t) => {
  const crowd = new Crowd({ chests: 100, knownEntitiesMax: 20 })
  for (let i = 0; i < 19; i++) crowd.chestAt(10, i)
  const [a, b] = [crowd.chestAt(200, 0), crowd.chestAt(201, 0)]
  crowd.step(40)
  const { chest } = crowd.world
  const evicted = crowd.replicator.entitiesEvicted
  crowd.step(200, () => {
    chest.x[a] = crowd.tick % 10 < 5 ? 201 : 200
    chest.x[b] = crowd.tick % 10 < 5 ? 200 : 201
  })
  t.equal(crowd.replicator.entitiesEvicted - evicted, 0)
})

t.test('tw.priority: an entity counts as so many times nearer', async (t) => {
  const crowd = new Crowd({ chests: 30, knownEntitiesMax: 30, priority: 4 })
  for (let i = 0; i < 100; i++) crowd.avatarAt(100 + i, 0)
  for (let i = 0; i < 10; i++) crowd.chestAt(290, i)
  crowd.step(40)
  const { chest } = crowd.world
  for (let i = 0; i < 10; i++) t.ok(crowd.knows(chest.id[i]!), 'a chest at 290 is before an avatar at 73')
  t.equal(crowd.known, 30)
})

t.test('tw.extent: an entity is in sight as far as it reaches', async (t) => {
  const crowd = new Crowd({ chests: 3, extent: 400 })
  const [inside, outside] = [crowd.chestAt(690, 0), crowd.chestAt(760, 0)]
  const avatar = crowd.avatarAt(690, 0)
  crowd.step(8)
  const { chest, avatar: avatars } = crowd.world
  t.ok(crowd.knows(chest.id[inside]!))
  t.notOk(crowd.knows(chest.id[outside]!))
  t.notOk(crowd.knows(avatars.id[avatar]!), 'others are points')
  const born = crowd.chestAt(0, -680)
  crowd.step(1)
  t.ok(crowd.knows(chest.id[born]!), 'a newborn at once')
  chest.x[inside] = 760
  crowd.step(40)
  t.notOk(crowd.knows(chest.id[inside]!), 'and out of sight again')
})

t.test('rule 3: refreshed nearest first, and by turns, so that nothing waits behind what never ends', async (t) => {
  const crowd = new Crowd({ chests: 0 })
  const { avatar } = crowd.world
  const far = avatar.id[crowd.avatarAt(299, 0)]!
  for (let i = 0; i < 500; i++) crowd.avatarAt(1 + (i % 250), 20)
  crowd.step(60)
  const view = crowd.model.replica.entities.get(far)!
  // Every third snapshot is lost, so that most are stale for ever: more than any budget refreshes.
  let refreshed = 0
  let wasStale = false
  crowd.step(400, () => {
    if (crowd.tick % 3 === 0) crowd.model.dropNext = true
    for (let row = 1; row < avatar.end; row++) avatar.heading[row] = (crowd.tick * 0.1) % 6
    if (wasStale && !view.stale) refreshed++
    wasStale = view.stale
  })
  t.ok(refreshed >= 5, `the farthest was refreshed ${refreshed} times`)
})

t.test('rule 3: refreshes leave room for what is new', async (t) => {
  const crowd = new Crowd({ chests: 10 })
  const { avatar, chest } = crowd.world
  for (let i = 0; i < 500; i++) crowd.avatarAt(1 + (i % 250), 20)
  crowd.step(60)
  crowd.step(30, () => {
    if (crowd.tick % 2 === 0) crowd.model.dropNext = true
    for (let row = 1; row < avatar.end; row++) avatar.heading[row] = (crowd.tick * 0.1) % 6
  })
  const late = chest.id[crowd.chestAt(290, 0)]!
  crowd.step(12, () => {
    if (crowd.tick % 2 === 0) crowd.model.dropNext = true
    for (let row = 1; row < avatar.end; row++) avatar.heading[row] = (crowd.tick * 0.1) % 6
  })
  t.ok(crowd.model.client.known.staleCount > 100, 'the link never catches up')
  t.ok(crowd.knows(late))
})

t.test('a client stays within its bytes a second by knowing of less, and is never behind for long', async (t) => {
  const random = new Random(5)
  const bytesPerSecondMax = 4_000
  const crowd = new Crowd({ chests: 0, bytesPerSecondMax })
  const { avatar } = crowd.world
  for (let i = 0; i < 400; i++) crowd.avatarAt(1 + (i % 250), i / 10)
  const stir = () => {
    for (let row = 1; row < avatar.end; row++) avatar.heading[row] = random.between(0, 6)
  }
  const { client } = crowd.model
  crowd.step(400, stir)
  const [bytesBefore, exhaustedBefore] = [client.bytesSent, client.budget.exhausted]
  crowd.step(1_200, stir)
  const bytesPerSecond = (client.bytesSent - bytesBefore) / 60
  const exhausted = client.budget.exhausted - exhaustedBefore
  t.ok(bytesPerSecond <= bytesPerSecondMax * 1.02, `${bytesPerSecond} bytes a second`)
  t.ok(bytesPerSecond > bytesPerSecondMax * 0.6, 'and it is used')
  t.ok(exhausted < 120, `${exhausted} of 1,200 snapshots left out`)
  t.ok(client.known.count < 200 && client.known.count > 20, `${client.known.count} of 400 are known`)
  const nearest = [...crowd.model.replica.entities.keys()].filter((id) => id < 30).length
  t.ok(nearest > 15, 'the nearest ones')
})

t.test('the join of a client with a small budget is spread over seconds', async (t) => {
  const crowd = new Crowd({ chests: 400, bytesPerSecondMax: 2_000 })
  for (let i = 0; i < 400; i++) crowd.chestAt(1 + (i % 250), i / 10)
  const { client, replica } = crowd.model
  let most = 0
  for (let second = 0; second < 10; second++) {
    const before = client.bytesSent
    crowd.step(20)
    most = Math.max(most, client.bytesSent - before)
  }
  t.ok(most <= 4_200, `${most} bytes in the fullest second: what was saved up, and one second's`)
  t.ok(replica.initialComplete)
  t.equal(crowd.known, 400)
  t.equal(client.budget.exhausted, 0, 'enters alone never use it up')
})
