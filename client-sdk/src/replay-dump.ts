// Replays the dump of a client that differed from its server (`DesyncDump`, written by a server with self-checks), for a test
// that looks for the fault: the frames go into a fresh replica, whose digest says whose fault it was.

import { type DesyncDump, type RoomSchema, ServerFrame } from '@tickwire/protocol'
import { Replica } from './replica.js'

/**
 * `server`: the bytes lead where the client was, so they are wrong. `client`: they lead where the server was, so the client's
 * memory went wrong, or not all of them arrived. `neither`: they lead elsewhere, or do not decode.
 */
export type Fault = 'server' | 'client' | 'neither'

export interface Replayed {
  readonly fault: Fault
  readonly digest: number
  /** As of the check, or of the frame that did not decode. */
  readonly replica: Replica
  /** Why a frame was refused. */
  readonly failure?: string
}

const NO_LISTENER = { entered() {}, left() {}, event() {} }

/**
 * @param schema - what the dump's room was generated with
 * @param onFrame - is told of each frame once it is applied
 * @throws Error for a dump of another schema, or one without a recording
 */
export function replayDump(schema: RoomSchema, dump: DesyncDump, onFrame?: (replica: Replica) => void): Replayed {
  const { checkpoint, snapshots = [], serverDigest, clientDigest } = dump
  if (dump.schemaHash !== schema.hash) {
    throw new Error(
      `the dump is of schema ${dump.schemaHash}, not ${schema.hash}: check out what it was generated with`,
    )
  }
  if (checkpoint === undefined) throw new Error('the dump has no recording: it had grown too large')
  const replica = new Replica(schema, 0, dump.emissionInterval, NO_LISTENER)
  for (const hex of [checkpoint, ...snapshots]) {
    const frame = bytesOf(hex)
    const failure = frame[0] === ServerFrame.resync ? replica.resync(frame) : replica.apply(frame)
    if (failure !== undefined) return { fault: 'neither', digest: replica.digest(), replica, failure }
    onFrame?.(replica)
  }
  const digest = replica.digest()
  const fault = digest === clientDigest ? 'server' : digest === serverDigest ? 'client' : 'neither'
  return { fault, digest, replica }
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16))
}
