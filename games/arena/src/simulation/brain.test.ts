// Bots play: they fight, arm and heal themselves, get around the walls, and are cheap.

import { NO_ROW } from '@tickwire/simulation'
import t from 'tap'
import { Weapon } from '../../gen-nodejs/arena.types.js'
import { steppedArena } from '../stepped-arena.js'
import { WALLS } from './map.js'

t.test('twenty bots make a fight of it', async (t) => {
  const arena = steppedArena({ seed: 3, bots: 20 })
  const { avatar, score } = arena.world
  let armed = 0
  let taken = 0
  for (let tick = 0; tick < 2_400; tick++) {
    arena.step()
    for (let row = 0; row < avatar.end; row++) if (avatar.weapon[row] !== Weapon.PISTOL) armed++
    for (let row = 0; row < arena.world.pickup.end; row++) if (arena.world.pickup.ready[row] === 0) taken++
  }
  const kills = score.kills.reduce((sum, count) => sum + count, 0)
  const deaths = score.deaths.reduce((sum, count) => sum + count, 0)
  t.comment(`2 minutes: ${kills} kills, armed ${((100 * armed) / 2_400 / 20).toFixed(0)} % of the time`)
  t.ok(kills >= 20 && kills <= 200, `${kills} kills`)
  t.equal(deaths, kills, 'nobody dies of anything else')
  t.ok(armed > 0 && taken > 0)
})

t.test('a bot alone gets about: it is not stuck behind a wall', async (t) => {
  const arena = steppedArena({ seed: 11, bots: 1 })
  const { x, y } = arena.world.avatar
  const visited = new Set<string>()
  for (let tick = 0; tick < 2_400; tick++) {
    arena.step()
    visited.add(`${Math.floor(x[0]! / 200)} ${Math.floor(y[0]! / 200)}`)
  }
  t.ok(visited.size > 25, `${visited.size} of 144 squares visited in two minutes`)
})

t.test('a bot picks a fight with whom it sees, not with whom is behind a wall or shielded', async (t) => {
  const arena = steppedArena({ bots: 1 })
  const player = arena.join(0)
  const wall = WALLS[0]!
  const middle = (wall.x0 + wall.x1) / 2
  const targetAfterThought = (): number => {
    arena.world.avatar.thinkTicks[0] = 0
    arena.step()
    return arena.world.avatar.targetRow[0]!
  }
  arena.put(0, middle, wall.y0 - 40)
  arena.put(player, middle, wall.y1 + 40)
  t.equal(targetAfterThought(), NO_ROW, 'behind a wall')
  arena.put(player, middle, wall.y0 - 240)
  t.equal(targetAfterThought(), player)
  arena.world.avatar.shieldTicks[player] = 5
  t.equal(targetAfterThought(), NO_ROW, 'shielded')
})

/** Median and 99th percentile of the step time, milliseconds. */
function stepTimes(players: number, bots: number): { p50: number; p99: number; bullets: number } {
  const arena = steppedArena({ seed: 1, bots })
  for (let seat = 0; seat < players; seat++) arena.join(seat)
  const timesMs: number[] = []
  let bullets = 0
  for (let tick = 0; tick < 300; tick++) {
    for (let seat = 0; seat < players; seat++) {
      if ((tick + seat) % 5 === 0) {
        arena.command(seat, {
          moveX: ((seat * 37 + tick) % 255) - 127,
          moveY: ((seat * 91 + tick) % 255) - 127,
          aim: seat,
          fire: seat % 2 === 0,
        })
      }
    }
    const from = performance.now()
    arena.step()
    timesMs.push(performance.now() - from)
    bullets = Math.max(bullets, arena.world.bullet.count)
  }
  timesMs.sort((a, b) => a - b)
  return { p50: timesMs[150]!, p99: timesMs[297]!, bullets }
}

t.test('a step of a full arena is a small part of a tick', async (t) => {
  for (const [players, bots] of [
    [0, 500],
    [1_000, 0],
    [500, 500],
  ] as const) {
    const { p50, p99, bullets } = stepTimes(players, bots)
    t.comment(
      `${players} players, ${bots} bots, up to ${bullets} bullets: ${p50.toFixed(2)} ms p50, ${p99.toFixed(2)} ms p99`,
    )
    t.ok(p50 < 25, 'half a tick, on any machine')
  }
})
