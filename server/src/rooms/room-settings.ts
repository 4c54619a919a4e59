// What a room is made from. The directory fills it in, from a request, the game and the server's options.

import type { MatchSetup } from '@tickwire/simulation'
import type { Game } from '../game.js'

export interface RoomSettings {
  readonly roomId: string
  readonly game: Game
  readonly title: string
  readonly listed: boolean
  readonly password: string | undefined
  readonly tags: Readonly<Record<string, string>>
  readonly playersMax: number
  /** The game's options, decoded. */
  readonly options: unknown
  readonly seed: number
  /** What a matchmaker made it for. */
  readonly match?: MatchSetup | undefined
  /** The address of the player who made it. */
  readonly madeFrom?: string | undefined
  /** Clients are checked against what they should know. */
  readonly selfCheck: boolean
}
