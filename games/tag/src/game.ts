// Tag as a server loads it: the generated schema and service, the simulation, and what answers the room's calls.

import { defineGame } from '@tickwire/server'
import { NO_ROW, RefusedError } from '@tickwire/simulation'
import { tagRoomService } from '../gen-nodejs/tag.handlers.js'
import { tagSchema } from '../gen-nodejs/tag.state.js'
import { FIELD } from '../gen-nodejs/tag.types.js'
import { simulation } from './simulation.js'

/** The game's own refusals; the reason says which. */
const GAME = 1_000

export default defineGame({
  schema: tagSchema,
  service: tagRoomService,
  simulation,
  viewRadius: 240,
  staticDir: new URL('../web/', import.meta.url),
  handlers: {
    markSpot({ world: { mark, teamOf }, seat }, x, y) {
      const isInField = x >= 0 && x <= FIELD && y >= 0 && y <= FIELD // false for NaN too
      if (!isInField) throw new RefusedError(GAME, `a mark is within 0 and ${FIELD}`, { reason: 'OUTSIDE' })
      const own = mark.ownerTeam.indexOf(teamOf[seat]!)
      const row = own === NO_ROW ? mark.spawn() : own
      mark.ownerTeam[row] = teamOf[seat]!
      mark.x[row] = x
      mark.y[row] = y
      mark.jump(row)
    },
  },
})
