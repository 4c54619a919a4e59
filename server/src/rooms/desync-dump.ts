// The dump of a client that differed: what the self-check knows of it and of its room, ready to be written as JSON and
// replayed by a test (`replayDump` of the client).

import type { DesyncDump, TickDigest } from '@tickwire/protocol'
import type { Mismatch } from '../replication/self-check.js'
import type { RoomSettings } from './room-settings.js'

export function desyncDump(
  { roomId, game: { schema } }: RoomSettings,
  seat: number,
  said: TickDigest,
  { digest, frames }: Mismatch,
): DesyncDump {
  const [checkpoint, ...snapshots] = frames?.map(toHex) ?? []
  return {
    roomId,
    kind: schema.name,
    schemaHash: schema.hash,
    seat,
    tick: said.tick,
    emissionInterval: schema.tickRateHz / schema.sendRateHz,
    serverDigest: digest,
    clientDigest: said.digest,
    ...(checkpoint === undefined ? {} : { checkpoint, snapshots }),
  }
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
