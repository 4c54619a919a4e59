// The rules of tag, a pure function of world, commands and tick: no clock, and no chance but `world.random`.

import { NO_ENTITY, NO_ROW, NO_TEAM } from '@tickwire/simulation'
import { type RunTable, TagWorld } from '../gen-nodejs/tag.state.js'
import { FIELD, Team } from '../gen-nodejs/tag.types.js'

const TICK_RATE_HZ = 20
/** Units a tick. */
const PACE = 6
/** A runner stays so far from the rim, units. */
const MARGIN = 14
/** How near one must come to take the ball, units. */
const REACH = 30

export const simulation = {
  create(_options: unknown, seed: number): TagWorld {
    const world = new TagWorld(seed, { runner: 16, ball: 1, mark: 2 })
    world.ball.spawn()
    world.ball.x[0] = FIELD / 2
    world.ball.y[0] = FIELD / 2
    drop(world)
    return world
  },

  onJoin(
    { runner, avatarRow, teamOf, random }: TagWorld,
    { seat, displayName }: { seat: number; displayName: string },
  ) {
    const sizeOf = (team: Team) => teamOf.filter((of) => of === team).length
    const team = sizeOf(Team.RED) <= sizeOf(Team.BLUE) ? Team.RED : Team.BLUE
    const row = runner.spawn()
    runner.x[row] = team === Team.RED ? 60 : FIELD - 60
    runner.y[row] = random.between(60, FIELD - 60)
    runner.name[row] = displayName
    runner.team[row] = team
    teamOf[seat] = team
    avatarRow[seat] = row
    return runner.id[row]!
  },

  onDrop(world: TagWorld, seat: number) {
    if (world.ball.carrierRow[0] === world.avatarRow[seat]) drop(world)
  },

  onLeave(world: TagWorld, seat: number) {
    const { runner, avatarRow, teamOf } = world
    this.onDrop(world, seat)
    runner.destroy(avatarRow[seat]!)
    avatarRow[seat] = NO_ROW
    teamOf[seat] = NO_TEAM
  },

  step(world: TagWorld, commands: RunTable, tick: number) {
    const { runner, ball, avatarRow } = world
    for (let i = 0; i < commands.count; i++) {
      const row = avatarRow[commands.seat[i]!]!
      runner.dx[row] = commands.dx[i]!
      runner.dy[row] = commands.dy[i]!
    }
    ball.safeTicks[0] = Math.max(0, ball.safeTicks[0]! - 1)
    for (let row = 0; row < runner.end; row++) {
      if (runner.id[row] === NO_ENTITY) continue
      runner.x[row] = within(runner.x[row]! + PACE * runner.dx[row]!)
      runner.y[row] = within(runner.y[row]! + PACE * runner.dy[row]!)
      if (ball.safeTicks[0] === 0 && runner.team[row] !== ball.team[0] && reachesBall(world, row)) take(world, row)
    }
    carry(world, tick)
  },
}

const within = (place: number) => Math.max(MARGIN, Math.min(FIELD - MARGIN, place))

function reachesBall({ runner, ball }: TagWorld, row: number): boolean {
  const dx = runner.x[row]! - ball.x[0]!
  const dy = runner.y[row]! - ball.y[0]!
  return dx * dx + dy * dy <= REACH * REACH
}

/** For a second nobody takes it back. */
function take({ runner, ball, taken }: TagWorld, row: number): void {
  ball.carrierRow[0] = row
  ball.team[0] = runner.team[row]!
  ball.safeTicks[0] = TICK_RATE_HZ
  taken.emit(runner.name[row]!, runner.team[row] as Team)
}

function drop({ ball }: TagWorld): void {
  ball.carrierRow[0] = NO_ROW
  ball.team[0] = Team.NONE
}

/** It goes where its carrier goes, and each second with it is a point. */
function carry({ runner, ball }: TagWorld, tick: number): void {
  const row = ball.carrierRow[0]!
  if (row === NO_ROW) return
  ball.x[0] = runner.x[row]!
  ball.y[0] = runner.y[row]!
  const points = ball.team[0] === Team.RED ? ball.red : ball.blue
  if (tick % TICK_RATE_HZ === 0) points[0] = points[0]! + 1
}
