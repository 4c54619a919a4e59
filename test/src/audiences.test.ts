// Whom an entity and an event are for (`tw.to`): everybody in whose area it is, a team, one seat, all. Netcode rules 7 and 14.

import { LeaveReason } from '@tickwire/protocol'
import t from 'tap'
import { BLUE, FAR, RED, ROUND, SteppedSides } from './stepped-sides.js'

/** One entity of each audience, far away but for the one in an area; ids by audience. */
function onePerAudience({ world }: SteppedSides) {
  const { beacon, chest, landmark, note } = world
  const rows = { area: chest.spawn(), team: beacon.spawn(), owner: note.spawn(), all: landmark.spawn() }
  beacon.x[rows.team] = FAR
  beacon.ownerTeam[rows.team] = RED
  note.ownerSeat[rows.owner] = 1
  landmark.x[rows.all] = FAR
  return {
    rows,
    area: chest.id[rows.area]!,
    team: beacon.id[rows.team]!,
    owner: note.id[rows.owner]!,
    all: landmark.id[rows.all]!,
  }
}

t.test('an entity is sent to whom its type says, at once, wherever it stands', async (t) => {
  const sides = new SteppedSides()
  const ids = onePerAudience(sides)
  sides.step()
  t.same(sides.knownTo(ids.area), [0, 1, 2, 3])
  t.same(sides.knownTo(ids.team), [0, 1])
  t.same(sides.knownTo(ids.owner), [1])
  t.same(sides.knownTo(ids.all), [0, 1, 2, 3])
  sides.world.chest.x[0] = FAR
  sides.step(40)
  t.same(sides.knownTo(ids.area), [], 'a chest far away is in no area')
  t.same(sides.knownTo(ids.team), [0, 1], 'only areas end')
})

t.test('who has no avatar knows what is for all, for the team and for the seat', async (t) => {
  const sides = new SteppedSides()
  const ids = onePerAudience(sides)
  sides.world.avatar.destroy(1)
  sides.step(ROUND)
  const known = [...sides.clients[1]!.replica.entities.keys()]
  for (const id of [ids.team, ids.owner, ids.all]) t.ok(known.includes(id))
})

t.test(
  'an entity that changes hands leaves hidden within a round, however short its stay, and enters for the others',
  async (t) => {
    const sides = new SteppedSides()
    const { beacon, note } = sides.world
    const ids = onePerAudience(sides)
    sides.step()
    beacon.ownerTeam[ids.rows.team] = BLUE
    note.ownerSeat[ids.rows.owner] = 3
    sides.step(ROUND)
    t.same([sides.knownTo(ids.team), sides.knownTo(ids.owner)], [[2], [3]])
    t.same(
      sides.clients[1]!.left.map(({ view, reason }) => [view.id, reason]).sort(),
      [
        [ids.team, LeaveReason.HIDDEN],
        [ids.owner, LeaveReason.HIDDEN],
      ].sort(),
    )
  },
)

t.test('a client that changes sides is told with the next snapshot', async (t) => {
  for (let phase = 0; phase < ROUND; phase++) {
    const sides = new SteppedSides()
    const ids = onePerAudience(sides)
    sides.step(ROUND + phase)
    sides.world.teamOf[0] = BLUE
    sides.world.teamOf[3] = RED
    sides.step()
    t.same(sides.knownTo(ids.team), [1, 3])
  }
})

t.test('canSee is asked of everything, whomever it is for', async (t) => {
  const sides = new SteppedSides()
  const ids = onePerAudience(sides)
  sides.canSee = (seat) => seat !== 1
  sides.step()
  for (const id of [ids.area, ids.team, ids.owner, ids.all]) t.notOk(sides.knownTo(id).includes(1))
  sides.canSee = () => true
  sides.step(ROUND)
  for (const id of [ids.area, ids.team, ids.owner, ids.all]) t.ok(sides.knownTo(id).includes(1))
})

t.test('an event to a team reaches the seats that are of it then; one to no team, nobody', async (t) => {
  const sides = new SteppedSides()
  const { rallied, pinged, teamOf } = sides.world
  const emit = (signal: number): void => {
    for (const [i, team] of [RED, BLUE, 0].entries()) {
      rallied.emit(team, signal + i)
      pinged.emit(team, signal + i)
    }
    sides.step()
  }
  emit(10)
  teamOf[1] = BLUE
  emit(20)
  const told = [[10, 20], [10, 21], [11, 21], []]
  t.same(
    sides.clients.map(({ rallied }) => rallied),
    told,
    'reliable ones',
  )
  t.same(
    sides.clients.map(({ pinged }) => pinged),
    told,
    'unreliable ones',
  )
})
