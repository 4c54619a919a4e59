// The header of a snapshot, which is all that most bots read of it: how many ticks it goes on and which command it reflects.
// WIRE.md, section 5.

import { BitReader, Group, readVaruint, ServerFrame } from '@tickwire/protocol'

export interface SnapshotHeader {
  /** Since the snapshot before. */
  ticks: number
  /** The server left snapshots out in between. */
  missed: boolean
  /** By how much the number of the last applied command grew. */
  commands: number
}

const reader = new BitReader()

/** Reads into `header`; false when the frame is malformed. */
export function readHeader(frame: Uint8Array, emissionInterval: number, header: SnapshotHeader): boolean {
  reader.open(frame)
  if (reader.read(8) !== ServerFrame.snapshot) return false
  const isUsual = reader.read(1) === 0
  header.ticks = isUsual ? emissionInterval : readVaruint(reader, Group.tick)
  header.missed = !isUsual && reader.read(1) === 1
  if (reader.read(1) === 1) reader.read(8) // time factor
  header.commands = reader.read(1) === 0 ? 0 : readVaruint(reader, Group.seq)
  return reader.failure === undefined && header.ticks > 0
}
