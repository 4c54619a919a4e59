// From an IDL file to the model of its room: which structs are entities, events and the command, and whether their
// annotations make sense together. Every problem is reported; the room is only used when there is none.

import type { Audience } from '@tickwire/protocol'
import { type Annotations, readAnnotations } from './annotations.js'
import { numberOf } from './coding.js'
import type { IdlFile, Service, Struct } from './idl.js'
import type { Command, Entity, EntityTable, Room, RoomEvent } from './model.js'
import { checkNames } from './names.js'
import { didYouMean, type Problems } from './problems.js'
import { hasOwnerRecord, readCommandFields, readEntityFields, readEventFields, readLocalFields } from './room-fields.js'
import { checkSizes } from './sizes.js'

/** Ticks a second. */
const TICK_RATE_HZ_MAX = 128
/** What an entity may count as nearer by: beyond, it would drive out all others, or never come. */
const PRIORITY_MIN = 0.1
const PRIORITY_MAX = 100
/** Seats of a room, as `SEATS_MAX` of the simulation. */
const PLAYERS_MAX_MAX = 4_096

/** Struct keys that say something of some kinds only. */
const KINDS_OF_KEY: Readonly<Record<string, readonly string[]>> = {
  'tw.to': ['tw.entity', 'tw.event'],
  'tw.local': ['tw.entity'],
  'tw.extent': ['tw.entity'],
  'tw.priority': ['tw.entity'],
  'tw.rewind': ['tw.entity'],
}

export type Replicated = 'entity' | 'command' | 'event'

/** Which of the three a struct is, undefined for a plain one. */
export function replicatedKind(struct: Struct): Replicated | undefined {
  if (struct.kind !== 'struct') return undefined
  const has = (key: string): boolean => struct.annotations.some((a) => a.key === key)
  if (has('tw.entity')) return 'entity'
  if (has('tw.command')) return 'command'
  return has('tw.event') ? 'event' : undefined
}

/** The service that the loop implements, if the file has one. */
function isRoomService(service: Service): boolean {
  return service.annotations.some((a) => a.key === 'tw.room')
}

/** The file's room, or undefined when it has none or is not sound (reported). */
export function readRoom(file: IdlFile, problems: Problems): Room | undefined {
  const before = problems.count
  const entities: Entity[] = []
  const locals: EntityTable[] = []
  const events: RoomEvent[] = []
  const commands: Command[] = []
  for (const struct of file.structs) {
    const annotations = structAnnotations(file, struct, problems)
    const { name, doc, at } = struct
    switch (replicatedKind(struct)) {
      case 'entity': {
        if (annotations.has('tw.local')) {
          refuseReach(file, annotations, problems)
          locals.push({ name, doc, at, fields: readLocalFields(file, struct, problems) })
          break
        }
        const to = audienceOf(annotations)
        const fields = readEntityFields(file, struct, to, problems)
        const audience = to ?? (fields.some((f) => f.axis !== undefined) ? 'area' : 'all')
        const reach = readReach(file, struct, annotations, problems)
        entities.push({ name, doc, at, audience, fields, hasOwner: hasOwnerRecord(fields), ...reach })
        break
      }
      case 'command':
        commands.push({ name, doc, at, fields: readCommandFields(file, struct, problems) })
        break
      case 'event': {
        const audience = audienceOf(annotations)
        const fields = readEventFields(file, struct, audience === 'area', problems)
        if (audience === undefined) break
        events.push({ name, doc, at, fields, reliable: annotations.get('tw.event')?.value === 'reliable', audience })
        break
      }
    }
  }
  const service = roomServiceOf(file, problems)
  if (service === undefined) return undefined
  const command = commandOf(file, service, commands, problems)
  const rates = readServiceKeys(file, service, problems)
  if (command === undefined || rates === undefined || problems.count > before) return undefined
  const room: Room = { file, ...rates, entities, locals, events, command }
  checkNames(room, problems)
  checkSizes(room, problems)
  return problems.count > before ? undefined : room
}

