// The arena in memory, with a player whose every message is on its way for a while, in both directions: what prediction has
// to bridge. Time goes frame by frame, as on a page; the way may change, and what is late holds up what is behind it.

import arena from '@tickwire/arena'
import { type ArenaWorld, Avatar, arenaSchema, type Steer } from '@tickwire/arena/schema'
import { avatarPrediction } from '@tickwire/arena/simulation'
import { Client, type OpenSocket, type OwnPrediction, type Room as PlayerRoom } from '@tickwire/client'
import type { Room } from '@tickwire/server/internals'
import { type ArenaCalls, arenaService } from './arena-server.js'
import { SteppedServer } from './stepped-server.js'

export const FRAME_MS = 1_000 / 60

/** How long a message that leaves now is on its way, milliseconds. */
export type Delay = () => number

export interface DelayedArena {
  readonly server: SteppedServer
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

export async function delayedArena(toServer: Delay, toClient: Delay = toServer): Promise<DelayedArena> {
  const server = new SteppedServer({ games: [arena] })
  const openSocket = delayedSockets(server, toServer, toClient)
  const client = new Client({ url: 'ws://memory', deviceId: '5'.repeat(32), scheduler: server.clock, openSocket })
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
  return { server, room, serverRoom, world, row: world.avatarRow[room.seat]!, own, frame }
}

/** Connections to a server in memory whose messages take a while. */
export function delayedSockets(server: SteppedServer, toServer: Delay, toClient: Delay): OpenSocket {
  return (url, events) => {
    const down = inOrder(server, toClient)
    const up = inOrder(server, toServer)
    const open = new URL(url).pathname === '/play' ? server.openPlay : server.openRpc
    const { client } = open({
      opened: () => events.opened(),
      received: (message) => down(() => events.received(message)),
      closed: (code, reason) => down(() => events.closed(code, reason)),
    })
    return {
      send: (message) => {
        const copy = new Uint8Array(message)
        up(() => client.send(copy))
      },
      close: (code, reason) => client.close(code, reason),
    }
  }
}

/** A way on which nothing overtakes. */
function inOrder(server: SteppedServer, delay: Delay): (deliver: () => void) => void {
  let lastMs = 0
  return (deliver) => {
    lastMs = Math.max(lastMs, server.nowMs + delay())
    server.clock.after(lastMs - server.nowMs, deliver)
  }
}
