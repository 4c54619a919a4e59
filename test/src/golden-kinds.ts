// The golden snapshots of kinds.thrift: motions that are predicted, slots at every width, states of moving and of sleeping
// entities, a refresh that does not fit into one snapshot. An emission is every second tick.

import { KindsWorld, kindsSchema } from '../gen-nodejs/kinds.state.js'
import { Mood } from '../gen-nodejs/kinds.types.js'
import type { SnapshotVector } from './golden-format.js'
import { type OnceFields, Recorder } from './golden-recorder.js'

export const KINDS_WELCOME = { tick: 500, emissionInterval: 2 }

export const KINDS_ONCE: OnceFields = { Drone: ['serial', 'name'], GaugeTeam: ['maker'] }

/** Radians of 64ths of a turn. */
const turn = (steps: number): number => (steps * 2 * Math.PI) / 64

/** Rows of the scripted world. */
const OWN = 0
const BEE = 1

export function kindsSnapshots(): SnapshotVector[] {
  const world = new KindsWorld(1, { drone: 4, turret: 2, gauge: 24, spark: 4 })
  for (let i = 0; i < 130; i++) world.gauge.destroy(world.gauge.spawn())
  addDrone(world, -50, 20, 'Own')
  addGauge(world, 1_000, 'G1')
  const recorder = new Recorder(kindsSchema, world, KINDS_WELCOME.tick, KINDS_ONCE)
  recorder.avatar = world.drone.id[OWN]!
  recorder.step('the owner record of a drone; what was there before came into view; ids take two groups')
  twoSlots(world, recorder)
  motions(world, recorder)
  moreSlots(world, recorder)
  ends(world, recorder)
  avatars(world, recorder)
  crowd(world, recorder)
  teams(world, recorder)
  return recorder.vectors
}

function addDrone({ drone }: KindsWorld, x: number, y: number, name: string): number {
  const row = drone.spawn()
  drone.x[row] = x
  drone.y[row] = y
  drone.mood[row] = Mood.WARY
  drone.serial[row] = 1_234 + row
  drone.name[row] = name
  return row
}

function addGauge({ gauge }: KindsWorld, level: number, label: string): number {
  const row = gauge.spawn()
  gauge.level[row] = level
  gauge.label[row] = label
  return row
}

function twoSlots(world: KindsWorld, recorder: Recorder): void {
  const { drone, gauge } = world
  addDrone(world, 10, 30, 'Bee')
  for (let i = 0; i < 4; i++) recorder.step(i === 0 ? 'a second slot' : 'nothing moves')
  gauge.level[0] = 1_001
  recorder.step('one sleeper wakes, the other falls asleep')
  drone.armed[BEE] = 1
  drone.mood[BEE] = Mood.ANGRY
  drone.charge[OWN] = -35
  recorder.step('two cold fields, one below and one above a hot one')
  drone.x[BEE] = 10.25
  recorder.step('the first hot field one more')
  drone.heading[BEE] = turn(63)
  recorder.step('the last hot field one less, through 0')
  drone.x[BEE] = -99
  drone.y[BEE] = 100
  drone.mood[BEE] = Mood.CALM
  drone.jump(BEE)
  recorder.step('a jump with a cold field')
}

/** Even motions at speeds that are no whole steps, turns, rims. */
function motions({ gauge, drone }: KindsWorld, recorder: Recorder): void {
  const run = (speed: number, steps: number, what: string): void => {
    const start = gauge.level[0]!
    for (let i = 1; i <= steps; i++) {
      gauge.level[0] = Math.round(start + speed * i)
      drone.x[BEE] = drone.x[BEE]! + 0.6
      recorder.step(what)
    }
  }
  run(-12.7, 14, 'an even motion, downwards')
  run(7.45, 8, 'a turn')
  run(8.6, 5, 'hardly a turn')
  run(0.3, 9, 'slow, until it counts as rest now and then')
  run(0, 6, 'it sleeps')
  run(-0.4, 8, 'slow, downwards')
  run(2, 1, 'two steps')
  run(1, 9, 'then one at a time')
  run(0, 5, 'it stops and sleeps where it is, not where it was predicted')
  gauge.level[0] = 40_780
  recorder.step('far away')
  for (let i = 1; i < 12; i++) {
    gauge.level[0] = Math.min(40_960, Math.round(40_780 + 33.37 * i))
    recorder.step('it runs into the end of its range, stays, and sleeps')
  }
}

/** Structures with 4 and with 5 slots used, some of them empty. */
function moreSlots(world: KindsWorld, recorder: Recorder): void {
  const { drone, gauge } = world
  const third = addGauge(world, 50, 'G2')
  const fourth = addGauge(world, 60, 'G3')
  for (let i = 0; i < 5; i++) recorder.step('four slots, all asleep in the end')
  drone.y[BEE] = 0
  recorder.step('a wake with four slots')
  gauge.level[third] = 55
  const fifth = addGauge(world, 70, 'G4')
  recorder.step('a wake and an enter: slots count as before the snapshot')
  gauge.destroy(third, 200)
  addGauge(world, 80, 'G5')
  recorder.step('a leave and an enter, which takes the slot')
  gauge.level[fifth] = 75
  gauge.destroy(fourth)
  recorder.step('a leave, and a wake or a code')
  for (let i = 0; i < 5; i++) recorder.step('asleep')
  gauge.destroy(fifth)
  gauge.destroy(0, 1)
  recorder.step('two of five slots are left')
  drone.heading[BEE] = turn(31)
  recorder.step('a wake beside empty slots')
}

