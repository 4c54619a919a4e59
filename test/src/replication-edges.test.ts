// Replication where the model's random field does not go: clients who only watch, and worlds with numbers in them that no
// game means to have. A game's mistake may look odd on the screen; it must not stop the process or mix up slots.

import { KNOWN_ENTITIES_MAX } from '@tickwire/protocol'
import { Replicator, SelfCheck } from '@tickwire/server/internals'
import t from 'tap'
import { Chest, FieldWorld, fieldSchema } from '../gen-nodejs/field.state.js'
import { ModelClient, VIEW_RADIUS } from './replication-model.js'

const STEP_MS = 50

/** A field and one client in it, stepped by hand. */
class Field {
  readonly world: FieldWorld
  readonly replicator: Replicator
  readonly model: ModelClient
  tick = 0

  constructor({ chest = 32 } = {}) {
    this.world = new FieldWorld(1, { avatar: 8, chest, score: 4, beacon: 4, note: 4, landmark: 4 })
    this.replicator = new Replicator(fieldSchema, this.world, VIEW_RADIUS)
    this.model = new ModelClient(this.replicator, new SelfCheck(fieldSchema, this.replicator.current), 0, 0)
  }

  avatarAt(x: number, y: number): number {
    const row = this.world.avatar.spawn()
    this.world.avatar.x[row] = x
    this.world.avatar.y[row] = y
    return row
  }

  chestAt(x: number, y: number): number {
    const row = this.world.chest.spawn()
    this.world.chest.x[row] = x
    this.world.chest.y[row] = y
    return row
  }

  /** Emits and sends; the client sees through the eyes of `avatar`. */
  step(avatar: number, ticks = 1): void {
    const { client } = this.model
    for (let i = 0; i < ticks; i++) {
      this.tick++
      this.replicator.follow(client, avatar)
      this.replicator.emit(this.tick, [client])
      this.replicator.send(client, this.tick * STEP_MS, 1)
      this.model.receive(this.tick * STEP_MS)
    }
  }

  chests(): number[] {
    return [...this.model.replica.entities.values()].filter(({ type }) => type === Chest.id).map(({ id }) => id)
  }
}

t.test('who only watches knows what has no position, and nothing that is born at the origin', async (t) => {
  const field = new Field()
  field.world.score.spawn()
  for (let i = 0; i < 8; i++) {
    field.chestAt(1, 1)
    field.step(0)
  }
  t.same(
    [...field.model.replica.entities.values()].map(({ type }) => type),
    [2],
    'the score',
  )
})

t.test('an entity whose position is no number is nowhere, until it is somewhere', async (t) => {
  for (const nowhere of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300]) {
    const field = new Field()
    const { chest, avatar } = field.world
    const [near, lost] = [field.chestAt(10, 10), field.chestAt(nowhere, 10)]
    const self = avatar.id[field.avatarAt(0, 0)]!
    field.step(self, 8)
    t.same(field.chests(), [chest.id[near]], `${nowhere} from the beginning`)
    chest.x[lost] = 20
    field.step(self, 40)
    t.equal(field.chests().length, 2)
    chest.x[near] = nowhere
    field.model.dropNext = true
    field.step(self, 8)
    t.same(field.chests(), [chest.id[lost]], `${nowhere} later, with a snapshot lost`)
    t.equal(field.model.client.known.staleCount, 0)
  }
})

t.test('an avatar whose position is no number does not hang the room', async (t) => {
  for (const nowhere of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300]) {
    const field = new Field()
    const row = field.avatarAt(nowhere, nowhere)
    const chest = field.world.chest.id[field.chestAt(10, 10)]
    field.step(field.world.avatar.id[row]!, 8)
    field.world.avatar.x[row] = 0
    field.world.avatar.y[row] = 0
    field.step(field.world.avatar.id[row]!, 8)
    t.same(field.chests(), [chest], `${nowhere}, and then back`)
  }
})

t.test('a client knows so many entities and no more; what does not fit is counted', async (t) => {
  const field = new Field({ chest: KNOWN_ENTITIES_MAX + 100 })
  for (let i = 0; i < KNOWN_ENTITIES_MAX + 100; i++) field.chestAt(i % 100, 10)
  const self = field.world.avatar.id[field.avatarAt(0, 0)]!
  field.step(self, 60)
  t.equal(field.model.replica.entities.size, KNOWN_ENTITIES_MAX)
  t.ok(field.replicator.knownListsFull > 0)
  const { chest } = field.world
  for (let row = 0; row < 100; row++) chest.destroy(row)
  field.step(self, 60)
  t.equal(field.model.replica.entities.size, KNOWN_ENTITIES_MAX, 'others have taken the free slots')
})

t.test('a text that does not go over the wire as it is differs for nobody', async (t) => {
  for (const text of ['x'.repeat(200), 'half a character \ud83d', `${'x'.repeat(23)}✓`]) {
    const field = new Field()
    const { score } = field.world
    const row = score.spawn()
    const self = field.world.avatar.id[field.avatarAt(0, 0)]!
    field.step(self)
    score.player[row] = text
    field.step(self)
    const { client, replica, selfCheck } = field.model
    t.equal(selfCheck.digests.of(client), replica.digest())
    score.points[row] = 7
    field.step(self)
    t.equal(selfCheck.digests.of(client), replica.digest())
  }
})
