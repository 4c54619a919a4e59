// Prediction against the real server and the real game, over a way that takes time: alone among walls the client is never
// corrected; what others do is told apart and shown without a jump.

import { Avatar, Chest, type Steer } from '@tickwire/arena/schema'
import {
  avatarPrediction,
  CENTRE,
  MOVE_MAX,
  moveAvatar,
  SPEED_MAX,
  STEP_LENGTH_MAX,
  TICK_RATE_HZ,
} from '@tickwire/arena/simulation'
import { PREDICTED_TICKS_MAX, SMOOTHING_MS } from '@tickwire/client'
import { Random } from '@tickwire/simulation'
import t from 'tap'
import { type DelayedArena, delayedArena, FRAME_MS } from './delayed-arena.js'

const TICKS = 10_000

// Ten thousand ticks are half a million milliseconds.
t.setTimeout(120_000)

const AT_REST: Steer = { moveX: 0, moveY: 0, aim: 0, fire: false }
const RIGHT: Steer = { ...AT_REST, moveX: MOVE_MAX }

/**
 * The farthest that what is shown may move in a frame while a correction fades: the part of it that fades in a frame, the own
 * way at most a quarter faster than usual, and a step that a command changed after it began to be shown.
 */
const SHOWN_PER_FRAME_MAX =
  avatarPrediction.snapDistance * (1 - Math.exp(-FRAME_MS / SMOOTHING_MS)) +
  (SPEED_MAX * FRAME_MS * 1.25) / 1_000 +
  STEP_LENGTH_MAX / 2

/** In the open, unshielded and still. */
function put({ world, row }: DelayedArena, x = CENTRE, y = CENTRE - 60): void {
  const { avatar } = world
  avatar.x[row] = x
  avatar.y[row] = y
  avatar.vx[row] = 0
  avatar.vy[row] = 0
  avatar.jump(row)
}

/** Frames with the same input; returns the farthest that the shown place moved in one of them. */
async function frames(arena: DelayedArena, count: number, steer: Steer): Promise<number> {
  let farthest = 0
  for (let i = 0; i < count; i++) {
    const { x, y } = arena.own.shown
    await arena.frame(steer)
    farthest = Math.max(farthest, Math.hypot(arena.own.shown.x - x, arena.own.shown.y - y))
  }
  return farthest
}

/** Somebody who changes mind and aim at any frame. */
function anyInput(chance: Random, last: Steer): Steer {
  const aim = chance.chance(0.5) ? last.aim : chance.unit() * 6
  const fire = chance.chance(0.05)
  if (!chance.chance(0.08)) return { ...last, aim, fire }
  const axis = (): number => (chance.chance(0.3) ? 0 : chance.below(2 * MOVE_MAX + 1) - MOVE_MAX)
  return { moveX: axis(), moveY: axis(), aim, fire }
}

for (const delayMs of [0, 50, 150, 300]) {
  t.test(`rule 5: alone among walls, ${delayMs} ms each way: no correction in ${TICKS} ticks`, async (t) => {
    const { own, frame, world, row, serverRoom } = await delayedArena({ latencyMs: delayMs })
    const chance = new Random(7 + delayMs)
    const start = serverRoom.tickNumber
    let steer = AT_REST
    let wayAtWalls = 0
    while (serverRoom.tickNumber < start + TICKS) {
      steer = anyInput(chance, steer)
      await frame(steer, 1_000 / 30)
      const wants = Math.hypot(steer.moveX, steer.moveY) > 100
      if (wants && Math.hypot(world.avatar.vx[row]!, world.avatar.vy[row]!) < SPEED_MAX / 3) wayAtWalls++
    }
    t.match(own.corrections, { mistakes: 0, late: 0, others: 0, snaps: 0 })
    t.ok(wayAtWalls > 100, `it met walls: ${wayAtWalls} frames`)
  })
}

t.test('the own avatar answers in the frame of the input, however long the way', async (t) => {
  const arena = await delayedArena({ latencyMs: 200 })
  put(arena)
  await frames(arena, 120, AT_REST)
  const { x } = arena.own.shown
  const tick = arena.serverRoom.tickNumber
  await frames(arena, 2, RIGHT)
  t.ok(arena.own.shown.x > x, `${arena.own.shown.x - x} units`)
  t.ok(arena.serverRoom.tickNumber <= tick + 1, 'long before the server has heard of it')
  t.equal(arena.world.avatar.vx[arena.row], 0)
})

t.test('what others do is counted apart, and shown without a jump', async (t) => {
  const arena = await delayedArena({ latencyMs: 75 })
  const { world, row, own } = arena
  put(arena)
  await frames(arena, 60, AT_REST)
  const before = { ...own.corrections }
  for (let push = 1; push <= 4; push++) {
    const farthest = await frames(arena, 5, push % 2 === 0 ? { ...RIGHT, moveX: -MOVE_MAX } : RIGHT)
    world.avatar.health[row] = world.avatar.health[row]! - 1
    world.avatar.y[row] = world.avatar.y[row]! + (push % 2 === 0 ? -40 : 40)
    const pushed = await frames(arena, 60, push % 2 === 0 ? { ...RIGHT, moveX: -MOVE_MAX } : RIGHT)
    t.ok(Math.max(farthest, pushed) <= SHOWN_PER_FRAME_MAX, `${pushed} of ${SHOWN_PER_FRAME_MAX} units in a frame`)
    t.equal(own.corrections.others, before.others + push)
    t.ok(own.corrections.lastDistance > 39, `${own.corrections.lastDistance}`)
  }
  t.match(own.corrections, { mistakes: before.mistakes, late: before.late, snaps: before.snaps })
  await frames(arena, 60, AT_REST)
  t.ok(Math.abs(own.shown.x - world.avatar.x[row]!) < 0.1 && Math.abs(own.shown.y - world.avatar.y[row]!) < 0.1)
})