/** Everything at the end of its range, and events with every kind of field. */
function ends({ drone, report }: KindsWorld, recorder: Recorder): void {
  drone.x[OWN] = 100
  drone.y[OWN] = -100
  drone.charge[OWN] = 40
  drone.mood[OWN] = Mood.ANGRY
  drone.armed[OWN] = 1
  drone.heading[OWN] = turn(63)
  drone.x[BEE] = 100
  drone.y[BEE] = -100
  recorder.step('ends of ranges')
  drone.heading[OWN] = 0
  recorder.step('an angle of the owner record does not wrap')
  for (let i = 0; i < 5; i++) report.emit(i % 2 === 0, turn(8 * i), 25 * i - 50, `from ${i}`, i === 3 ? '' : 'Ärger ✓')
  recorder.step('five events of one type, every kind of field')
}

function avatars(world: KindsWorld, recorder: Recorder): void {
  const { drone, turret } = world
  const gun = turret.spawn()
  turret.aim[gun] = turn(40)
  turret.heat[gun] = 9
  recorder.step('a turret')
  recorder.avatar = turret.id[gun]!
  drone.x[OWN] = 99
  recorder.step('an avatar of another type; the drone, moving, enters')
  turret.aim[gun] = turn(41)
  turret.heat[gun] = 0
  recorder.step('its record changes')
  recorder.avatar = drone.id[OWN]!
  recorder.step('the drone again')
  drone.x[OWN] = 98
  recorder.step('its record changes')
}

/** More refreshes than fit into one snapshot: some entities stay stale for one. */
function crowd(world: KindsWorld, recorder: Recorder): void {
  const { gauge, report } = world
  const rows: number[] = []
  for (let i = 0; i < 14; i++) rows.push(addGauge(world, 20_000, `${i} ${'.'.repeat(94)}`))
  const move = (): void => {
    for (const row of rows) gauge.level[row] = gauge.level[row]! + (row % 2 === 0 ? 33 : -20) - (row % 3)
  }
  const quiet = rows[0]!
  recorder.step('a crowd: more enters than fit')
  move()
  recorder.step('the rest, the first ones moving')
  for (let i = 0; i < 2; i++) {
    move()
    recorder.step('the crowd moves')
  }
  recorder.miss()
  move()
  report.emit(true, turn(33), 50, 'crowd', 'missed?')
  recorder.step('missed: more refreshes than fit, the rest stays stale and has no code')
  gauge.destroy(rows.pop()!)
  move()
  recorder.step('a stale one leaves, the others are refreshed')
  move()
  recorder.step('all have codes again')
  recorder.miss()
  move()
  recorder.step('missed once more')
  recorder.resync('resync: nothing is stale any more')
  move()
  recorder.step('all have codes at once')
  for (const row of rows.splice(1)) gauge.destroy(row)
  for (let i = 0; i < 5; i++) recorder.step('the crowd leaves, one falls asleep')
  gauge.level[quiet] = 5
  for (let i = 0; i < 6; i++) recorder.miss()
  recorder.step('a sleeper that changed and sleeps again is refreshed')
  gauge.level[quiet] = 6
  recorder.step('and wakes')
}

/** Texts and once-fields of team records, and more of them than fit into one snapshot. */
function teams(world: KindsWorld, recorder: Recorder): void {
  const { gauge, turret } = world
  const TEAM = 255
  world.teamOf[0] = TEAM
  const rows: number[] = []
  for (let i = 0; i < 10; i++) {
    const row = addGauge(world, 100 * i, `team ${i} ${'.'.repeat(88)}`)
    gauge.plan[row] = `plan ${i}`
    gauge.maker[row] = 5 + i
    gauge.ownerTeam[row] = i === 4 ? 0 : TEAM
    rows.push(row)
  }
  recorder.step('entities with team records: more than fit')
  recorder.step('the rest: a team record may come behind the snapshot of its entity')
  gauge.plan[rows[0]!] = 'Plan Ä'
  gauge.level[rows[1]!] = 7
  recorder.step('a text of a team record changes')
  for (const row of rows) {
    gauge.plan[row] = `${gauge.plan[row]}!`
    gauge.level[row] = gauge.level[row]! + 1
  }
  recorder.miss()
  recorder.step('missed: some team records stay stale')
  recorder.step('they are refreshed')
  turret.ownerTeam[0] = TEAM
  turret.base[0] = (2 * Math.PI * 31) / 32
  for (let i = 0; i < 4; i++) recorder.step('an entity that is known gets its team record')
  turret.base[0] = 0
  recorder.step('an angle of a team record one more, through 0')
}
