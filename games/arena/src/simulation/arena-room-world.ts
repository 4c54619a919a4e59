// The world of one arena room: the generated tables, as large as the rules say, and what the room's options set for as
// long as it runs.

import { ArenaWorld } from '../../gen-nodejs/arena.state.js'
import type { ArenaOptions } from '../../gen-nodejs/arena.types.js'
import { CHESTS, PICKUPS } from './map.js'
import { AVATARS_MAX, BULLETS_MAX, START_RADIUS_MAX } from './rules.js'

export class ArenaRoomWorld extends ArenaWorld {
  /** Avatars begin within so many units of the centre; 0: at the spawn points. A constant of the room, like its seed. */
  readonly startRadius: number

  constructor({ startRadius }: ArenaOptions, seed: number) {
    super(seed, {
      avatar: AVATARS_MAX,
      bullet: BULLETS_MAX,
      pickup: PICKUPS.length,
      chest: CHESTS.length,
      score: AVATARS_MAX,
    })
    const asked = startRadius ?? 0
    this.startRadius = asked > 0 ? Math.min(asked, START_RADIUS_MAX) : 0
  }
}
