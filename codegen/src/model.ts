// One room as the emitters, the hash and the lock see it: every replicated type with its fields in wire order and
// their codings worked out. Built and checked by `room.ts`; nothing here can be wrong any more.

import type { Audience } from '@tickwire/protocol'
import type { Enum, IdlFile } from './idl.js'

/** How a value becomes bits. */
export type Coding =
  | NumberCoding
  | { readonly kind: 'angle'; readonly bits: number }
  | { readonly kind: 'bool' }
  | { readonly kind: 'text'; readonly bytesMax: number }

/** Whole steps above `min`. */
export interface NumberCoding {
  readonly kind: 'number'
  readonly min: number
  readonly max: number
  readonly step: number
  /** Largest number of steps. */
  readonly stepsMax: number
  readonly bits: number
}

export type Column = 'float64' | 'int32' | 'int16' | 'uint8' | 'text'

/** What a field is to the code that carries it; see docs/IDL.md. */
export type Role =
  /** Sent with every code: residual of linear prediction. */
  | 'linear'
  /** Sent with every code: residual against the last value. */
  | 'hold'
  /** Sent when it changed. */
  | 'cold'
  /** Sent with the enter only. */
  | 'once'
  /** In the owner record only. */
  | 'owner'
  /** Never sent. */
  | 'local'

export interface EnumRef {
  readonly enum: Enum
  readonly file: IdlFile
}

/** A field that has a coding: everything but `local`. */
export interface CodedField {
  readonly id: number
  readonly name: string
  readonly doc: readonly string[]
  readonly column: Column
  readonly enum: EnumRef | undefined
  readonly coding: Coding
  readonly axis: 'x' | 'y' | undefined
}

export interface EntityField extends Omit<CodedField, 'coding'> {
  readonly role: Role
  /** `tw.audience = "team"`: in the team record, where it has its role. */
  readonly isTeam: boolean
  /** Absent for `local`; for `owner` the same as `owner`. */
  readonly coding: Coding | undefined
  /** How the owner record carries it; absent where it does not. */
  readonly owner: Coding | undefined
  /** `tw.ownerStep` was given: the field is rounded to it after every step. */
  readonly isSnapped: boolean
}

/** A table of the world: all that a local type is. */
export interface EntityTable {
  readonly name: string
  readonly doc: readonly string[]
  readonly at: number
  readonly fields: readonly EntityField[]
}

/** A replicated type. */
export interface Entity extends EntityTable {
  readonly audience: Audience
  /** Whether it has an owner record. */
  readonly hasOwner: boolean
  /** World units, 0 for a point. */
  readonly extent: number
  /** 1 unless given. */
  readonly priority: number
  /** Where it was is kept for a while, `tw.rewind`. */
  readonly isRewindable: boolean
}

/** What a client is sent of an entity, with a code of its own: its public record, and that of its team if it has one. */
export interface EntityRecord {
  /** What the names of its generated classes begin with: `Avatar`, `AvatarTeam`. */
  readonly name: string
  readonly entity: Entity
  readonly isTeam: boolean
  readonly audience: Audience
  readonly fields: SentFields
}

export interface Command {
  readonly name: string
  readonly doc: readonly string[]
  readonly at: number
  readonly fields: readonly (CodedField & { readonly isEdge: boolean })[]
}

export interface RoomEvent {
  readonly name: string
  readonly doc: readonly string[]
  readonly at: number
  readonly reliable: boolean
  readonly audience: Audience
  readonly fields: readonly CodedField[]
}

export interface Room {
  readonly file: IdlFile
  readonly name: string
  readonly tickRateHz: number
  readonly sendRateHz: number
  readonly playersMax: number
  /** Name of the options struct. */
  readonly options: string | undefined
  /** By type id. */
  readonly entities: readonly Entity[]
  /** Types in the world only, `tw.local`: every field of theirs is local. */
  readonly locals: readonly EntityTable[]
  readonly events: readonly RoomEvent[]
  readonly command: Command
}

/** Whether a field is in every code; the same fields are interpolated when they are drawn. */
export function isHot(field: EntityField): boolean {
  return field.role === 'linear' || field.role === 'hold'
}

/** A field of a record, with the coding that it then has. */
export type Sent = EntityField & { readonly coding: Coding }

/** The fields of a record, in wire order, by when they are sent. */
export interface SentFields {
  readonly hot: readonly Sent[]
  readonly cold: readonly Sent[]
  readonly once: readonly Sent[]
  /** Hot and cold: what the baseline holds. */
  readonly kept: readonly Sent[]
}

export function publicRecord(entity: Entity): EntityRecord {
  const { name, audience } = entity
  return { name, entity, isTeam: false, audience, fields: sentFields(entity, false) }
}

export function teamRecord(entity: Entity): EntityRecord | undefined {
  if (!entity.fields.some((f) => f.isTeam)) return undefined
  return { name: `${entity.name}Team`, entity, isTeam: true, audience: 'team', fields: sentFields(entity, true) }
}

export function teamRecords(entities: readonly Entity[]): readonly EntityRecord[] {
  return entities.map(teamRecord).filter((record) => record !== undefined)
}

/** All records by type id: those of the teams come last. */
export function recordsOf(entities: readonly Entity[]): readonly EntityRecord[] {
  return [...entities.map(publicRecord), ...teamRecords(entities)]
}

function sentFields(entity: Entity, isTeam: boolean): SentFields {
  const sent = entity.fields.filter(
    (f): f is Sent => f.coding !== undefined && f.role !== 'owner' && f.isTeam === isTeam,
  )
  return {
    hot: sent.filter(isHot),
    cold: sent.filter((f) => f.role === 'cold'),
    once: sent.filter((f) => f.role === 'once'),
    kept: sent.filter((f) => f.role !== 'once'),
  }
}

/** Bits of a value at its full width; of a text, the most. */
export function bitsOf(coding: Coding): number {
  switch (coding.kind) {
    case 'bool':
      return 1
    case 'text':
      return 8 + coding.bytesMax * 8
    default:
      return coding.bits
  }
}
