// The golden snapshots of field.thrift: one client's view of a scripted field, each step says which part of a snapshot it is
// for. In the first steps everything happens once; then come the rims of ranges, several changes at once, gaps in the ticks,
// and other avatars.

import { FieldWorld, fieldSchema } from '../gen-nodejs/field.state.js'
import type { SnapshotVector } from './golden-format.js'
import { type OnceFields, Recorder } from './golden-recorder.js'

export const FIELD_WELCOME = { tick: 40, emissionInterval: 1 }

export const FIELD_ONCE: OnceFields = { Avatar: ['name'], AvatarTeam: ['badge'] }

/** Radians of 256ths of a turn. */
const turn = (steps: number): number => (steps * 2 * Math.PI) / 256

export function fieldSnapshots(): SnapshotVector[] {
  const world = new FieldWorld(1, { avatar: 6, chest: 8, score: 4, beacon: 4, note: 4, landmark: 4 })
  const recorder = new Recorder(fieldSchema, world, FIELD_WELCOME.tick, FIELD_ONCE)
  everythingOnce(world, recorder)
  rims(world, recorder)
  oneOff(world, recorder)
  turns(world, recorder)
  gaps(world, recorder)
  ownRecord(world, recorder)
  otherAvatars(world, recorder)
  teams(world, recorder)
  resyncs(world, recorder)
  return recorder.vectors
}

function place({ avatar }: FieldWorld, row: number, x: number, y: number, name: string): void {
  avatar.x[row] = x
  avatar.y[row] = y
  avatar.name[row] = name
  avatar.health[row] = 100
}

function everythingOnce(world: FieldWorld, recorder: Recorder): void {
  const { avatar, chest, score } = world
  place(world, avatar.spawn(), 100, 100, 'Ada')
  place(world, avatar.spawn(), 150, 120, 'Grace')
  recorder.avatar = avatar.id[0]!
  const box = chest.spawn()
  chest.x[box] = 90
  chest.y[box] = 80
  score.player[score.spawn()] = 'Ada'
  recorder.step('first snapshot: owner record of another avatar, three enters, initial complete')
  for (let i = 0; i < 4; i++) {
    avatar.x[1] = avatar.x[1]! + 5
    avatar.x[0] = avatar.x[0]! + 1.25
    recorder.step('residuals of a mover, changes of the owner record')
  }
  avatar.health[1] = 64
  avatar.heading[1] = 1
  recorder.client.commandSeq = 3
  recorder.client.slackMs = -12
  recorder.client.substituted = 1
  recorder.step('other fields change, an angle turns, a command is acknowledged')
  avatar.x[1] = 20
  avatar.y[1] = 30
  avatar.jump(1)
  recorder.step('a jump')
  for (let i = 0; i < 5; i++) recorder.step('nothing moves: entities fall asleep')
  chest.open[box] = 1
  recorder.step('a sleeper wakes')
  world.explosion.emit(110, 95)
  world.granted.emit(0, 17)
  world.announced.emit('Grace opened a chest ✓')
  recorder.step('events: unreliable in the area, reliable to the owner and to all')
  avatar.x[1] = 26
  recorder.miss()
  avatar.x[1] = 32
  recorder.step('a snapshot was missed: the tick is written, the awake entity is refreshed')
  avatar.destroy(1, 9)
  recorder.step('a leave with a cause')
  place(world, avatar.spawn(), 60, 60, 'Edsger')
  recorder.step('a spawn takes the freed slot')
}

function rims({ avatar, chest, score }: FieldWorld, recorder: Recorder): void {
  for (let i = 0; i < 4; i++) {
    avatar.x[1] = Math.max(0, avatar.x[1]! - 25)
    avatar.heading[1] = 6.2 + i * 0.1
    avatar.heading[0] = 6.2 + i * 0.1
    recorder.step('a negative rate runs into 0, angles turn through 0, in the entity and in the owner record')
  }
  avatar.x[1] = 500
  avatar.jump(1)
  recorder.step('a jump out of motion')
  score.player[0] = 'Ada 🚀'
  recorder.step('a text changes')
  const boxes = [chest.spawn(), chest.spawn()]
  boxes.forEach((row, i) => {
    chest.x[row] = 110 + i
    chest.y[row] = 110
  })
  recorder.step('two spawns at once')
  for (let i = 0; i < 6; i++) recorder.step('and asleep')
  for (const row of boxes) chest.destroy(row)
  recorder.step('two leaves at once')
  const again = [avatar.spawn(), chest.spawn()]
  avatar.x[again[0]!] = 130
  avatar.y[again[0]!] = 130
  chest.x[again[1]!] = 95
  chest.y[again[1]!] = 95
  recorder.step('two types enter at once, into slots freed last first')
  for (let i = 0; i < 25; i++) {
    avatar.x[again[0]!] = avatar.x[again[0]!]! + 20
    recorder.step('out of sight, after its least stay')
  }
}

