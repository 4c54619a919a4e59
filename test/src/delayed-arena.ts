// The arena in memory, with a player on a simulated line: what prediction has to bridge. Time goes frame by frame, as on a page;
// the line may change.

import arena from '@tickwire/arena'
import { type ArenaWorld, Avatar, arenaSchema, type Steer } from '@tickwire/arena/schema'
import { avatarPrediction } from '@tickwire/arena/simulation'
import { Client, type OwnPrediction, type Room as PlayerRoom } from '@tickwire/client'
import { SimulatedLink, type WaySettings } from '@tickwire/client/link'
import type { Room } from '@tickwire/server/internals'
import { type ArenaCalls, arenaService } from './arena-server.js'
import { SteppedServer } from './stepped-server.js'

export const FRAME_MS = 1_000 / 60

export interface DelayedArena {
  readonly server: SteppedServer
  readonly link: SimulatedLink
  readonly room: PlayerRoom<Steer, ArenaCalls>
  /** The server's side. */
  readonly serverRoom: Room
  readonly world: ArenaWorld
  /** The row of the player's avatar. */
  readonly row: number
  readonly own: Pick<OwnPrediction<never, never, 'x' | 'y'>, 'shown' | 'corrections' | 'own'>
  /** One frame: the input if there is a new one, then what is shown. */
  frame(steer?: Steer, frameMs?: number): Promise<void>
}

/** @param way - of each direction */
export async function delayedArena(way: Partial<WaySettings>, seed = 1): Promise<DelayedArena> {
  const server = new SteppedServer({ games: [arena] })
  const { clock: scheduler, openSocket } = server
  const link = new SimulatedLink(way, { seed, scheduler, openSocket })
  const { openSocket: overLink } = link
  const client = new Client({ url: 'ws://memory', deviceId: '5'.repeat(32), scheduler, openSocket: overLink })
  await server.until(client.login({ displayName: 'Ada' }), 5_000)
  const room = await server.until(client.quickPlay(arenaSchema, { service: arenaService }), 5_000)
  const own = room.predict(Avatar, avatarPrediction)
  const frame = async (steer?: Steer, frameMs = FRAME_MS): Promise<void> => {
    await server.advance(frameMs)
    if (steer !== undefined) room.sendCommand(steer)
    room.update()
  }
  while (room.own === undefined) await frame()
  const serverRoom = server.room(room.roomId)
  const world = serverRoom.world as ArenaWorld
  return { server, link, room, serverRoom, world, row: world.avatarRow[room.seat]!, own, frame }
}