function audienceOf(annotations: Annotations): Audience | undefined {
  // One of the words of the key, or the key would not be here.
  return annotations.get('tw.to')?.value as Audience | undefined
}

function structAnnotations(file: IdlFile, struct: Struct, problems: Problems): Annotations {
  const what = `the ${struct.kind} ${struct.name}`
  const place = struct.kind === 'struct' ? 'struct' : undefined
  const annotations = readAnnotations(file, struct.annotations, place, what, problems)
  const kinds = ['tw.entity', 'tw.command', 'tw.event'].filter((key) => annotations.has(key))
  for (const key of kinds.slice(1)) {
    const message = `${struct.name} is ${kinds[0]} already; a struct is one of entity, command and event. Keep one.`
    problems.add(file.source, annotations.get(key)!.at, 'TW_CONTRADICTION', message)
  }
  for (const [key, which] of Object.entries(KINDS_OF_KEY)) {
    const annotation = annotations.get(key)
    if (annotation === undefined || which.some((kind) => annotations.has(kind))) continue
    const kind = which.join(' or ')
    const message = `${key} says nothing of ${struct.name}, which is not ${kind}. Add ${kind}, or delete ${key}.`
    problems.add(file.source, annotation.at, 'TW_CONTRADICTION', message)
  }
  const isEvent = struct.annotations.some((a) => a.key === 'tw.event')
  if (isEvent && !struct.annotations.some((a) => a.key === 'tw.to')) {
    const message = `the event ${struct.name} needs tw.to: "area", "team", "owner" or "all".`
    problems.add(file.source, struct.at, 'TW_MISSING', message)
  }
  return annotations
}

/** How far and how much an entity counts when it is decided who is sent it, and whether its places are kept. */
function readReach(
  file: IdlFile,
  struct: Struct,
  annotations: Annotations,
  problems: Problems,
): Pick<Entity, 'extent' | 'priority' | 'isRewindable'> {
  const refuse = (key: string, code: string, message: string): void =>
    problems.add(file.source, annotations.get(key)!.at, code, message)
  const extent = numberOf(file, annotations, 'tw.extent', problems)
  if (extent !== undefined && extent <= 0) {
    refuse(
      'tw.extent',
      'TW_VALUE',
      `tw.extent = "${extent}" must be above 0, in world units. Without it, it is a point.`,
    )
  }
  const hasAxis = struct.fields.some((f) => f.annotations.some((a) => a.key === 'tw.axis'))
  if (annotations.has('tw.extent') && !hasAxis) {
    const message = `tw.extent reaches out from a position, and ${struct.name} has none. Add fields with tw.axis, or delete it.`
    refuse('tw.extent', 'TW_AXIS', message)
  }
  if (annotations.has('tw.rewind') && !hasAxis) {
    const message = `tw.rewind keeps positions, and ${struct.name} has none. Add fields with tw.axis, or delete it.`
    refuse('tw.rewind', 'TW_AXIS', message)
  }
  const priority = numberOf(file, annotations, 'tw.priority', problems)
  if (priority !== undefined && (priority < PRIORITY_MIN || priority > PRIORITY_MAX)) {
    const message = `tw.priority = "${priority}" must be ${PRIORITY_MIN} to ${PRIORITY_MAX}: how many times nearer it counts.`
    refuse('tw.priority', 'TW_VALUE', message)
  }
  return { extent: extent ?? 0, priority: priority ?? 1, isRewindable: annotations.has('tw.rewind') }
}

function refuseReach(file: IdlFile, annotations: Annotations, problems: Problems): void {
  for (const key of ['tw.to', 'tw.extent', 'tw.priority', 'tw.rewind']) {
    const annotation = annotations.get(key)
    if (annotation === undefined) continue
    const message = `tw.local is never sent, so ${key} says nothing. Delete one of them.`
    problems.add(file.source, annotation.at, 'TW_CONTRADICTION', message)
  }
}