/** The code for one field that is a step beside its prediction, and codes with several cold fields. */
function oneOff(world: FieldWorld, recorder: Recorder): void {
  const { avatar, score } = world
  const row = avatar.spawn()
  place(world, row, 140, 140, 'Barbara')
  avatar.heading[row] = turn(255)
  recorder.step('another one')
  avatar.heading[row] = 0
  recorder.step('an angle one more than predicted, through 0')
  avatar.heading[row] = turn(255)
  recorder.step('an angle one less, through 0')
  avatar.y[row] = avatar.y[row]! + 0.1
  recorder.step('a linear field one more than predicted')
  avatar.y[row] = avatar.y[row]! - 0.1
  recorder.step('and one less')
  avatar.x[row] = 141
  avatar.heading[row] = turn(127)
  avatar.health[row] = 7
  avatar.stance[row] = 2
  recorder.step('half a turn, and two cold fields')
  avatar.heading[row] = turn(64)
  avatar.health[row] = 100
  avatar.x[row] = 90
  avatar.jump(row)
  recorder.step('a jump with a cold field')
  score.points[0] = 1_000_000
  avatar.x[row] = 125
  recorder.step('a far step that is no jump: the value itself')
}

/** What a code is like after one in which a field turned: alone, with cold fields, and told to who comes after it. */
function turns({ avatar }: FieldWorld, recorder: Recorder): void {
  const row = avatar.end - 1
  const steps = (x: number, y: number, angle: number, what: string): void => {
    avatar.x[row] = avatar.x[row]! + x / 10
    avatar.y[row] = avatar.y[row]! + y / 10
    avatar.heading[row] = avatar.heading[row]! + turn(angle)
    recorder.step(what)
  }
  steps(30, 0, 0, 'x turns')
  steps(30, 0, 0, 'as predicted after a turn')
  steps(30, 0, 0, 'and again')
  steps(0, 40, 0, 'x and y turn')
  steps(10, 40, 5, 'x turns on, y is as predicted, the angle turns')
  steps(10, 40, 6, 'the angle alone goes on turning')
  steps(10, 40, 1, 'one field a step beside its prediction after a turn')
  avatar.health[row] = 60
  steps(10, 40, 0, 'a cold field, the hot ones as predicted')
  avatar.health[row] = 59
  steps(10, 40, 1, 'a cold field, one hot one a step beside its prediction')
  avatar.health[row] = 58
  steps(-10, 40, 0, 'a cold field, and a turn')
  avatar.health[row] = 57
  steps(-30, 20, 0, 'a cold field, and turning on')
  avatar.health[row] = 56
  steps(-30, 20, 0, 'a cold field, as predicted after a turn')
  steps(0, 0, 9, 'once more, before a snapshot is missed')
  recorder.miss()
  steps(0, 0, 9, 'the entity is refreshed while it turns')
  steps(0, 0, 9, 'and turns on')
}

/** Ticks that passed without an emission, and emissions that the client missed; other numbers of the header. */
function gaps({ avatar }: FieldWorld, recorder: Recorder): void {
  const row = avatar.end - 1
  const walk = (): void => {
    avatar.x[row] = avatar.x[row]! - 1.27
  }
  walk()
  recorder.timeFactor = 0.75
  recorder.step('the simulation runs at three quarters', 3)
  walk()
  recorder.client.commandSeq = 300
  recorder.client.slackMs = 40
  recorder.client.substituted = 7
  recorder.step('a command is acknowledged in a room that is late')
  recorder.timeFactor = 1
  walk()
  recorder.client.substituted = 8
  recorder.step('only the late ticks grew')
  walk()
  recorder.miss()
  walk()
  recorder.step('missed, and late: the entity is refreshed in motion', 4)
  walk()
  recorder.step('and goes on as before')
}

/** Rates, rims and escapes of the owner record. */
function ownRecord({ avatar, chest }: FieldWorld, recorder: Recorder): void {
  const far = chest.spawn()
  chest.y[far] = 3_950
  const move = (dx: number, dy: number, what: string): void => {
    avatar.x[0] = Math.max(0, Math.min(4_096, avatar.x[0]! + dx))
    avatar.y[0] = Math.max(0, Math.min(4_096, avatar.y[0]! + dy))
    recorder.step(what)
  }
  avatar.health[0] = 31
  avatar.ammo[0] = 999
  avatar.stance[0] = 2
  avatar.cooldown[0] = 9.5
  move(2.5, 0, 'other fields of the owner record')
  move(2.5, 0, 'its x moves evenly')
  move(0, 0, 'it stands: unchanged, the rate is 0')
  move(0.5, 0, 'it moves on')
  avatar.x[0] = avatar.x[0]! + 0.5
  recorder.miss()
  move(0.5, 0, 'the record before is that of the last snapshot received')
  for (let i = 0; i < 5; i++) move(-30, 0, 'its x runs into 0')
  move(0, 3_800, 'far away: values themselves')
  for (let i = 0; i < 4; i++) move(0, 60, 'its y runs into the end')
  for (let i = 0; i < 3; i++) move(0, 0, 'a sleeper came into view')
}

