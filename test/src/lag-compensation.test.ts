// Netcode rule 11 with the real game, the real server and the SDK, over a way that takes time: who aims well hits what was on the
// screen, as far back as the game allows and no farther.

import { Avatar, arenaSchema } from '@tickwire/arena/schema'
import { CENTRE, MOVE_MAX, TICK_RATE_HZ } from '@tickwire/arena/simulation'
import { newCommandFrame } from '@tickwire/protocol'
import t from 'tap'
import { AT_REST, Duel } from './duel.js'
import { WorldTape } from './world-tape.js'

/** Ben runs up and down a free lane right of Ann, who stands in the centre. */
async function runner(options: { delayMs: number; maxRewindMs?: number }): Promise<Duel> {
  const duel = await Duel.begin(options)
  duel.put(duel.ann, CENTRE, CENTRE)
  duel.put(duel.ben, CENTRE + 120, CENTRE - 140)
  // She looks around until the server has told her how long a lead her commands need.
  for (let i = 0; i < 600; i++) await duel.frame({ ...AT_REST, aim: i % 6 })
  duel.bens = { ...AT_REST, moveY: MOVE_MAX }
  await duel.frames(75)
  return duel
}

for (const delayMs of [75, 150]) {
  t.test(`rule 11: ${2 * delayMs} ms of ping: a runner is hit where the shooter saw him`, async (t) => {
    const duel = await runner({ delayMs })
    const clamped = duel.clampedViews
    await duel.shoot()
    await duel.frames(60)
    t.ok(duel.damage > 0, 'hit')
    t.ok(duel.lag > (2 * delayMs * TICK_RATE_HZ) / 1_000, `${duel.lag} ticks behind`)
    // 300 ms of ping, with lead and interpolation, is the edge of what the game allows.
    if (delayMs < 150) t.equal(duel.clampedViews, clamped, 'nothing was clamped')
  })

  t.test(`rule 11: ${2 * delayMs} ms of ping: without a rewind the same shot misses`, async (t) => {
    const duel = await runner({ delayMs, maxRewindMs: 0 })
    await duel.shoot()
    await duel.frames(60)
    t.equal(duel.damage, 0)
    t.equal(duel.world.past, undefined, 'nothing is kept')
  })
}

t.test("rule 11: places are those of the shooter's screen, to the bit", async (t) => {
  const duel = await runner({ delayMs: 75 })
  let compared = 0
  for (let shot = 0; shot < 8; shot++) {
    duel.bens = { ...AT_REST, moveX: shot % 3 === 0 ? 40 : 0, moveY: shot % 2 === 0 ? -MOVE_MAX : MOVE_MAX }
    const shown: { tick: number; x: number; y: number }[] = []
    // A command each frame, so that there is one for every tick.
    for (let i = 0; i < 40; i++) {
      await duel.frame({ ...AT_REST, moveX: i % 2 })
      const { world, room } = duel
      const seen = world.rewind(world.avatar, duel.ann.seat)
      const view = room.tickNumber - 1 - duel.lag
      const isSeen = seen.sees(duel.rowOf(duel.ben))
      const at = shown.find(({ tick }) => tick === view)
      if (at !== undefined) {
        t.ok(isSeen && seen.x === at.x && seen.y === at.y, `${seen.x}, ${seen.y} at ${view}: shown ${at.x}, ${at.y}`)
        compared++
      }
      // What her screen would show at every sixteenth from here to the next frame.
      const { tick } = duel.ann.stats
      for (let part = 0; part < 40; part++) {
        const past = tick - part / 16
        duel.target.showAt(past)
        shown.push({ tick: past, x: duel.target.shown.x, y: duel.target.shown.y })
      }
      duel.ann.update()
    }
  }
  t.ok(compared > 100, `${compared} places`)
})

t.test('rule 11: who went round a corner is hit there for maxRewindMs and no longer', async (t) => {
  // The wall right of the centre: x 1370 to 1500, y 1500 to 1530. Ben stands above it, then goes below.
  const behind = async (delayMs: number): Promise<Duel> => {
    const duel = await Duel.begin({ delayMs })
    duel.put(duel.ann, 1_440, 1_380)
    duel.put(duel.ben, 1_440, 1_470)
    await duel.frames(120)
    // No jump: he has walked.
    duel.world.avatar.y[duel.rowOf(duel.ben)] = 1_560
    // She still sees him in front of it.
    t.ok(duel.target.shown.y < 1_480)
    await duel.shoot()
    await duel.frames(180)
    return duel
  }
  t.ok((await behind(100)).damage > 0, 'within the time')
  const late = await behind(600)
  t.equal(late.damage, 0, 'who sees more than half a second too late shoots at a wall')
  t.equal(late.lag, (500 * TICK_RATE_HZ) / 1_000)
  t.ok((late.server.report.counted.get('views_clamped') ?? 0) > 0, 'and is counted')
})

