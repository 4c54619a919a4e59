// Team records: the `tw.audience = "team"` fields of an entity, on their own beside it. Their codes and their states over long and
// troubled runs are the business of the replication model; here is what an application sees of them.

import { Replicator, SelfCheck } from '@tickwire/server/internals'
import { Random } from '@tickwire/simulation'
import t from 'tap'
import {
  type AvatarTeamView,
  type AvatarView,
  FieldWorld,
  fieldSchema,
  type OwnAvatar,
} from '../gen-nodejs/field.state.js'
import { ModelClient, VIEW_RADIUS } from './replication-model.js'
import { BLUE, RED, ROUND, SteppedSides } from './stepped-sides.js'

/** A red avatar that nobody plays; what the client of a seat knows of it. */
function withAlly(sides: SteppedSides) {
  const { avatar } = sides.world
  const row = avatar.spawn()
  avatar.ownerTeam[row] = RED
  avatar.mana[row] = 300
  avatar.badge[row] = 42
  const id = avatar.id[row]!
  const viewOf = (seat: number) => sides.clients[seat]!.replica.entities.get(id) as AvatarView | undefined
  const recordOf = (seat: number): AvatarTeamView | undefined => viewOf(seat)?.teamRecord
  const holders = (): number[] => [0, 1, 2, 3].filter((seat) => recordOf(seat) !== undefined)
  return { row, viewOf, recordOf, holders }
}

t.test('the team has it from the first snapshot on; others know the entity without it', async (t) => {
  const sides = new SteppedSides()
  const { viewOf, recordOf, holders } = withAlly(sides)
  sides.step()
  t.same(holders(), [0, 1])
  t.match(recordOf(0), { mana: 300, ready: false, badge: 42 })
  for (const seat of [0, 1, 2, 3]) t.equal(viewOf(seat)!.health, 0)
  t.notOk('mana' in viewOf(2)!, 'no field of the view')
})

t.test('it goes when the entity turns, and comes again; the entity stays', async (t) => {
  const sides = new SteppedSides()
  const { row, holders } = withAlly(sides)
  const { ownerTeam } = sides.world.avatar
  sides.step(ROUND)
  for (const [team, expected] of [
    [BLUE, [2]],
    [0, []],
    [RED, [0, 1]],
  ] as const) {
    ownerTeam[row] = team
    sides.step(ROUND)
    t.same(holders(), expected)
  }
  for (const { left } of sides.clients) t.same(left, [])
})

t.test('it goes at once when the client turns', async (t) => {
  const sides = new SteppedSides()
  const { holders } = withAlly(sides)
  sides.step(ROUND)
  sides.world.teamOf[0] = BLUE
  sides.world.teamOf[2] = RED
  sides.step()
  t.same(holders(), [1, 2])
})

t.test('it ends with its entity, and a newcomer in the same row has its own', async (t) => {
  const sides = new SteppedSides()
  const { row, recordOf } = withAlly(sides)
  const { avatar } = sides.world
  sides.step()
  const before = recordOf(0)!
  avatar.destroy(row)
  avatar.spawn()
  avatar.ownerTeam[row] = RED
  avatar.mana[row] = 7
  sides.step()
  const view = sides.clients[0]!.replica.entities.get(avatar.id[row]!) as AvatarView
  t.equal(view.teamRecord!.mana, 7)
  t.not(view.teamRecord, before)
  t.same(
    sides.clients[0]!.left.map(({ view }) => [view.id, view.teamRecord]),
    [[before.id, undefined]],
  )
})

t.test('it sleeps and wakes on its own', async (t) => {
  const sides = new SteppedSides()
  const { row, viewOf, recordOf } = withAlly(sides)
  const { avatar } = sides.world
  const states = () => [viewOf(0)!.asleep, recordOf(0)!.asleep]
  sides.step(8)
  t.same(states(), [true, true])
  avatar.mana[row] = 299
  sides.step()
  t.same(states(), [true, false])
  t.equal(recordOf(0)!.mana, 299)
  sides.step(8)
  avatar.health[row] = 50
  sides.step()
  t.same(states(), [false, true])
})

