// What one player's connection to a crowded arena brought, and what the player did, recorded from a server in memory: the frame
// budget plays it to a room in a browser. Times are of the recording's clock, so the room does what the recorded one did.

import arena from '@tickwire/arena'
import { type ArenaWorld, Avatar, arenaSchema, type Steer } from '@tickwire/arena/schema'
import { HEALTH_MAX } from '@tickwire/arena/simulation'
import { Client, type OpenSocket } from '@tickwire/client'
import { SimulatedLink } from '@tickwire/client/link'
import { arenaService } from '../arena-server.js'
import { SteppedServer } from '../stepped-server.js'

/** Other avatars in sight that the budget is for. */
export const VISIBLE = 200

/** The player's commands are unacknowledged for so long, milliseconds. */
export const ROUND_TRIP_MS = 150

/** Bots, and how near to the centre they come back to life, units: over 200 of them are always in sight there. */
const CROWD = { bots: 360, startRadius: 600 }

const FRAME_MS = 1_000 / 60

/** Frames until bots have come and the delays have settled: played, not counted. */
export const WARM_FRAMES = 180

/** What happened at a time, milliseconds: the connection opened, a message (base64) came, or a frame was drawn after an input. */
export type TapeEntry =
  | { readonly atMs: number; readonly is: 'open' }
  | { readonly atMs: number; readonly is: 'message'; readonly bytes: string }
  | { readonly atMs: number; readonly is: 'frame'; readonly steer: Steer }

/** @param frames - beyond the warm ones */
export async function recordTape(frames: number): Promise<TapeEntry[]> {
  const tape: TapeEntry[] = []
  const server = new SteppedServer({ games: [arena], roomOptions: CROWD })
  const { clock: scheduler } = server
  const way = { latencyMs: ROUND_TRIP_MS / 2 }
  const link = new SimulatedLink(way, { scheduler, openSocket: server.openSocket })
  const openSocket: OpenSocket = (url, events) => {
    if (new URL(url).pathname !== '/play') return link.openSocket(url, events)
    return link.openSocket(url, {
      opened: () => {
        tape.push({ atMs: scheduler.nowMs(), is: 'open' })
        events.opened()
      },
      received: (message) => {
        tape.push({ atMs: scheduler.nowMs(), is: 'message', bytes: Buffer.from(message).toString('base64') })
        events.received(message)
      },
      closed: (code, reason) => events.closed(code, reason),
    })
  }
  const client = new Client({ url: 'ws://memory', deviceId: '5'.repeat(32), scheduler, openSocket })
  await server.until(client.login({ displayName: 'Ada' }), 5_000)
  const room = await server.until(client.quickPlay(arenaSchema, { service: arenaService }), 5_000)
  const { avatar, avatarRow } = server.room(room.roomId).world as ArenaWorld
  for (let frame = 0; frame < WARM_FRAMES + frames; frame++) {
    await server.advance(FRAME_MS)
    // The dead are neither predicted nor in the middle of anything.
    avatar.health[avatarRow[room.seat]!] = HEALTH_MAX
    const steer = steerAt(frame)
    tape.push({ atMs: scheduler.nowMs(), is: 'frame', steer })
    room.sendCommand(steer)
    room.update()
    const visible = [...room.of(Avatar)].length
    if (frame >= WARM_FRAMES && visible < VISIBLE) throw new Error(`only ${visible} avatars in sight at frame ${frame}`)
  }
  return tape
}

/** Round in small squares, and the aim with it: no two commands in a row are the same. */
function steerAt(frame: number): Steer {
  const side = Math.floor(frame / 30) % 4
  const [moveX, moveY] = [[127, 0] as const, [0, 127] as const, [-127, 0] as const, [0, -127] as const][side]!
  return { moveX, moveY, aim: (frame * 0.1) % 6, fire: false }
}
