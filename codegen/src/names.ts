// Names that the generated code would use twice: a field called like a member of the class that carries it, a struct
// called like something generated. Refused here with a sentence, so that nobody has to read it from the TypeScript compiler.

import { isIdentity } from './expressions.js'
import type { Enum, IdlFile } from './idl.js'
import { type EntityField, type EntityTable, isHot, type Room, type RoomEvent, recordsOf } from './model.js'
import { article } from './print.js'
import type { Problems } from './problems.js'

/** Members of the base classes in @tickwire/simulation and @tickwire/protocol that a field would hide. */
const TAKEN = {
  table: words(
    'id jumped lastDestroyed lastCause end count refusedSpawns columns seatColumns texts free ids capacity spawn destroy',
    'jump clearJumps rowOf hashInto float64 int32 int16 uint8 text seatNumbers column snap ownerTeam ownerSeat axisX axisY placesInto constructor',
  ),
  view: words(
    'id type asleep stale teamRecord shown sampleTicks samples sampleCount sampleSize readCode readState showAt record repeatSample',
    'readHot readJump readCold readBaseline readOnce hashInto sample show constructor',
  ),
  own: words('id readOnce assign constructor'),
  command: words('count capacity seat seq append clear constructor'),
  event: words('count dropped addressee name reliable claim grow twice clear column emit index constructor'),
  world: words('random ids avatarRow teamOf past rewound viewLag rewind tables eventTables seed snap hash constructor'),
  // What *.state.ts imports.
  module: words(
    'BitReader BitWriter CommandType EntityEncoder EntityType EntityView EventType OwnView RoomSchema CommandTable',
    'EventTable Hash RewindableTable Table TeamRecordType World SCHEMA_HASH',
  ),
}

/** What `emit` of an event is told first, by its audience: whom it is for. */
export const ADDRESSEE: Readonly<Record<RoomEvent['audience'], 'seat' | 'team' | undefined>> = {
  area: undefined,
  team: 'team',
  owner: 'seat',
  all: undefined,
}

export function checkNames(room: Room, problems: Problems): void {
  const { file } = room
  const refuse: Refuse = (at, name, what) => {
    problems.add(file.source, at, 'TW_NAME', `"${name}" is taken: ${what}. Rename it; names are not on the wire.`)
  }
  for (const entity of room.entities) checkColumns(file, entity, entity.hasOwner, refuse)
  for (const local of room.locals) checkColumns(file, local, false, refuse)
  for (const field of room.command.fields) {
    if (!TAKEN.command.has(field.name)) continue
    refuse(fieldAt(file, room.command.name, field.name), field.name, 'every command table has a member of that name')
  }
  for (const event of room.events) {
    for (const field of event.fields) {
      const at = fieldAt(file, event.name, field.name)
      if (TAKEN.event.has(field.name)) refuse(at, field.name, 'every event table has a member of that name')
      else if (field.name === ADDRESSEE[event.audience]) refuse(at, field.name, 'it is whom `emit` sends the event to')
    }
  }
  checkModuleNames(room, refuse)
}

type Refuse = (at: number, name: string, what: string) => void

function checkColumns(file: IdlFile, entity: EntityTable, hasOwner: boolean, refuse: Refuse): void {
  const names = new Set(entity.fields.map((f) => f.name))
  for (const field of entity.fields) {
    const at = fieldAt(file, entity.name, field.name)
    if (TAKEN.table.has(field.name)) refuse(at, field.name, `every ${entity.name}Table has a member of that name`)
    else if (isViewed(field) && TAKEN.view.has(field.name)) {
      refuse(at, field.name, `every view of ${article(entity.name)} has a member of that name`)
    } else if (hasOwner && field.role !== 'local' && TAKEN.own.has(field.name)) {
      refuse(at, field.name, `Own${entity.name} has a member of that name`)
    }
    for (const suffix of baselineSuffixes(field)) {
      if (names.has(field.name + suffix))
        refuse(at, field.name, `its baseline is called ${field.name}${suffix}, another field too`)
    }
  }
}

/** What a view adds to the name of a field whose whole steps it keeps under a name of their own. */
function baselineSuffixes(field: EntityField): readonly string[] {
  if (field.role === 'linear') return ['Motion']
  if (isHot(field)) return ['Last']
  return field.role === 'cold' && !isIdentity(field.coding!) ? ['Last'] : []
}

function checkModuleNames(room: Room, refuse: Refuse): void {
  const members = new Set(TAKEN.world)
  const exports = new Set(TAKEN.module)
  for (const suffix of ['World', 'Capacity']) exports.add(pascal(room.name) + suffix)
  const declare = (type: { name: string; at: number }, names: readonly string[]): void => {
    const clash = names.find((name) => exports.has(name))
    if (clash !== undefined) refuse(type.at, type.name, `the generated code has another ${clash}`)
    for (const name of names) exports.add(name)
  }
  for (const type of room.entities) declare(type, [`${type.name}Table`, `Own${type.name}`])
  for (const { name, entity } of recordsOf(room.entities)) declare(entity, [name, `${name}Encoder`, `${name}View`])
  for (const local of room.locals) declare(local, [`${local.name}Table`])
  declare(room.command, [room.command.name, `${room.command.name}Table`, `${room.command.name}Command`])
  for (const type of room.events) declare(type, [type.name, `${type.name}Events`, `${type.name}Event`])
  for (const type of importedEnums(room)) {
    if (exports.has(type.name)) refuse(type.at, type.name, `the generated code has another ${type.name}`)
  }
  for (const type of [...room.entities, ...room.locals, ...room.events]) {
    if (members.has(camel(type.name))) refuse(type.at, type.name, `the world has another member "${camel(type.name)}"`)
    members.add(camel(type.name))
  }
}

/** Enums of the room's own file that *.state.ts imports by their names. */
function importedEnums(room: Room): ReadonlySet<Enum> {
  const types = [...room.entities, room.command, ...room.events]
  const refs = types.flatMap((type) => type.fields.map((field) => field.enum)).filter((ref) => ref !== undefined)
  return new Set(refs.filter((ref) => ref.file === room.file).map((ref) => ref.enum))
}

function isViewed(field: EntityField): boolean {
  return field.role !== 'local' && field.role !== 'owner'
}

function fieldAt(file: IdlFile, struct: string, field: string): number {
  return file.structs.find((s) => s.name === struct)!.fields.find((f) => f.name === field)!.at
}

/** `Avatar` to `avatar`. */
export function camel(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}

/** `field` to `Field`, `capture-the-flag` to `CaptureTheFlag`. */
export function pascal(name: string): string {
  return name
    .split('-')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('')
}

function words(...lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.join(' ').split(' '))
}
