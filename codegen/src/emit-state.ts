// Writes `X.state.ts`: the tables of a room's world, the codecs of its entities, events and command, and the schema that
// ties them together for server and client. What it writes should read as if somebody had written it by hand.

import { Context, type IncludePackages, PROTOCOL, SIMULATION } from './context.js'
import { emitEncoder, emitTable } from './emit-encoder.js'
import { emitOwn, emitRecordType, emitView } from './emit-view.js'
import { Expressions, rangeText } from './expressions.js'
import {
  type CodedField,
  type Command,
  type Entity,
  type Room,
  type RoomEvent,
  recordsOf,
  teamRecords,
} from './model.js'
import { ADDRESSEE, camel, pascal } from './names.js'
import { doc, docPlus, fit, Imports, indent, type Lines } from './print.js'

/** @param hash - the schema hash, see `schema.ts` */
export function emitState(room: Room, hash: string, packages: IncludePackages): string {
  const context = new Context(room.file, packages)
  const e = new Expressions(context, new Imports())
  const blocks: Lines[] = [
    [
      ...doc(['Everything on the wire, as 16 hex digits: a client with another hash is refused.']),
      `export const SCHEMA_HASH = '${hash}'`,
    ],
  ]
  for (const [id, entity] of room.entities.entries()) {
    blocks.push([`// ---- ${entity.name} ----`], ...emitEntity(room, entity, id, e))
  }
  for (const local of room.locals) blocks.push([`// ---- ${local.name} ----`], emitTable(local, [], false, e))
  blocks.push([`// ---- ${room.command.name} ----`], ...emitCommand(room.command, e))
  for (const [id, event] of room.events.entries()) {
    blocks.push([`// ---- ${event.name} ----`], ...emitEvent(event, id, e))
  }
  blocks.push(['// ---- The room ----'], ...emitRoom(room, e))
  const body = blocks.map((block) => block.join('\n')).join('\n\n')
  return `${context.header}\n\n${e.imports.lines().join('\n')}\n\n${body}\n`
}

function emitEntity(room: Room, entity: Entity, entityId: number, e: Expressions): Lines[] {
  const blocks = [emitTable(entity, recordsOf([entity]), entity.isRewindable, e)]
  for (const [id, record] of recordsOf(room.entities).entries()) {
    if (record.entity !== entity) continue
    blocks.push(emitEncoder(record, e), emitView(record, id, e))
    if (entity.hasOwner && !record.isTeam) blocks.push(emitOwn(entity, e))
    blocks.push(emitRecordType(record, id, entityId, e))
  }
  return blocks
}

function emitCommand(command: Command, e: Expressions): Lines[] {
  const { name, fields } = command
  const at = (i: number): string => (i === 0 ? 'at' : `at + ${i}`)
  const inputs = fields.flatMap((f) => [...valueDoc(f), `${f.name}: ${e.shownType(f, f.coding)}`])
  const columns = fields.map((f) => `readonly ${f.name} = new ${arrayOf(f)}(this.capacity)`)
  const edges = fields.flatMap((f, i) => (f.isEdge ? [i] : []))
  const quantises = fields.map((f, i) =>
    f.coding.kind === 'bool'
      ? `out[${i}] = input.${f.name} ? 1 : 0`
      : `out[${i}] = ${e.quantised(f.coding, `input.${f.name}`)}`,
  )
  const stores = fields.map((f, i) => `table.${f.name}[index] = ${e.columnValue(f.coding, `fields[${at(i)}]!`)}`)
  const commandType = `${e.protocolType('CommandType')}<${name}, ${name}Table>`
  return [
    [...docPlus(command.doc, "One player's input for one tick."), `export interface ${name} {`, ...indent(inputs), '}'],
    [`export class ${name}Table extends ${e.imports.value(SIMULATION, 'CommandTable')} {`, ...indent(columns), '}'],
    [
      `export const ${name}Command: ${commandType} = {`,
      `  name: '${name}',`,
      `  fieldCount: ${fields.length},`,
      `  edges: [${edges.join(', ')}],`,
      `  createTable: (playersMax) => new ${name}Table(playersMax),`,
      ...indent(method('quantise(input, out)', quantises)),
      ...indent(
        method(
          'write(fields, at, w)',
          fields.map((f, i) => e.write(f.coding, `fields[${at(i)}]!`)),
        ),
      ),
      ...indent(
        method(
          'read(r, out, at)',
          fields.flatMap((f, i) => [`out[${at(i)}] = ${e.read(f.coding)}`, ...refuseGaps(f, `out[${at(i)}]!`)]),
        ),
      ),
      ...indent(method('store(fields, at, table, index)', stores)),
      '}',
    ],
  ]
}

