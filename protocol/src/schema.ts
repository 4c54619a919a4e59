// What generated code gives the server and the client about one kind of room: its types by number, and the functions
// that turn their fields into bits. Built by codegen from an IDL (`*.state.ts`), interpreted by nobody: the objects behind
// these interfaces are specialised classes.

import type { CommandTable, EventTable, Table, World } from '@tickwire/simulation'
import type { BitReader, BitWriter } from './bits.js'
import type { EntityEncoder } from './entity-encoder.js'
import type { EntityView } from './entity-view.js'

/**
 * Whom an entity, a record or an event is for: the seats whose area holds its place, those of one team, one seat, or everybody
 * in the room.
 */
export type Audience = 'area' | 'team' | 'owner' | 'all'

/** One replicated entity type. */
export interface EntityType<V extends EntityView = EntityView> {
  readonly id: number
  readonly name: string
  readonly audience: Audience
  /** The column that says which team or seat each row is for; absent for an area and for all. */
  owners?(table: Table): Uint8Array | Int16Array
  /** How far it reaches beyond its position, world units; 0 for a point. It is in sight from where its rim is. */
  readonly extent: number
  /** Where not everything fits, it counts as so many times nearer: 0.1 to 100, usually 1. */
  readonly priority: number
  createEncoder(table: Table, indexBase: number): EntityEncoder
  createView(id: number): V
  /** Present where an entity of this type can be somebody's avatar. */
  readonly owner?: OwnerType
}

/**
 * The team record of an entity type: the fields that only the entity's team gets, with a code of their own. A client has it beside
 * the entity, never without.
 */
export interface TeamRecordType<V extends EntityView = EntityView> extends EntityType<V> {
  /** Id of the entity type. */
  readonly entity: number
}

/** The owner record of an entity type: every field that its owner may know, at the precision that prediction needs. */
export interface OwnerType {
  /** Name of each field, as its column has it. */
  readonly fields: readonly string[]
  /** Width of each field, bits. */
  readonly bits: readonly number[]
  /** Largest quantised value of each field. */
  readonly max: readonly number[]
  /** Whether a field is predicted to go on as it went last, `tw.predict = "linear"`. */
  readonly linear: readonly boolean[]
  /** Quantises the fields of a row into `out`. */
  capture(table: Table, row: number, out: Int32Array): void
  /** The way back: quantised fields into a row, as `World.snap` leaves them there. */
  restore(values: Int32Array, table: Table, row: number): void
  /** A table for one entity, in which a client predicts. */
  createTable(): Table
  /** The client's view of its own avatar. */
  createOwn(id: number): OwnView
}

/** A client's own avatar, as of the last owner record. */
export interface OwnView {
  readonly id: number
  /** Reads the fields that are sent once (`EntityEncoder.writeOnce`), at the first owner record of this avatar. */
  readOnce(r: BitReader): void
  /** Takes the quantised fields; borrowed during the call. */
  assign(values: Int32Array): void
}

/** Where an event for an area happened. */
export interface EventPosition {
  x(table: EventTable, index: number): number
  y(table: EventTable, index: number): number
}

/** One event type. */
export interface EventType<E = unknown> {
  readonly id: number
  readonly name: string
  readonly reliable: boolean
  readonly audience: Audience
  /** Absent for other audiences than an area. */
  readonly position?: EventPosition
  /** Fields of the event at `index`. */
  write(table: EventTable, index: number, w: BitWriter): void
  read(r: BitReader): E
}

/** The command: one player's input. `I` is its plain object, as an application gives it. */
export interface CommandType<I = object, C extends CommandTable = CommandTable> {
  readonly name: string
  readonly fieldCount: number
  /** Indexes of the fields that must not get lost when a command is dropped (`tw.edge`). */
  readonly edges: readonly number[]
  createTable(playersMax: number): C
  /** An application's input to quantised fields, out-of-range numbers clamped. */
  quantise(input: I, out: Int32Array): void
  /** `fields` starts at `at`. */
  write(fields: Int32Array, at: number, w: BitWriter): void
  /** Reads fields into `out` at `at`; a value outside its range fails the reader. */
  read(r: BitReader, out: Int32Array, at: number): void
  /** Quantised fields into the entry of a command table. */
  store(fields: Int32Array, at: number, table: C, index: number): void
}

/** One kind of room. */
export interface RoomSchema<W extends World = World, C extends CommandTable = CommandTable, I = object> {
  /** Room kind, `tw.room`. */
  readonly name: string
  /** 16 hex digits over everything on the wire; a client with another hash is refused. */
  readonly hash: string
  readonly tickRateHz: number
  readonly sendRateHz: number
  readonly playersMax: number
  /** By entity type id; `World.tables` begins in the same order. */
  readonly entities: readonly EntityType[]
  /** Their type ids go on after those of the entities. */
  readonly teamRecords: readonly TeamRecordType[]
  /** By event type id; the same order as `World.eventTables`. */
  readonly events: readonly EventType[]
  readonly command: CommandType<I, C>
  /** Never present: carries the world's type from the IDL to whoever takes a schema. */
  readonly world?: W
}

/** Everything that has a code, by type id. */
export function recordTypes({
  entities,
  teamRecords,
}: Pick<RoomSchema, 'entities' | 'teamRecords'>): readonly EntityType[] {
  return [...entities, ...teamRecords]
}
