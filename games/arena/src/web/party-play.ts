// Keeps the members of a party together. Their quick play asks for rooms with the party's tag, so whoever comes first makes the
// room and the others find it. A member who plays there is `ready` in the party; when the leader is, everybody else follows. Who is at
// the front door is ready too, as AT_THE_DOOR: free to come along when the leader waits for a ranked match.

import type { Client, PartyState } from '@tickwire/client'
import type { ArenaRoom } from './match.js'

const TAG = 'party'

/** What a member at the front door is ready as. */
export const AT_THE_DOOR = 'door'

export class PartyPlay {
  private party: PartyState | undefined
  /** The party's room, once this page has been in it. */
  private roomId: string | undefined
  private isThere = false
  private isAtDoor = true
  private isTelling = false
  private didLead = false

  /** @param onFollow - the leader has begun to play and this player is not there yet */
  constructor(
    private readonly client: Client,
    private readonly onFollow: (leaderName: string) => void,
  ) {}

  /** What quick play asks of a room. */
  get tags(): Readonly<Record<string, string>> | undefined {
    return this.party && { [TAG]: tagOf(this.party.partyId) }
  }

  changed(party: PartyState | undefined): void {
    const isOther = party?.partyId !== this.party?.partyId
    this.party = party
    if (isOther) void this.tell()
    const leader = party?.members.find(({ playerId }) => playerId === party.leaderId)
    const leads =
      leader?.ready === true && !leader.roles.includes(AT_THE_DOOR) && leader.playerId !== this.client.player?.playerId
    const begins = leads && (isOther || !this.didLead)
    this.didLead = leads
    if (begins && !this.isThere) this.onFollow(leader.displayName)
  }

  /** A room that quick play led to. */
  found({ roomId }: ArenaRoom): void {
    if (this.party !== undefined) this.roomId = roomId
  }

  /** @param room - where the player is now; undefined: at the front door */
  playsIn(room: ArenaRoom | undefined): void {
    this.isThere = room !== undefined && room.roomId === this.roomId
    this.isAtDoor = room === undefined
    void this.tell()
  }

  /** Whether the party knows where this player is. */
  private get isTold(): boolean {
    const own = this.party?.members.find(({ playerId }) => playerId === this.client.player?.playerId)
    return own?.ready === (this.isThere || this.isAtDoor) && own.roles.includes(AT_THE_DOOR) === this.isAtDoor
  }

  /** One call at a time, until the party has it right. What fails is made up for at the next occasion. */
  private async tell(): Promise<void> {
    if (this.isTelling) return
    this.isTelling = true
    try {
      const { partyService } = await import('@tickwire/client/party')
      const calls = this.client.calls(partyService)
      while (this.party !== undefined && !this.isTold) {
        this.party = await calls.setReady(this.isThere || this.isAtDoor, this.isAtDoor ? [AT_THE_DOOR] : [])
      }
    } catch {
      // Left meanwhile, or too fast: only who follows depends on it.
    } finally {
      this.isTelling = false
    }
  }
}

/**
 * Names the party to its members: rooms are listed with their tags, and whoever knows a party's id may join it. Two parties of
 * one tag would meet, no more.
 */
function tagOf(partyId: string): string {
  let hash = 0x811c9dc5
  for (const char of partyId) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193)
  return (hash >>> 0).toString(36)
}
