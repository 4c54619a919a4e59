// One room as the emitters, the hash and the lock see it: every replicated type with its fields in wire order and
// their codings worked out. Built and checked by `room.ts`; nothing here can be wrong any more.

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
  /** Whether it has an owner record. */
  readonly hasOwner: boolean
  /** World units, 0 for a point. */
  readonly extent: number
  /** 1 unless given. */
  readonly priority: number
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
  readonly audience: 'area' | 'owner' | 'all'
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

/** A public field, with the coding that it then has. */
export type Sent = EntityField & { readonly coding: Coding }

/** The public fields of an entity, in wire order, by when they are sent. */
export interface SentFields {
  readonly hot: readonly Sent[]
  readonly cold: readonly Sent[]
  readonly once: readonly Sent[]
  /** Hot and cold: what the baseline holds. */
  readonly kept: readonly Sent[]
}

export function sentFields(entity: Entity): SentFields {
  const sent = entity.fields.filter((f): f is Sent => f.coding !== undefined && f.role !== 'owner')
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