/** A range lets values through that an enum with gaps does not have: a peer must not bring them into a simulation. */
function refuseGaps({ coding, enum: type }: CodedField, steps: string): Lines {
  if (type === undefined || coding.kind !== 'number') return []
  const { min, step, stepsMax } = coding
  const known = new Set(type.enum.members.map((member) => (member.value - min) / step))
  const inRange = [...known].filter((value) => Number.isInteger(value) && value >= 0 && value <= stepsMax)
  if (inRange.length > stepsMax) return []
  return [`if (![${inRange.sort((a, b) => a - b).join(', ')}].includes(${steps})) r.fail('VALUE_RANGE')`]
}

function emitEvent(event: RoomEvent, id: number, e: Expressions): Lines[] {
  const { name, fields } = event
  const shape = fields.flatMap((f) => [...valueDoc(f), `readonly ${f.name}: ${e.shownType(f, f.coding)}`])
  const writes = fields.map((f) => e.write(f.coding, e.quantised(f.coding, `t.${f.name}[index]!`)))
  const reads = fields.map((f) => `${f.name}: ${e.shownValue(f, f.coding, e.read(f.coding))},`)
  const write = ['write(table, index, w) {', `  const t = table as ${name}Events`, ...indent(writes), '},']
  const hasFields = fields.length > 0
  return [
    [
      ...doc(event.doc),
      ...(hasFields ? [`export interface ${name} {`, ...indent(shape), '}'] : [`export type ${name} = object`]),
    ],
    emitEventTable(event, e),
    [
      `export const ${name}Event: ${e.protocolType('EventType')}<${name}> = {`,
      `  id: ${id},`,
      `  name: '${name}',`,
      `  reliable: ${event.reliable},`,
      `  audience: '${event.audience}',`,
      ...indent(emitPosition(event)),
      ...indent(hasFields ? write : ['write() {},']),
      ...indent(hasFields ? ['read(r) {', '  return {', ...indent(reads, 2), '  }', '},'] : ['read: () => ({}),']),
      '}',
    ],
  ]
}

const WHO_GETS: Readonly<Record<RoomEvent['audience'], string>> = {
  area: 'everybody whose area holds the place',
  team: 'the players of the team',
  owner: 'the player of the seat',
  all: 'everybody in the room',
}

function emitEventTable(event: RoomEvent, e: Expressions): Lines {
  const { fields } = event
  const columns = fields.map((f) =>
    f.column === 'text' ? `readonly ${f.name}: string[] = []` : `${f.name} = this.column(${arrayOf(f)})`,
  )
  const grown = fields.filter((f) => f.column !== 'text').map((f) => `this.${f.name} = this.twice(this.${f.name})`)
  const addressee = ADDRESSEE[event.audience]
  const parameters = fields.map((f) => `${f.name}: ${e.shownType(f, f.coding)}`)
  const stores = fields.map((f) => `this.${f.name}[index] = ${f.coding.kind === 'bool' ? `${f.name} ? 1 : 0` : f.name}`)
  const claim = `this.claim(${addressee ?? ''})`
  // `claim` refuses only unreliable events; for a reliable one it throws.
  const dropped = event.reliable || fields.length === 0 ? [] : ['if (index < 0) return']
  const who = WHO_GETS[event.audience]
  const promise = event.reliable ? `Reaches ${who}.` : `Reaches ${who}, at once or never.`
  return [
    `export class ${event.name}Events extends ${e.imports.value(SIMULATION, 'EventTable')} {`,
    ...indent(columns),
    ...(columns.length > 0 ? [''] : []),
    ...indent(['constructor() {', `  super('${event.name}', ${event.reliable})`, '}', '']),
    ...indent([
      ...doc([promise]),
      ...fit(1, 'emit(', addressee === undefined ? parameters : [`${addressee}: number`, ...parameters], '): void {'),
      ...indent([fields.length === 0 ? claim : `const index = ${claim}`, ...dropped, ...stores]),
      '}',
    ]),
    ...(grown.length > 0
      ? indent(['', 'protected override grow(): void {', ...indent(['super.grow()', ...grown]), '}'])
      : []),
    '}',
  ]
}

