// A line that stands for 200 ms again and again, as TCP does after a loss: another avatar and the own one keep moving, neither
// jumps, nothing stands for long, and when the line is clear again all is as it was before.

import { Avatar, type AvatarView, type Steer } from '@tickwire/arena/schema'
import {
  avatarPrediction,
  CENTRE,
  MOVE_MAX,
  SPEED_MAX,
  STEP_LENGTH_MAX,
  TICK_RATE_HZ,
} from '@tickwire/arena/simulation'
import { SMOOTHING_MS } from '@tickwire/client'
import t, { type Test } from 'tap'
import { type DelayedArena, delayedArena, FRAME_MS } from './delayed-arena.js'

const LATENCY_MS = 50
const STALLS = { stallChance: 0.05, stallMs: 200 }
const CLEAR = { stallChance: 0 }
const SECOND = 60
const TICK_MS = 1_000 / TICK_RATE_HZ

/** Quantised places of others are off by up to half a step of 0.1 at both ends of a way. */
const ROUNDING = 0.15

/** What an avatar goes in a frame at full speed. */
const FRAME_WAY = (SPEED_MAX * FRAME_MS) / 1_000

/** The most that the own avatar moves in a frame without a correction: at the pace of its tick when that hurries. */
const OWN_WAY_MAX = FRAME_WAY * 1.25 + STEP_LENGTH_MAX / 2

/** What more of a correction fades in a frame. */
const FADES_MAX = avatarPrediction.snapDistance * (1 - Math.exp(-FRAME_MS / SMOOTHING_MS))

/** Another avatar that goes to and fro, near the own one. */
function addWalker({ world, row: own }: DelayedArena): { readonly id: number; readonly row: number } {
  const { avatar } = world
  avatar.x[own] = CENTRE
  avatar.y[own] = CENTRE - 60
  const row = avatar.spawn()
  avatar.health[row] = 100
  avatar.x[row] = CENTRE - 60
  avatar.y[row] = CENTRE + 60
  return { id: avatar.id[row]!, row }
}

/** What was seen in some frames. */
interface Seen {
  /** The farthest that the other and the own avatar moved in a frame. */
  readonly other: number
  readonly own: number
  /** What the other went in all, as it was shown and in the world. */
  readonly shownWay: number
  readonly way: number
  /** Most frames in a row in which the other stood, though it went. */
  readonly stood: number
}

/** A walker and the own avatar, both to and fro, over a line that can be made bad. */
async function walk(t: Test, seed: number): Promise<{ arena: DelayedArena; watch(frames: number): Promise<Seen> }> {
  const arena = await delayedArena({ latencyMs: LATENCY_MS }, seed)
  const { avatar } = arena.world
  const { id, row } = addWalker(arena)
  for (let i = 0; i < SECOND; i++) await arena.frame()
  t.equal(arena.own.corrections.mistakes, 1, 'of having been put there')
  const view = arena.room.entities.get(id) as AvatarView
  t.equal(view.type, Avatar.id)
  let frame = 0
  const watch = async (frames: number): Promise<Seen> => {
    const seen = { other: 0, own: 0, shownWay: 0, way: 0, stood: 0 }
    let stood = 0
    for (let end = frame + frames; frame < end; frame++) {
      const before = { shown: { ...view.shown }, own: { ...arena.own.shown }, x: avatar.x[row]! }
      avatar.moveX[row] = frame % 90 < 45 ? MOVE_MAX : -MOVE_MAX
      const steer: Steer = {
        moveX: frame % 60 < 30 ? MOVE_MAX : -MOVE_MAX,
        moveY: 0,
        aim: (frame % 8) / 2,
        fire: false,
      }
      await arena.frame(steer)
      const moved = Math.hypot(view.shown.x - before.shown.x, view.shown.y - before.shown.y)
      seen.other = Math.max(seen.other, moved)
      seen.own = Math.max(seen.own, Math.hypot(arena.own.shown.x - before.own.x, arena.own.shown.y - before.own.y))
      seen.shownWay += moved
      seen.way += Math.abs(avatar.x[row]! - before.x)
      stood = moved < FRAME_WAY / 20 ? stood + 1 : 0
      seen.stood = Math.max(seen.stood, stood)
    }
    return seen
  }
  return { arena, watch }
}

