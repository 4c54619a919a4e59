// The events of one client's packet. Reliable ones wait in the client's queue until a packet that the socket took carried
// them; unreliable ones of this emission go along if their audience holds the client and the packet has room, or never.
// Netcode rule 7.

import { type BitWriter, EVENT_BYTES_PER_SNAPSHOT_MAX, Group, writeVaruint } from '@tickwire/protocol'
import { NO_TEAM } from '@tickwire/simulation'
import type { Emission } from './emission.js'
import type { LoggedEvent, ReliableEvent } from './event-log.js'
import type { ReplicationClient } from './replication-client.js'

export class EventStream {
  /** Reliable events and log entries of the packet under way. */
  private reliableCount = 0
  private readonly chosen: LoggedEvent[] = []
  private chosenCount = 0

  constructor(
    private readonly emission: Emission,
    private readonly viewRadius: number,
  ) {}

  write(client: ReplicationClient, w: BitWriter): void {
    let bits = 0
    const bitsMax = EVENT_BYTES_PER_SNAPSHOT_MAX * 8
    this.reliableCount = 0
    this.chosenCount = 0
    const { events } = this.emission
    if (client.reliable.length + events.count === 0) {
      writeVaruint(w, 0, Group.events)
      return
    }
    for (const event of client.reliable) {
      if (this.reliableCount > 0 && bits + event.bits > bitsMax) break
      bits += event.bits
      this.reliableCount++
    }
    for (let i = 0; i < events.count; i++) {
      const entry = events.entries[i]!
      if (entry.type.reliable || !inAudience(entry, client, this.viewRadius)) continue
      if (bits + entry.bits > bitsMax) {
        events.dropped++
        continue
      }
      bits += entry.bits
      this.chosen[this.chosenCount++] = entry
    }
    writeVaruint(w, this.reliableCount + this.chosenCount, Group.events)
    for (let i = 0; i < this.reliableCount; i++) writeKept(client.reliable[i]!, w)
    for (let i = 0; i < this.chosenCount; i++) events.append(this.chosen[i]!, w)
  }

  commit(client: ReplicationClient): void {
    if (this.reliableCount > 0) client.reliable.splice(0, this.reliableCount)
  }
}

/** Whether an event is for a client. An area is what lies inside the client's own view radius; a spectator's is the world. */
export function inAudience(event: LoggedEvent, client: ReplicationClient, viewRadius: number): boolean {
  switch (event.type.audience) {
    case 'all':
      return true
    case 'team':
      return event.addressee === client.team && client.team !== NO_TEAM
    case 'owner':
      return event.addressee === client.seat && !client.isSpectator
    case 'area':
      return client.isSpectator || isNear(event, client, viewRadius)
  }
}

function isNear(event: LoggedEvent, client: ReplicationClient, viewRadius: number): boolean {
  const dx = event.x - client.centreX
  const dy = event.y - client.centreY
  return dx * dx + dy * dy <= viewRadius * viewRadius
}

function writeKept(event: ReliableEvent, w: BitWriter): void {
  let left = event.bits
  for (let i = 0; left > 0; i++) {
    const take = Math.min(8, left)
    w.write(event.bytes[i]!, take)
    left -= take
  }
}