t.test('a push that no field tells of is a mistake; a far one is shown at once', async (t) => {
  const arena = await delayedArena({ latencyMs: 75 })
  const { world, row, own } = arena
  put(arena)
  await frames(arena, 60, AT_REST)
  const before = { ...own.corrections }
  world.avatar.vx[row] = 200
  await frames(arena, 30, AT_REST)
  t.equal(own.corrections.mistakes, before.mistakes + 1)
  world.avatar.health[row] = 50
  put(arena, CENTRE + 500)
  await frames(arena, 30, AT_REST)
  t.match(own.corrections, { others: before.others + 1, snaps: before.snaps + 1 })
  t.equal(own.shown.x, world.avatar.x[row])
})

t.test('death stops the own avatar, and a return is not glided to', async (t) => {
  const arena = await delayedArena({ latencyMs: 75 })
  const { world, row, own } = arena
  put(arena)
  await frames(arena, 60, RIGHT)
  const { snaps, mistakes } = own.corrections
  world.avatar.health[row] = 0
  world.avatar.vx[row] = 0
  world.avatar.respawnTicks[row] = 20
  t.ok((await frames(arena, 30, RIGHT)) <= SHOWN_PER_FRAME_MAX)
  t.ok(Math.abs(own.shown.x - world.avatar.x[row]!) < 2, 'it lies where the server has it')
  await frames(arena, 60, RIGHT)
  t.ok(world.avatar.health[row]! > 0)
  t.equal(own.corrections.snaps, snaps + 1)
  t.equal(own.corrections.mistakes, mistakes)
})

t.test('a client that lies about its speed gains nothing', async (t) => {
  const liar = await delayedArena({ latencyMs: 50 })
  const { room, world, row } = liar
  const fast = room.predict(Avatar, {
    ...avatarPrediction,
    step(avatars, at) {
      moveAvatar(avatars, at)
      moveAvatar(avatars, at)
    },
  })
  put(liar, CENTRE - 250, CENTRE - 120)
  await frames(liar, 60, AT_REST)
  const x = world.avatar.x[row]!
  const tick = liar.serverRoom.tickNumber
  for (let i = 0; i < 60; i++) {
    // Three times as many commands as there are ticks, besides.
    room.sendCommand({ ...RIGHT, aim: i % 3 })
    await liar.frame({ ...RIGHT, aim: (i + 1) % 3 })
  }
  const way = world.avatar.x[row]! - x
  const ticks = liar.serverRoom.tickNumber - tick
  t.ok(way > STEP_LENGTH_MAX * (ticks - 12) && way <= STEP_LENGTH_MAX * ticks, `${way} units in ${ticks} ticks`)
  t.ok(fast.corrections.mistakes > 10, 'and sees itself corrected')
})

t.test('no record for longer than is predicted: the avatar stands, and goes on when the way is free', async (t) => {
  const arena = await delayedArena({ latencyMs: 50 })
  const { own, server, world, row } = arena
  put(arena)
  await frames(arena, 60, AT_REST)
  const { mistakes } = own.corrections
  const toAndFro = (frame: number): Steer => ({ ...AT_REST, moveX: frame % 60 < 30 ? MOVE_MAX : -MOVE_MAX })
  const freeMs = server.nowMs + 5_000
  arena.link.toClient.stall(5_000)
  const predictedMs = (PREDICTED_TICKS_MAX * 1_000) / TICK_RATE_HZ
  let lastMovedMs = 0
  const startMs = server.nowMs
  for (let frame = 0; server.nowMs < freeMs; frame++) {
    const { x } = own.shown
    await arena.frame(toAndFro(frame))
    if (own.shown.x !== x) lastMovedMs = server.nowMs - startMs
  }
  t.ok(lastMovedMs > predictedMs - 500 && lastMovedMs < predictedMs + 500, `moved for ${lastMovedMs} ms`)
  for (let frame = 0; frame < 120; frame++) await arena.frame(toAndFro(frame))
  await frames(arena, 120, AT_REST)
  t.equal(own.corrections.mistakes, mistakes)
  t.ok(Math.abs(own.shown.x - world.avatar.x[row]!) < 0.1)
})

t.test('a prediction of what is not in the owner record is refused', async (t) => {
  const { room } = await delayedArena({ latencyMs: 0 })
  t.throws(() => room.predict(Avatar, { ...avatarPrediction, fields: ['aimError'] }), {
    message: /the owner record of Avatar has no field aimError: it has x, y,/,
  })
  t.throws(() => room.predict(Chest, avatarPrediction), {
    message: /nobody can own a Chest: give it a field with tw.ownerStep/,
  })
})