function roomServiceOf(file: IdlFile, problems: Problems): Service | undefined {
  const [service, ...others] = file.services.filter(isRoomService)
  for (const other of others) {
    const message = `${other.name}: ${service!.name} is this file's room already. One file describes one room.`
    problems.add(file.source, other.at, 'TW_ROOM', message)
  }
  const orphan = file.structs.find((s) => replicatedKind(s) !== undefined)
  if (service === undefined && orphan !== undefined) {
    const message = `${orphan.name} is part of a room, but no service of this file has tw.room.\nAdd (tw.room = "...") to the service of the room.`
    problems.add(file.source, orphan.at, 'TW_ROOM', message)
  }
  return service
}

function commandOf(
  file: IdlFile,
  service: Service,
  commands: readonly Command[],
  problems: Problems,
): Command | undefined {
  const [command, ...others] = commands
  for (const other of others) {
    const message = `${other.name}: ${command!.name} is this room's command already. Merge their fields into one struct.`
    problems.add(file.source, other.at, 'TW_COMMAND', message)
  }
  if (command === undefined) {
    const message = `the room of ${service.name} has no command: mark the struct of a player's input with (tw.command).`
    problems.add(file.source, service.at, 'TW_COMMAND', message)
  }
  return command
}

type ServiceKeys = Pick<Room, 'name' | 'tickRateHz' | 'sendRateHz' | 'playersMax' | 'options'>

function readServiceKeys(file: IdlFile, service: Service, problems: Problems): ServiceKeys | undefined {
  // Invalid keys were reported with the service's methods; here only sound ones are left to look at.
  const annotations = readAnnotations(file, service.annotations, 'service', `the service ${service.name}`, problems)
  const whole = (key: string, max: number): number | undefined => {
    if (!service.annotations.some((a) => a.key === key)) {
      problems.add(file.source, service.at, 'TW_MISSING', `the room service ${service.name} needs ${key}, 1 to ${max}.`)
      return undefined
    }
    const value = numberOf(file, annotations, key, problems)
    if (value === undefined || (Number.isInteger(value) && value >= 1 && value <= max)) return value
    const at = annotations.get(key)!.at
    problems.add(file.source, at, 'TW_RATE_RANGE', `${key} = "${value}" must be a whole number, 1 to ${max}.`)
    return undefined
  }
  const tickRateHz = whole('tw.tickRateHz', TICK_RATE_HZ_MAX)
  const playersMax = whole('tw.playersMax', PLAYERS_MAX_MAX)
  const sendRateHz = annotations.has('tw.sendRateHz') ? whole('tw.sendRateHz', TICK_RATE_HZ_MAX) : tickRateHz
  const name = annotations.get('tw.room')?.value
  if (tickRateHz !== undefined && sendRateHz !== undefined && tickRateHz % sendRateHz !== 0) {
    const message = `tw.sendRateHz = "${sendRateHz}" must divide tw.tickRateHz = "${tickRateHz}": snapshots go out on ticks.`
    problems.add(file.source, annotations.get('tw.sendRateHz')!.at, 'TW_SEND_RATE', message)
  }
  if (name !== undefined && !/^[a-z][a-z0-9-]{0,31}$/.test(name)) {
    const message = `tw.room = "${name}" must be 1-32 of a-z, 0-9 and "-", a letter first.`
    problems.add(file.source, annotations.get('tw.room')!.at, 'TW_VALUE', message)
  }
  const options = optionsOf(file, annotations, problems)
  if (tickRateHz === undefined || playersMax === undefined || sendRateHz === undefined || name === undefined) {
    return undefined
  }
  return { name, tickRateHz, sendRateHz, playersMax, options }
}

function optionsOf(file: IdlFile, annotations: Annotations, problems: Problems): string | undefined {
  const annotation = annotations.get('tw.options')
  if (annotation?.value === undefined) return undefined
  const plain = file.structs.filter((s) => s.kind === 'struct' && replicatedKind(s) === undefined)
  if (plain.some((s) => s.name === annotation.value)) return annotation.value
  const near = didYouMean(
    annotation.value,
    plain.map((s) => s.name),
  )
  const message = `tw.options = "${annotation.value}" names no plain struct of this file.${near}`
  problems.add(file.source, annotation.at, 'TW_OPTIONS', message)
  return undefined
}