t.test('missed snapshots are made up for by a refresh', async (t) => {
  const sides = new SteppedSides()
  const { row, recordOf } = withAlly(sides)
  const { avatar } = sides.world
  sides.step()
  for (const asleep of [false, true]) {
    if (asleep) sides.step(8)
    sides.clients[0]!.dropNext = true
    avatar.mana[row] = avatar.mana[row]! + 100
    sides.step()
    t.not(recordOf(0)!.mana, avatar.mana[row], 'the snapshot was lost')
    sides.step()
    t.equal(recordOf(0)!.mana, avatar.mana[row])
    t.notOk(recordOf(0)!.stale)
  }
})

t.test('an own avatar has the fields of its team in the owner record', async (t) => {
  const sides = new SteppedSides()
  const { avatar } = sides.world
  avatar.mana[0] = 5
  sides.step()
  const { replica } = sides.clients[0]!
  t.match(replica.own as OwnAvatar, { id: avatar.id[0], mana: 5 })
  t.notOk(replica.entities.has(avatar.id[0]!))
  avatar.ownerTeam[0] = BLUE
  avatar.mana[0] = 4
  sides.step(ROUND)
  t.equal((replica.own as OwnAvatar).mana, 4, 'whatever its team')
})

t.test('its hot fields are interpolated', async (t) => {
  const sides = new SteppedSides()
  const { row, recordOf } = withAlly(sides)
  const { mana } = sides.world.avatar
  for (let i = 0; i < 4; i++) {
    mana[row] = 300 + 10 * i
    sides.step()
  }
  recordOf(0)!.showAt(sides.tick - 0.5)
  t.equal(recordOf(0)!.shown.mana, 325)
})

t.test(
  'in a crowd that is more than a client may know, no record is without its entity, and the nearest have theirs',
  async (t) => {
    const KNOWN_MAX = 25
    for (let seed = 1; seed <= 5; seed++) {
      const random = new Random(seed)
      const world = new FieldWorld(seed, { avatar: 80, chest: 1, score: 1, beacon: 1, note: 1, landmark: 1 })
      const { avatar } = world
      const replicator = new Replicator(fieldSchema, world, VIEW_RADIUS, undefined, { knownEntitiesMax: KNOWN_MAX })
      const model = new ModelClient(replicator, new SelfCheck(fieldSchema, replicator.current), 0, 0)
      world.teamOf[0] = RED
      for (let i = 0; i < 80; i++) avatar.ownerTeam[avatar.spawn()] = i % 2 === 0 ? RED : BLUE
      const self = avatar.id[0]!
      for (let tick = 1; tick <= 400; tick++) {
        for (let row = 1; row < avatar.end; row++) {
          if (tick < 360 && random.chance(0.05)) avatar.x[row] = random.between(0, 280)
          if (tick < 360 && random.chance(0.02)) avatar.ownerTeam[row] = random.below(3)
          avatar.mana[row] = random.below(2_001)
        }
        if (random.chance(0.05)) model.dropNext = true
        replicator.follow(model.client, self)
        replicator.emit(tick, [model.client])
        if (replicator.send(model.client, tick * 50, 1) === 'sent') model.check.afterSnapshot()
        model.receive(tick * 50)
        if (model.client.known.count > KNOWN_MAX) t.fail(`seed ${seed}: knows ${model.client.known.count}`)
      }
      const nearest = Array.from({ length: 79 }, (_, i) => i + 1).sort((a, b) => avatar.x[a]! - avatar.x[b]!)
      for (const row of nearest.slice(0, 8)) {
        const view = model.replica.entities.get(avatar.id[row]!) as AvatarView | undefined
        t.ok(view, `seed ${seed}: the one at ${avatar.x[row]}`)
        t.equal(view?.teamRecord !== undefined, avatar.ownerTeam[row] === RED, `seed ${seed}: and its record`)
      }
    }
  },
)