/** Nothing stands for longer than where the other turns, and it goes its whole way. */
function isWhole(seen: Seen, clear: Seen): boolean {
  return seen.stood <= clear.stood && Math.abs(seen.shownWay / seen.way - 1) < 0.01
}

t.test('rule 12: 5 % of the snapshots stand for 200 ms: nobody jumps, and all recovers', async (t) => {
  const { arena, watch } = await walk(t, 3)
  const { link, room, own } = arena
  await watch(5 * SECOND)
  const clear = await watch(10 * SECOND)
  t.ok(isWhole(clear, clear) && clear.stood < 5, `a clear line: ${clear.stood} frames at a turn`)
  const { snaps } = own.corrections

  link.toClient.set(STALLS)
  const first = await watch(10 * SECOND)
  t.ok(first.stood * FRAME_MS <= STALLS.stallMs, `the first stalls are seen, for ${first.stood} frames`)
  const then = await watch(60 * SECOND)
  t.ok(isWhole(then, clear), `then none is: ${JSON.stringify(then)}`)
  t.ok(room.stats.interpolationDelayMs < TICK_MS + STALLS.stallMs + 20, `${room.stats.interpolationDelayMs} ms`)

  link.toClient.set(CLEAR)
  const after = await watch(30 * SECOND)
  t.ok(after.stood <= clear.stood, 'nor afterwards')
  t.ok(room.stats.interpolationDelayMs < TICK_MS + 20, `shown ${room.stats.interpolationDelayMs} ms ago, as before`)
  for (const seen of [clear, first, then, after]) {
    t.ok(seen.other <= FRAME_WAY * 1.05 + ROUNDING, `the other: ${seen.other} units in a frame, usually ${FRAME_WAY}`)
    t.ok(seen.own <= OWN_WAY_MAX, `the own one: ${seen.own}`)
  }
  t.match(own.corrections, { mistakes: 1, others: 0, late: 0, snaps })
})

t.test('5 % of the commands stand for 200 ms: corrections are known as late, and fade', async (t) => {
  const { arena, watch } = await walk(t, 4)
  const { link, own } = arena
  await watch(5 * SECOND)
  const { snaps } = own.corrections
  link.toServer.set(STALLS)
  const seen = await watch(60 * SECOND)
  const { late } = own.corrections
  t.ok(late > 0 && late < 300, `${late} late`)
  t.ok(seen.own <= OWN_WAY_MAX + FADES_MAX, `${seen.own} units in a frame`)
  link.toServer.set(CLEAR)
  await watch(30 * SECOND)
  const settled = own.corrections.late
  const after = await watch(10 * SECOND)
  t.equal(own.corrections.late, settled, 'none any more when the line is clear')
  t.ok(after.own <= OWN_WAY_MAX, `${after.own} units in a frame`)
  t.match(own.corrections, { mistakes: 1, others: 0, snaps })
})

t.test('both ways stand: nobody jumps, and nothing is mistaken for another cause', async (t) => {
  const { arena, watch } = await walk(t, 5)
  await watch(5 * SECOND)
  const { snaps } = arena.own.corrections
  arena.link.set(STALLS)
  const seen = await watch(60 * SECOND)
  t.ok(seen.other <= FRAME_WAY * 1.05 + ROUNDING, `the other: ${seen.other} units in a frame`)
  t.ok(seen.own <= OWN_WAY_MAX + FADES_MAX, `the own one: ${seen.own}`)
  t.match(arena.own.corrections, { mistakes: 1, others: 0, snaps })
})