function emitPosition(event: RoomEvent): Lines {
  if (event.audience !== 'area') return []
  const axes = (['x', 'y'] as const).map((axis) => {
    const field = event.fields.find((f) => f.axis === axis)!.name
    return `  ${axis}: (table, index) => (table as ${event.name}Events).${field}[index]!,`
  })
  return ['position: {', ...axes, '},']
}

function emitRoom(room: Room, e: Expressions): Lines[] {
  const name = pascal(room.name)
  const { command } = room
  const tables = [...room.entities, ...room.locals].map((t) => ({ field: camel(t.name), type: t.name }))
  const events = room.events.map((t) => ({ field: camel(t.name), type: t.name }))
  const snaps = room.entities
    .filter((t) => t.fields.some((f) => f.isSnapped))
    .map((t) => `this.${camel(t.name)}.snap()`)
  const list = (items: readonly { field: string }[]): Lines => items.map((t) => `this.${t.field}`)
  const tableType = e.imports.type(SIMULATION, 'Table')
  const eventTableType = e.imports.type(SIMULATION, 'EventTable')
  const world = [
    ...tables.map((t) => `readonly ${t.field}: ${t.type}Table`),
    ...events.map((t) => `readonly ${t.field} = new ${t.type}Events()`),
    `readonly tables: readonly ${tableType}[]`,
    `readonly eventTables: readonly ${eventTableType}[]`,
    '',
    ...doc(['@param capacity - most entities of each type at a time; a spawn beyond is refused and counted']),
    `constructor(seed: number, ${tables.length > 0 ? 'capacity' : '_capacity'}: ${name}Capacity) {`,
    '  super(seed)',
    ...tables.map((t) => `  this.${t.field} = new ${t.type}Table(this.ids, capacity.${t.field})`),
    ...indent(fit(2, 'this.tables = [', list(tables), ']')),
    ...indent(fit(2, 'this.eventTables = [', list(events), ']')),
    '}',
    '',
    ...(snaps.length > 0 ? ['override snap(): void {', ...indent(snaps), '}'] : ['override snap(): void {}']),
  ]
  const capacity = tables.map((t) => `  readonly ${t.field}: number`)
  return [
    [
      ...doc(['Most entities of each type at a time.']),
      ...(capacity.length > 0
        ? [`export interface ${name}Capacity {`, ...capacity, '}']
        : [`export type ${name}Capacity = object`]),
    ],
    [`export class ${name}World extends ${e.imports.value(SIMULATION, 'World')} {`, ...indent(world), '}'],
    [
      `export const ${camel(name)}Schema: ${e.imports.type(PROTOCOL, 'RoomSchema')}<${name}World, ${command.name}Table, ${command.name}> = {`,
      `  name: '${room.name}',`,
      '  hash: SCHEMA_HASH,',
      `  tickRateHz: ${room.tickRateHz},`,
      `  sendRateHz: ${room.sendRateHz},`,
      `  playersMax: ${room.playersMax},`,
      ...indent(
        fit(
          1,
          'entities: [',
          room.entities.map((t) => t.name),
          '],',
        ),
      ),
      ...indent(
        fit(
          1,
          'teamRecords: [',
          teamRecords(room.entities).map((t) => t.name),
          '],',
        ),
      ),
      ...indent(
        fit(
          1,
          'events: [',
          room.events.map((t) => `${t.name}Event`),
          '],',
        ),
      ),
      `  command: ${command.name}Command,`,
      '}',
    ],
  ]
}

function method(head: string, body: Lines): Lines {
  return [`${head} {`, ...indent(body), '},']
}

function valueDoc(f: CodedField): Lines {
  const range = rangeText(f, f.coding)
  return range === undefined ? doc(f.doc) : docPlus(f.doc, range)
}

function arrayOf(f: CodedField): string {
  if (f.column === 'uint8') return 'Uint8Array'
  return f.column === 'float64' ? 'Float64Array' : 'Int32Array'
}
