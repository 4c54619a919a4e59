// The arena as a server loads it: the generated schema and service, the simulation, the calls, and where its page lies.

import { defineGame } from '@tickwire/server'
import { NO_ROW } from '@tickwire/simulation'
import { arenaRoomService } from '../gen-nodejs/arena.handlers.js'
import { arenaSchema } from '../gen-nodejs/arena.state.js'
import { Emote } from '../gen-nodejs/arena.types.js'
import { arenaRoomHandlers } from './room.js'
import { arenaSimulation, ticks, VIEW_RADIUS } from './simulation/index.js'

/** Time between two emotes of one avatar; more are ignored. */
const EMOTE_INTERVAL_TICKS = ticks(1)

export default defineGame({
  schema: arenaSchema,
  simulation: arenaSimulation,
  service: arenaRoomService,
  handlers: arenaRoomHandlers,
  viewRadius: VIEW_RADIUS,
  spectatorsMax: 16,
  staticDir: new URL('../web/', import.meta.url),

  /** The one message without a schema: an emote, shown to everybody over the sender's avatar. */
  onMessage(call, type, value) {
    if (type !== 'emote' || !isEmote(value)) return
    const { avatar, avatarRow } = call.world
    const row = avatarRow[call.seat]!
    if (row === NO_ROW || call.tick < avatar.emoteTick[row]!) return
    avatar.emoteTick[row] = call.tick + EMOTE_INTERVAL_TICKS
    call.broadcast('emote', { avatarId: avatar.id[row]!, emote: value })
  },
})

function isEmote(value: unknown): value is Emote {
  return Object.values(Emote).some((emote) => emote === value)
}
