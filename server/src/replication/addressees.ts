// The entities of one emission that are for one team or for one seat, wherever they stand: a list for each of these,
// threaded through the entity indexes. Filled while `emission` surveys the world, read for the interest of each client.

import { NO_SEAT, NO_TEAM, SEATS_MAX } from '@tickwire/simulation'
import { insert } from './index-set.js'

/** A team is a byte. */
const TEAMS_MAX = 256

/** The end of a list. */
const END = -1

export class Addressees {
  private readonly firstOfTeam = new Int32Array(TEAMS_MAX)
  private readonly firstOfSeat = new Int32Array(SEATS_MAX)
  /** What comes behind each entity index in its list. */
  private readonly next: Int32Array

  /** @param entitiesMax - entity indexes of the room */
  constructor(entitiesMax: number) {
    this.next = new Int32Array(entitiesMax)
  }

  begin(): void {
    this.firstOfTeam.fill(END)
    this.firstOfSeat.fill(END)
  }

  addToTeam(team: number, index: number): void {
    if (team !== NO_TEAM) this.add(this.firstOfTeam, team, index)
  }

  addToSeat(seat: number, index: number): void {
    if (seat >= 0 && seat < SEATS_MAX) this.add(this.firstOfSeat, seat, index)
  }

  /** Adds to a set what is for this team or for this seat; `seat` may be NO_SEAT. */
  mark(team: number, seat: number, set: Uint32Array): void {
    for (let index = this.firstOfTeam[team]!; index !== END; index = this.next[index]!) insert(set, index)
    if (seat === NO_SEAT) return
    for (let index = this.firstOfSeat[seat]!; index !== END; index = this.next[index]!) insert(set, index)
  }

  private add(first: Int32Array, list: number, index: number): void {
    this.next[index] = first[list]!
    first[list] = index
  }
}
