// Matches that are played in rooms of this process: which room plays what, and who was given which team. From the seats being
// given until the room has ended.

import type { PoolPlayer } from './model.js'

export interface LivePlayer extends PoolPlayer {
  readonly team: string
}

export interface LiveMatch {
  readonly matchId: string
  readonly queue: string
  readonly roomId: string
  readonly region: string | undefined
  readonly startedMs: number
  /** All who were given a seat, the ones who left too, by id. */
  readonly players: ReadonlyMap<string, LivePlayer>
  /** It has a result: nobody is wanted any more. */
  readonly isDecided: boolean
}

export class LiveMatches {
  private readonly byRoom = new Map<string, LiveMatch>()

  get count(): number {
    return this.byRoom.size
  }

  of(roomId: string): LiveMatch | undefined {
    return this.byRoom.get(roomId)
  }

  begin(match: LiveMatch): void {
    this.byRoom.set(match.roomId, match)
  }

  /** More players have come to a running match. */
  add(roomId: string, players: readonly LivePlayer[]): void {
    const match = this.byRoom.get(roomId)
    if (match === undefined) return
    const all = new Map([...match.players, ...players.map((player) => [player.playerId, player] as const)])
    this.byRoom.set(roomId, { ...match, players: all })
  }

  decide(roomId: string): void {
    const match = this.byRoom.get(roomId)
    if (match !== undefined) this.byRoom.set(roomId, { ...match, isDecided: true })
  }

  end(roomId: string): void {
    this.byRoom.delete(roomId)
  }
}
