// What of a room is on the wire, as plain data: the description that `X.schema.lock` keeps (with names, for messages) and
// the hash over the same description without names. Two schemas with one hash understand each other bit by bit.

import { createHash } from 'node:crypto'
import { PROTOCOL_VERSION } from '@tickwire/protocol'
import type { CodedField, Coding, Command, EntityField, Room } from './model.js'

export interface FieldDescription {
  readonly name: string
  readonly id: number
  /** `linear`, `hold`, `cold`, `once`, `owner`, behind `team` in a team record; of commands and events `value`, or `edge`. */
  readonly role: string
  readonly coding: Coding
  /** Coding in the owner record, where it is not the public one. */
  readonly owner?: Coding
}

export interface TypeDescription {
  readonly name: string
  /** Of entities the audience, of events reliability too. */
  readonly delivery?: string
  /** Of entities: whether they have an owner record. */
  readonly hasOwner?: boolean
  readonly fields: readonly FieldDescription[]
}

/** Types stand in the order of their ids. */
export interface RoomDescription {
  readonly name: string
  readonly protocolVersion: number
  readonly tickRateHz: number
  readonly sendRateHz: number
  readonly entities: readonly TypeDescription[]
  readonly events: readonly TypeDescription[]
  readonly command: TypeDescription
}

export interface SchemaLock {
  readonly hash: string
  readonly room: RoomDescription
}

export function lockOf(room: Room): SchemaLock {
  const description = describe(room)
  return { hash: hashOf(description), room: description }
}

function describe(room: Room): RoomDescription {
  return {
    name: room.name,
    protocolVersion: PROTOCOL_VERSION,
    tickRateHz: room.tickRateHz,
    sendRateHz: room.sendRateHz,
    entities: room.entities.map((t) => ({
      name: t.name,
      delivery: `to ${t.audience}`,
      hasOwner: t.hasOwner,
      fields: t.fields.flatMap((f) => entityField(f, t.hasOwner)),
    })),
    events: room.events.map((t) => ({
      name: t.name,
      delivery: `${t.reliable ? 'reliable' : 'unreliable'} to ${t.audience}`,
      fields: t.fields.map((f) => valueField(f, f.axis === undefined ? 'value' : `axis ${f.axis}`)),
    })),
    command: { name: room.command.name, fields: room.command.fields.map(commandField) },
  }
}

function entityField(f: EntityField, hasOwner: boolean): FieldDescription[] {
  if (f.coding === undefined) return []
  const role = [f.isTeam ? 'team' : '', f.role, f.axis ?? ''].filter((word) => word !== '').join(' ')
  const base = { name: f.name, id: f.id, role, coding: coding(f.coding) }
  const isFiner = hasOwner && f.isSnapped && f.role !== 'owner' && f.owner !== undefined
  return [isFiner ? { ...base, owner: coding(f.owner) } : base]
}

function valueField(f: CodedField, role: string): FieldDescription {
  return { name: f.name, id: f.id, role, coding: coding(f.coding) }
}

function commandField(f: Command['fields'][number]): FieldDescription {
  return valueField(f, f.isEdge ? 'edge' : 'value')
}

/** The coding's members in one order, whatever made it. */
function coding(c: Coding): Coding {
  switch (c.kind) {
    case 'number':
      return { kind: c.kind, min: c.min, max: c.max, step: c.step, stepsMax: c.stepsMax, bits: c.bits }
    case 'angle':
      return { kind: c.kind, bits: c.bits }
    case 'text':
      return { kind: c.kind, bytesMax: c.bytesMax }
    case 'bool':
      return { kind: c.kind }
  }
}

/** 64 bits as 16 hex digits over the description without its names. */
function hashOf(description: RoomDescription): string {
  const canonical = JSON.stringify(description, (key, value: unknown) => (key === 'name' ? undefined : value))
  return createHash('sha256').update(canonical).digest('hex').slice(0, 16)
}

export function formatLock(lock: SchemaLock): string {
  return `${JSON.stringify(lock, null, 2)}\n`
}