t.test('rule 11: who has jumped is not hit where he was, but where he came out', async (t) => {
  const duel = await Duel.begin({ delayMs: 75 })
  duel.put(duel.ann, CENTRE, CENTRE)
  duel.put(duel.ben, CENTRE + 100, CENTRE)
  await duel.frames(120)
  duel.put(duel.ben, CENTRE, CENTRE + 120)
  t.equal(duel.target.shown.x, CENTRE + 100, 'she has not heard of it')
  await duel.shoot()
  await duel.frames(60)
  t.equal(duel.damage, 0)
  await duel.shoot()
  await duel.frames(60)
  t.ok(duel.damage > 0)
})

t.test('a rewind does not disturb prediction: who shoots all the time is never corrected', async (t) => {
  const duel = await runner({ delayMs: 150 })
  const own = duel.own.corrections
  const before = { ...own }
  const { health } = duel.world.avatar
  let hits = 0
  for (let i = 0; i < 300; i++) {
    if (duel.damage > 0) hits++
    health[duel.rowOf(duel.ben)] = 100
    await duel.frame({ moveX: i % 120 < 60 ? MOVE_MAX : -MOVE_MAX, moveY: 0, aim: duel.aim(), fire: true })
  }
  t.match(own, before)
  t.ok(hits > 5, `and hits: ${hits} times`)
})

t.test('a liar gains nothing: a view too far back, or that goes back, is clamped and counted', async (t) => {
  const duel = await Duel.begin({ delayMs: 75 })
  duel.put(duel.ann, CENTRE, CENTRE)
  duel.put(duel.ben, CENTRE + 100, CENTRE)
  await duel.frames(120)
  const frame = newCommandFrame(arenaSchema.command)
  const seat = duel.room.seats.at(duel.ann.seat)!
  /** A command for the next tick by somebody who speaks the wire, not the SDK. */
  const say = (ticksAgo: number, lastTickReceived = seat.client!.congestion.ackedTick): boolean => {
    frame.lastTickReceived = lastTickReceived
    frame.viewTick = lastTickReceived - ticksAgo
    frame.count = 1
    frame.seq[0] = 1_000 + duel.room.tickNumber
    frame.targetTick[0] = duel.room.tickNumber
    arenaSchema.command.quantise({ ...AT_REST, fire: true }, frame.fields)
    return duel.room.receiveCommands(seat, frame)
  }
  t.notOk(say(0, duel.room.tickNumber + 5), 'the future: a tick that was never sent closes the connection')
  // Ben walks out of the line. A second later the liar claims to see him there still.
  duel.world.avatar.y[duel.rowOf(duel.ben)] = CENTRE + 130
  await duel.frames(66)
  const before = duel.clampedViews
  t.ok(say(30))
  await duel.frames(30)
  t.equal(duel.clampedViews, before + 1, 'too far back')
  t.ok(say(0))
  await duel.frames(6)
  t.ok(say(9))
  await duel.frames(60)
  t.equal(duel.clampedViews, before + 2, 'back to before what was said')
  t.equal(duel.damage, 0)
})

t.test('rule 15: the same inputs and sights end in the same bits', async (t) => {
  const tape = new WorldTape()
  const duel = await Duel.begin({ delayMs: 75, game: tape.game(), roomOptions: { startRadius: 150 } })
  for (let i = 0; i < 900; i++) {
    const [target] = duel.ann.of(Avatar)
    duel.bens = { ...AT_REST, moveY: i % 120 < 60 ? MOVE_MAX : -MOVE_MAX }
    await duel.frame({ ...AT_REST, moveX: i % 50, aim: target === undefined ? 0 : duel.aim(), fire: i % 3 === 0 })
  }
  t.ok(
    duel.world.score.kills.some((kills) => kills > 0),
    'there were hits',
  )
  t.equal(tape.play().hash(), duel.world.hash())
  const { avatar, bullet } = tape.play(false)
  const { world } = duel
  t.notSame(
    [avatar.health, avatar.x, bullet.x],
    [world.avatar.health, world.avatar.x, world.bullet.x],
    'without them not',
  )
})