function otherAvatars(world: FieldWorld, recorder: Recorder): void {
  const { avatar } = world
  const other = avatar.spawn()
  place(world, other, 20, 4_000, 'Radia')
  recorder.step('a spawn near the avatar')
  recorder.avatar = avatar.id[other]!
  avatar.x[0] = 7
  recorder.step('another avatar: it is hidden, the old one enters')
  avatar.x[other] = 22
  recorder.step('its first change, without a rate')
  avatar.x[other] = 24
  recorder.step('its second, with one')
  recorder.avatar = 0
  recorder.step('no avatar')
  recorder.step('still none')
  recorder.avatar = avatar.id[0]!
  recorder.step('the first avatar again')
  avatar.destroy(0)
  recorder.step('the own avatar is gone')
}

const RED = 1
const BLUE = 2

/** The client's seat is red, then blue; a red avatar and a blue one stand near it. */
function teams(world: FieldWorld, recorder: Recorder): void {
  const { avatar, beacon, note, landmark } = world
  const [self, red, blue] = [avatar.spawn(), avatar.spawn(), avatar.spawn()]
  for (const [i, row] of [self, red, blue].entries()) {
    place(world, row, 1_000 + 10 * i, 1_000, ['Self', 'Red', 'Blue'][i]!)
    avatar.badge[row] = 100 + i
    avatar.mana[row] = 500
    avatar.ownerTeam[row] = row === blue ? BLUE : RED
  }
  world.teamOf[0] = RED
  recorder.avatar = avatar.id[self]!
  recorder.step('an ally enters with its team record, a stranger without; the owner record has the team fields')
  for (const team of [RED, BLUE]) {
    const row = beacon.spawn()
    beacon.x[row] = 3_000 + team
    beacon.ownerTeam[row] = team
  }
  for (const seat of [0, 1]) {
    const row = note.spawn()
    note.line[row] = `for ${seat}`
    note.ownerSeat[row] = seat
  }
  landmark.x[landmark.spawn()] = 4_000
  recorder.step('for the team, for the seat and for all, far away')
  const play = (what: string): void => {
    for (const row of [self, red, blue]) avatar.mana[row] = avatar.mana[row]! - 3
    recorder.step(what)
  }
  for (let i = 0; i < 4; i++) play('a field of the team record moves evenly, the public record falls asleep')
  recorder.resync('resync with team records, one in a slot below its entity')
  avatar.ready[red] = 1
  avatar.x[red] = 1_012
  play('both records change')
  avatar.jump(red)
  play('a jump is one of both records')
  recorder.miss()
  play('missed: both records are refreshed')
  for (let i = 0; i < 5; i++) recorder.step('the team record falls asleep')
  avatar.mana[red] = 9
  recorder.step('the team record wakes alone')
  for (const team of [RED, BLUE]) {
    world.rallied.emit(team, team)
    world.pinged.emit(team, 10 + team)
  }
  recorder.step('events to the team')
  avatar.ownerTeam[red] = BLUE
  for (let i = 0; i < 4; i++) recorder.step('the ally turns blue: its team record leaves alone')
  world.teamOf[0] = BLUE
  recorder.step('the client turns blue: what was red leaves, what is blue enters')
  avatar.destroy(red, 3)
  recorder.step('an entity and its team record leave')
}

/** The same again in one frame: with freed slots in their order, sleepers, motion, and the rates of the owner record. */
function resyncs(world: FieldWorld, recorder: Recorder): void {
  const { avatar, chest } = world
  const self = avatar.rowOf(recorder.avatar)
  const walker = avatar.spawn()
  place(world, walker, 1_100, 1_010, 'Walker')
  const extra = [chest.spawn(), chest.spawn(), chest.spawn()]
  extra.forEach((box, i) => {
    chest.x[box] = 1_010 + i
    chest.y[box] = 1_000
  })
  recorder.step('four spawns')
  for (const at of [1, 0]) chest.destroy(extra[at]!)
  const walk = (): void => {
    avatar.x[walker] = avatar.x[walker]! - 1.27
    avatar.x[self] = avatar.x[self]! + 0.75
  }
  walk()
  recorder.step('two leaves')
  walk()
  recorder.miss()
  walk()
  recorder.step('a snapshot was missed')
  walk()
  recorder.step('all is in motion')
  recorder.resync('resync: what is known already, in one frame')
  walk()
  recorder.step('and on from there')
  for (let i = 0; i < 2; i++) {
    const row = chest.spawn()
    chest.x[row] = 1_020
    chest.y[row] = 1_000
  }
  recorder.step('two spawns into the freed slots')
  recorder.avatar = 0
  recorder.step('nobody to look from')
  recorder.resync('resync without an avatar')
  recorder.avatar = avatar.id[self]!
  recorder.step('the avatar again')
}
