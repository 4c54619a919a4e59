// A way that stands for 200 ms again and again, as TCP does after a loss: another avatar and the own one keep moving, and
// neither jumps.

import { Avatar, type AvatarView, type Steer } from '@tickwire/arena/schema'
import { avatarPrediction, CENTRE, MOVE_MAX, SPEED_MAX, STEP_LENGTH_MAX } from '@tickwire/arena/simulation'
import { SMOOTHING_MS } from '@tickwire/client'
import { Random } from '@tickwire/simulation'
import t from 'tap'
import { type DelayedArena, delayedArena, FRAME_MS } from './delayed-arena.js'

const STALL_MS = 200
const STALL_CHANCE = 0.05
const FRAMES = 60 * 60

/** Quantised places of others are off by up to half a step of 0.1 at both ends of a way. */
const ROUNDING = 0.15

/** Another avatar that goes to and fro, near the own one. */
function addWalker({ world, row: own }: DelayedArena): { readonly id: number; turn(frame: number): void } {
  const { avatar } = world
  avatar.x[own] = CENTRE
  avatar.y[own] = CENTRE - 60
  const row = avatar.spawn()
  avatar.health[row] = 100
  avatar.x[row] = CENTRE - 60
  avatar.y[row] = CENTRE + 60
  return {
    id: avatar.id[row]!,
    turn(frame) {
      avatar.moveX[row] = frame % 90 < 45 ? MOVE_MAX : -MOVE_MAX
    },
  }
}

/** 50 ms, and 200 more for what is sent while the way stands. */
function standing(seed: number): { delay(): number; arena: DelayedArena | undefined } {
  const chance = new Random(seed)
  let endsMs = 0
  return {
    arena: undefined,
    delay() {
      const nowMs = this.arena?.server.nowMs
      if (nowMs === undefined) return 50
      if (nowMs >= endsMs && chance.chance(STALL_CHANCE)) endsMs = nowMs + STALL_MS
      return 50 + Math.max(0, endsMs - nowMs)
    },
  }
}

t.test('rule 12: snapshots that stand for 200 ms, 5 % of the time begun: nobody jumps', async (t) => {
  const way = standing(3)
  const arena = await delayedArena(
    () => 50,
    () => way.delay(),
  )
  const walker = addWalker(arena)
  for (let i = 0; i < 60; i++) await arena.frame()
  const { mistakes } = arena.own.corrections
  t.equal(mistakes, 1, 'of having been put there')
  way.arena = arena
  const view = arena.room.entities.get(walker.id) as AvatarView
  t.equal(view.type, Avatar.id)
  const farthest = { other: 0, own: 0 }
  for (let frame = 0; frame < FRAMES; frame++) {
    const other = { ...view.shown }
    const own = { ...arena.own.shown }
    walker.turn(frame)
    const steer: Steer = { moveX: frame % 60 < 30 ? MOVE_MAX : -MOVE_MAX, moveY: 0, aim: 0, fire: false }
    await arena.frame(steer)
    farthest.other = Math.max(farthest.other, Math.hypot(view.shown.x - other.x, view.shown.y - other.y))
    farthest.own = Math.max(farthest.own, Math.hypot(arena.own.shown.x - own.x, arena.own.shown.y - own.y))
  }
  const frameWay = (SPEED_MAX * FRAME_MS) / 1_000
  t.ok(
    farthest.other <= frameWay * 1.05 + ROUNDING,
    `the other: ${farthest.other} units in a frame, usually ${frameWay}`,
  )
  t.ok(farthest.own <= frameWay * 1.25 + STEP_LENGTH_MAX / 2, `the own one: ${farthest.own}`)
  t.match(arena.own.corrections, { mistakes, others: 0, late: 0, snaps: 1 })
  t.ok(arena.room.stats.interpolationDelayMs < 50 + STALL_MS + 20, `${arena.room.stats.interpolationDelayMs} ms`)
})

t.test('commands that stand for 200 ms: corrections are known as late, and fade', async (t) => {
  const way = standing(4)
  const arena = await delayedArena(
    () => way.delay(),
    () => 50,
  )
  way.arena = arena
  let farthest = 0
  for (let frame = 0; frame < FRAMES; frame++) {
    const { x, y } = arena.own.shown
    const moveX = frame % 60 < 30 ? MOVE_MAX : -MOVE_MAX
    await arena.frame({ moveX, moveY: 0, aim: (frame % 8) / 2, fire: false })
    farthest = Math.max(farthest, Math.hypot(arena.own.shown.x - x, arena.own.shown.y - y))
  }
  const { late, mistakes, others, snaps } = arena.own.corrections
  t.ok(late > 0 && late < 300, `${late} late`)
  t.same([mistakes, others, snaps], [0, 0, 0])
  const fades = avatarPrediction.snapDistance * (1 - Math.exp(-FRAME_MS / SMOOTHING_MS))
  t.ok(farthest <= fades + (SPEED_MAX * FRAME_MS * 1.25) / 1_000 + STEP_LENGTH_MAX / 2, `${farthest} units in a frame`)
})
