// Whether what a room sends fits where it has to go: an entity code into its limit, an enter and an event into the
// budgets of a snapshot. Checked on the worst case, so that no value can break it at run time.

import {
  ENTITY_CODE_BITS_MAX,
  EVENT_BYTES_PER_SNAPSHOT_MAX,
  HOT_FIELDS_MAX,
  REFRESH_BYTES_PER_SNAPSHOT_MAX,
  RESIDUAL_CLASSES,
  ResidualCodes,
} from '@tickwire/protocol'
import { bitsOf, type EntityRecord, type Room, recordsOf } from './model.js'
import type { Problems } from './problems.js'

/** Grammar prefixes of an entity code, bits: cold fields change, and there are residuals. */
const CODE_PREFIX_BITS = 6
/** The widest class of a hot field's residual, bits. */
const { calm, still, turning } = ResidualCodes
const CLASS_BITS_MAX = Math.max(...[calm, still, turning].flatMap(({ widths }) => widths))
/** Longest rate, a variable-length u32 in groups of four, and the phase behind it, bits. */
const RATE_BITS_MAX = 45
/** What replication writes around an enter or an event (ids, type, slot), bits, rounded up. */
const ENVELOPE_BITS = 128

export function checkSizes(room: Room, problems: Problems): void {
  const refuse = (at: number, message: string): void =>
    problems.add(room.file.source, at, 'TW_SIZE', `${message} Shorten texts, or split it.`)
  for (const record of recordsOf(room.entities)) {
    const { name, entity } = record
    const hot = record.fields.hot.length
    if (hot > HOT_FIELDS_MAX) {
      refuse(entity.at, `${name} has ${hot} fields that are predicted; ${HOT_FIELDS_MAX} is the most.`)
    }
    const code = codeBitsMax(record)
    if (code > ENTITY_CODE_BITS_MAX) {
      refuse(entity.at, `one change of ${name} may take ${code} bits; ${ENTITY_CODE_BITS_MAX} is the most.`)
    }
    const enter = enterBitsMax(record)
    const enterMax = REFRESH_BYTES_PER_SNAPSHOT_MAX * 8 - ENVELOPE_BITS
    if (enter > enterMax) {
      refuse(entity.at, `an enter of ${name} may take ${enter} bits; ${enterMax} fit into a snapshot.`)
    }
  }
  for (const event of room.events) {
    const bits = event.fields.reduce((sum, field) => sum + bitsOf(field.coding), 0)
    const bitsMax = EVENT_BYTES_PER_SNAPSHOT_MAX * 8 - ENVELOPE_BITS
    if (bits > bitsMax) refuse(event.at, `one ${event.name} may take ${bits} bits; ${bitsMax} fit into a snapshot.`)
  }
}

function codeBitsMax({ fields: { hot, cold } }: EntityRecord): number {
  let bits = CODE_PREFIX_BITS
  for (const field of hot) bits += RESIDUAL_CLASSES + Math.max(CLASS_BITS_MAX, bitsOf(field.coding))
  for (const field of cold) bits += 1 + bitsOf(field.coding)
  return bits
}

function enterBitsMax({ fields: { hot, kept, once } }: EntityRecord): number {
  let bits = 1 + hot.length
  for (const field of kept) bits += bitsOf(field.coding) + (field.role === 'linear' ? RATE_BITS_MAX : 0)
  for (const field of once) bits += bitsOf(field.coding)
  return bits
}
