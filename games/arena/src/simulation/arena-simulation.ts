// The arena as Tickwire runs it: a world per room and one step a tick. Everything that lasts stands in the world; the grid
// is rebuilt from it in every step. `step` is the order of things: commands, movement, bots, shots, flight, items, time, the match.

import { type Joining, NO_ENTITY, NO_ROW, NO_TEAM, type Simulation } from '@tickwire/simulation'
import type { SteerTable } from '../../gen-nodejs/arena.state.js'
import type { ArenaOptions } from '../../gen-nodejs/arena.types.js'
import { ArenaRoomWorld } from './arena-room-world.js'
import { AvatarGrid } from './avatar-grid.js'
import { driveBots } from './brain.js'
import { placeItems, tendItems } from './items.js'
import { passTime } from './life.js'
import { openMatch, passMatch } from './match.js'
import { holdCommand, moveAvatar } from './movement.js'
import { addAvatar, addBots, dismissBot, removeAvatar } from './players.js'
import { AVATARS_MAX, BOTS_MAX } from './rules.js'
import { sideOf } from './sides.js'
import { catchUpBullets, fireWeapons, flyBullets } from './weapons.js'

export class ArenaSimulation implements Simulation<ArenaRoomWorld, SteerTable, ArenaOptions> {
  private readonly grid = new AvatarGrid()

  create(options: ArenaOptions, seed: number): ArenaRoomWorld {
    const world = new ArenaRoomWorld(options, seed)
    placeItems(world)
    openMatch(world)
    if (world.matchRules === undefined) addBots(world, Math.min(options.bots, BOTS_MAX))
    return world
  }

  onJoin(world: ArenaRoomWorld, { seat, displayName, team }: Joining): number {
    if (world.avatar.count === AVATARS_MAX) dismissBot(world)
    world.teamOf[seat] = sideOf(world, team)
    const row = addAvatar(world, seat, displayName, world.teamOf[seat])
    world.avatarRow[seat] = row
    return row === NO_ROW ? NO_ENTITY : world.avatar.id[row]!
  }

  onLeave(world: ArenaRoomWorld, seat: number): void {
    const row = world.avatarRow[seat]!
    if (row !== NO_ROW) removeAvatar(world, row)
    world.avatarRow[seat] = NO_ROW
    world.teamOf[seat] = NO_TEAM
  }

  step(world: ArenaRoomWorld, commands: SteerTable): void {
    takeCommands(world, commands)
    moveAvatars(world)
    this.grid.fill(world.avatar)
    driveBots(world, this.grid)
    flyBullets(world, this.grid)
    fireWeapons(world)
    catchUpBullets(world, this.grid)
    tendItems(world, this.grid)
    passTime(world)
    passMatch(world)
  }
}

export const arenaSimulation = new ArenaSimulation()

function takeCommands(world: ArenaRoomWorld, commands: SteerTable): void {
  for (let index = 0; index < commands.count; index++) {
    const row = world.avatarRow[commands.seat[index]!]!
    if (row !== NO_ROW) holdCommand(world.avatar, row, commands, index)
  }
}

function moveAvatars(world: ArenaRoomWorld): void {
  const avatars = world.avatar
  for (let row = 0; row < avatars.end; row++) {
    if (avatars.id[row] !== NO_ENTITY) moveAvatar(avatars, row)
  }
}
