// The world of one arena room: the generated tables, as large as the rules say, and what the room's options set for as
// long as it runs.

import { ArenaWorld } from '../../gen-nodejs/arena.state.js'
import type { ArenaOptions } from '../../gen-nodejs/arena.types.js'
import { CHESTS, PICKUPS } from './map.js'
import { AVATARS_MAX, BULLETS_MAX, START_RADIUS_MAX } from './rules.js'

/** What a match of two sides goes by. */
export interface MatchRules {
  readonly kills: number
  readonly seconds: number
  /** It begins when so many are there. */
  readonly players: number
}

export class ArenaRoomWorld extends ArenaWorld {
  /** Avatars begin within so many units of the centre; 0: at the spawn points. A constant of the room, like its seed. */
  readonly startRadius: number
  /** Undefined: an open arena, everybody against everybody. A constant of the room too. */
  readonly matchRules: MatchRules | undefined

  constructor({ startRadius, matchKills, matchSeconds, matchPlayers }: ArenaOptions, seed: number) {
    super(seed, {
      avatar: AVATARS_MAX,
      bullet: BULLETS_MAX,
      pickup: PICKUPS.length,
      chest: CHESTS.length,
      score: AVATARS_MAX,
      match: 1,
    })
    const asked = startRadius ?? 0
    this.startRadius = asked > 0 ? Math.min(asked, START_RADIUS_MAX) : 0
    const kills = matchKills ?? 0
    this.matchRules = kills > 0 ? { kills, seconds: matchSeconds ?? 300, players: matchPlayers ?? 2 } : undefined
  }
}
