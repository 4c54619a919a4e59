// The fields of entities, events and the command: which annotations go together, and what each field is on the wire. The
// arithmetic of one value is `coding.ts`; here stand the rules between keys.

import { type Annotations, belongsOn, KEYS, readAnnotations } from './annotations.js'
import { columnOf, FieldCoder, type Scalar } from './coding.js'
import type { Field, IdlFile, Struct } from './idl.js'
import type { CodedField, Command, EntityField, Role } from './model.js'
import type { Problems } from './problems.js'
import { resolve } from './resolve.js'
import type { Replicated } from './room.js'

const VALUE_KEYS = ['tw.min', 'tw.max', 'tw.step', 'tw.bits', 'tw.angle']

/** Field keys by the kind of struct that they make sense in. */
const FIELD_KEYS: Readonly<Record<Replicated, readonly string[]>> = {
  entity: Object.keys(KEYS).filter((key) => belongsOn(key, 'field') && key !== 'tw.edge'),
  command: [...VALUE_KEYS, 'tw.edge'],
  event: [...VALUE_KEYS, 'tw.axis'],
}

interface Read {
  readonly field: Field
  readonly annotations: Annotations
  readonly scalar: Scalar
  readonly coder: FieldCoder
}

/** @param to - its `tw.to`, if it is given */
export function readEntityFields(
  file: IdlFile,
  struct: Struct,
  to: string | undefined,
  problems: Problems,
): readonly EntityField[] {
  const reads = readAll(file, struct, 'entity', problems)
  const fields = reads.map((read) => entityField(file, read, problems)).filter((f) => f !== undefined)
  checkAxes(file, struct, reads, to === 'area', problems)
  if (to === 'team' || to === 'owner') refuseTeamFields(file, struct, reads, to, problems)
  if (fields.length === struct.fields.length && !fields.some(isPublic)) {
    const message = `${struct.name} has no public field, so nobody could see it. Add one, or keep this state elsewhere.`
    problems.add(file.source, struct.at, 'TW_EMPTY', message)
  }
  refuseChangingTexts(file, struct, fields, problems)
  return fields
}

/** What goes to fewer seats than everybody has no use for a narrower circle inside of them. */
function refuseTeamFields(
  file: IdlFile,
  struct: Struct,
  reads: readonly Read[],
  to: 'team' | 'owner',
  problems: Problems,
): void {
  for (const { annotations } of reads) {
    const audience = annotations.get('tw.audience')
    if (audience?.value !== 'team') continue
    const why = to === 'team' ? 'goes to its team alone' : 'goes to one seat alone'
    const message = `${struct.name} ${why} (tw.to = "${to}"), so tw.audience = "team" says nothing. Delete one of them.`
    problems.add(file.source, audience.at, 'TW_CONTRADICTION', message)
  }
}

function isPublic({ role, isTeam }: EntityField): boolean {
  return role !== 'local' && role !== 'owner' && !isTeam
}

/** Columns alone: nothing of them is on the wire, so no key has anything to say about it. */
export function readLocalFields(file: IdlFile, struct: Struct, problems: Problems): readonly EntityField[] {
  return readAll(file, struct, 'entity', problems).map((read) => {
    for (const [key, { at }] of read.annotations) {
      const message = `${struct.name} is tw.local and never sent, so ${key} says nothing about its fields. Delete it.`
      problems.add(file.source, at, 'TW_CONTRADICTION', message)
    }
    return localField(read)
  })
}

/** A player's own entity arrives as an owner record only, and that holds numbers. */
function refuseChangingTexts(file: IdlFile, struct: Struct, fields: readonly EntityField[], problems: Problems): void {
  if (!hasOwnerRecord(fields)) return
  for (const field of fields) {
    if (field.role !== 'cold' || field.coding?.kind !== 'text') continue
    const message =
      `${struct.name} has an owner record, which holds numbers: its owner would never see ${field.name} change.\n` +
      'Mark it tw.once, or put it into an entity of its own.'
    const { at } = struct.fields.find((f) => f.name === field.name)!
    problems.add(file.source, at, 'TW_OWNER_TEXT', message)
  }
}

/** Whether an entity of these fields can be somebody's own. */
export function hasOwnerRecord(fields: readonly EntityField[]): boolean {
  return fields.some((f) => f.isSnapped || f.role === 'owner')
}

export function readCommandFields(file: IdlFile, struct: Struct, problems: Problems): Command['fields'] {
  const fields: (CodedField & { isEdge: boolean })[] = []
  for (const { field, annotations, scalar, coder } of readAll(file, struct, 'command', problems)) {
    const edge = annotations.get('tw.edge')
    if (edge !== undefined && scalar.kind !== 'bool') {
      const message = `tw.edge keeps a press when a command is dropped, so it belongs on a bool. Make ${field.name} a bool.`
      problems.add(file.source, edge.at, 'TW_EDGE', message)
    }
    if (scalar.kind === 'string') {
      const message = `a command is sent every tick and holds no text. Send ${field.name} with a method of the room service.`
      problems.add(file.source, field.type.at, 'TW_FIELD_TYPE', message)
      continue
    }
    const coding = coder.public()
    if (coding !== undefined)
      fields.push({ ...coded(field, scalar), coding, axis: undefined, isEdge: edge !== undefined })
  }
  if (struct.fields.length === 0) {
    problems.add(
      file.source,
      struct.at,
      'TW_EMPTY',
      `the command ${struct.name} has no fields. Add the player's input.`,
    )
  }
  return fields
}

export function readEventFields(
  file: IdlFile,
  struct: Struct,
  needsPlace: boolean,
  problems: Problems,
): readonly CodedField[] {
  const reads = readAll(file, struct, 'event', problems)
  const fields: CodedField[] = []
  for (const { field, annotations, scalar, coder } of reads) {
    const coding = coder.public()
    if (coding !== undefined) fields.push({ ...coded(field, scalar), coding, axis: axisOf(annotations) })
  }
  checkAxes(file, struct, reads, needsPlace, problems)
  return fields
}

/** The struct's fields in wire order, which is the order of their ids. */
function readAll(file: IdlFile, struct: Struct, kind: Replicated, problems: Problems): readonly Read[] {
  const reads: Read[] = []
  for (const field of [...struct.fields].sort((a, b) => (a.id ?? 0) - (b.id ?? 0))) {
    const what = `the field ${struct.name}.${field.name}`
    const all = readAnnotations(file, field.annotations, 'field', what, problems)
    const annotations = new Map(all)
    for (const [key, annotation] of all) {
      if (FIELD_KEYS[kind].includes(key)) continue
      annotations.delete(key)
      const owner = key === 'tw.edge' ? 'a command' : 'an entity'
      const message = `${key} means something on fields of ${owner}, and ${struct.name} is tw.${kind}. Delete it.`
      problems.add(file.source, annotation.at, 'TW_WRONG_PLACE', message)
    }
    checkForm(file, struct, field, problems)
    const scalar = scalarOf(file, struct, field, annotations, problems)
    if (scalar === undefined) continue
    reads.push({ field, annotations, scalar, coder: new FieldCoder(file, field, annotations, scalar, problems) })
  }
  return reads
}

function checkForm(file: IdlFile, struct: Struct, field: Field, problems: Problems): void {
  if (field.requiredness === 'optional') {
    const message = `${field.name}: a replicated field always has a value. Delete "optional"; say "none" with a value of its own.`
    problems.add(file.source, field.at, 'TW_OPTIONAL', message)
  }
  if (field.hasDefault) {
    const message = `${field.name}: ${struct.name} starts with every field zero. Delete the default, set it where one is made.`
    problems.add(file.source, field.at, 'TW_DEFAULT', message)
  }
}

/** What the type comes down to; containers, structs, binary and i64 are refused with what to do instead. */
function scalarOf(
  file: IdlFile,
  struct: Struct,
  field: Field,
  annotations: Annotations,
  problems: Problems,
): Scalar | undefined {
  const type = resolve(file, field.type)
  if (type === undefined) return undefined
  const refuse = (message: string): undefined =>
    problems.add(file.source, field.type.at, 'TW_FIELD_TYPE', `${field.name}: ${message}`) as undefined
  const isLocal = annotations.has('tw.local') || struct.annotations.some((a) => a.key === 'tw.local')
  const where = isLocal ? 'a table column holds one number or text an entity' : 'replication sends numbers and texts'
  switch (type.kind) {
    case 'enum':
      return { kind: 'enum', enum: type.enum, file: type.file }
    case 'struct':
      return refuse(`${where}, not a struct. Write its fields into ${struct.name}, or make it an entity of its own.`)
    case 'list':
    case 'set':
    case 'map':
      return refuse(
        `${where}, not a ${type.kind}. Make its elements an entity type, or answer it from a method of the room.`,
      )
    case 'base':
      break
  }
  switch (type.name) {
    case 'i8':
      return { kind: 'int', bits: 8 }
    case 'i16':
      return { kind: 'int', bits: 16 }
    case 'i32':
      return { kind: 'int', bits: 32 }
    case 'i64':
      // Refused for the whole IDL by `public-rules.ts`.
      return undefined
    case 'binary':
      return refuse(`${where}, not binary. Use numbers with a range, or answer it from a method of the room.`)
    default:
      return { kind: type.name }
  }
}

function coded(field: Field, scalar: Scalar): Omit<CodedField, 'coding' | 'axis'> {
  return {
    id: field.id ?? 0,
    name: field.name,
    doc: field.doc,
    column: columnOf(scalar),
    enum: scalar.kind === 'enum' ? scalar : undefined,
  }
}

function axisOf(annotations: Annotations): 'x' | 'y' | undefined {
  const value = annotations.get('tw.axis')?.value
  return value === 'x' || value === 'y' ? value : undefined
}

function localField({ field, scalar }: Read): EntityField {
  const base = coded(field, scalar)
  const notSent = { axis: undefined, coding: undefined, owner: undefined, isTeam: false, isSnapped: false }
  return { ...base, ...notSent, role: 'local' }
}

function entityField(file: IdlFile, read: Read, problems: Problems): EntityField | undefined {
  const { field, annotations, scalar, coder } = read
  if (annotations.has('tw.local')) {
    for (const [key, { at }] of annotations) {
      if (key === 'tw.local') continue
      const message = `tw.local is never sent, so ${key} says nothing. Delete one of them.`
      problems.add(file.source, at, 'TW_CONTRADICTION', message)
    }
    return localField(read)
  }
  const base = { ...coded(field, scalar), axis: axisOf(annotations) }
  checkTogether(file, read, problems)
  const role = roleOf(annotations)
  const isTeam = annotations.get('tw.audience')?.value === 'team'
  const isSnapped = annotations.has('tw.ownerStep') && scalar.kind === 'double' && !annotations.has('tw.angle')
  const fine = isSnapped ? coder.atOwnerStep() : undefined
  if (isSnapped && fine === undefined) return undefined
  if (role === 'owner' && isSnapped) return { ...base, role, isTeam, coding: fine, owner: fine, isSnapped }
  const coding = coder.public()
  if (coding === undefined) return undefined
  if (fine !== undefined && coding.kind === 'number' && fine.step > coding.step) {
    const message = `tw.ownerStep = "${fine.step}" is coarser than the public step ${coding.step}. Make it finer, or delete it.`
    problems.add(file.source, annotations.get('tw.ownerStep')!.at, 'TW_CONTRADICTION', message)
  }
  // The owner record holds numbers; texts reach the owner once, with its first record.
  const isOwned = role !== 'once' && coding.kind !== 'text'
  return { ...base, role, isTeam, coding, owner: isOwned ? (fine ?? coding) : undefined, isSnapped }
}

function roleOf(annotations: Annotations): Role {
  if (annotations.get('tw.audience')?.value === 'owner') return 'owner'
  if (annotations.has('tw.once')) return 'once'
  if (annotations.has('tw.predict')) return 'linear'
  return annotations.has('tw.angle') || annotations.has('tw.axis') ? 'hold' : 'cold'
}

/** Pairs of keys that contradict each other, and keys that the type makes senseless. */
function checkTogether(file: IdlFile, { field, annotations, scalar }: Read, problems: Problems): void {
  const refuse = (key: string, message: string): void => {
    const annotation = annotations.get(key)
    if (annotation !== undefined) problems.add(file.source, annotation.at, 'TW_CONTRADICTION', message)
  }
  const audience = annotations.get('tw.audience')?.value
  if (audience === 'owner' || audience === 'team') {
    refuse('tw.axis', `a position is public: tw.axis with tw.audience = "${audience}" would place nothing. Delete one.`)
  }
  if (audience === 'owner') {
    refuse('tw.predict', 'tw.predict is for what others see; the owner record carries values. Delete tw.predict.')
    refuse('tw.once', 'tw.once goes to everybody with the enter; tw.audience = "owner" hides it. Delete one.')
    if (annotations.has('tw.ownerStep')) {
      for (const key of ['tw.step', 'tw.bits']) {
        refuse(key, `only the owner gets ${field.name}, at tw.ownerStep: ${key} says nothing. Delete it.`)
      }
    }
    if (scalar.kind === 'string') {
      refuse('tw.audience', 'the owner record holds numbers. Answer this text from a method of the room.')
    }
  }
  if (annotations.has('tw.once')) {
    for (const key of ['tw.axis', 'tw.predict', 'tw.ownerStep']) {
      refuse(key, `tw.once is sent with the enter and never again, but ${key} is for what moves. Delete one.`)
    }
  }
  if (annotations.has('tw.angle')) refuse('tw.predict', 'an angle is held, not predicted. Delete tw.predict.')
  if (scalar.kind === 'bool' || scalar.kind === 'enum' || scalar.kind === 'string') {
    refuse('tw.predict', `only numbers move; ${field.name} cannot be predicted. Delete tw.predict.`)
  }
}

/** Axes are doubles, at most one of each, and x and y come together. */
function checkAxes(
  file: IdlFile,
  struct: Struct,
  reads: readonly Read[],
  needsPlace: boolean,
  problems: Problems,
): void {
  const fields = { x: [] as Read[], y: [] as Read[] }
  for (const read of reads) {
    const axis = axisOf(read.annotations)
    if (axis === undefined) continue
    fields[axis].push(read)
    const at = read.annotations.get('tw.axis')!.at
    if (read.scalar.kind !== 'double' || read.annotations.has('tw.angle')) {
      const message = `tw.axis = "${axis}" belongs on a double with tw.min and tw.max: ${read.field.name} is none.`
      problems.add(file.source, at, 'TW_AXIS', message)
    }
    if (fields[axis].length > 1) {
      const message = `${struct.name} has tw.axis = "${axis}" already, on ${fields[axis][0]!.field.name}. Keep one.`
      problems.add(file.source, at, 'TW_AXIS', message)
    }
  }
  if (fields.x.length > 0 !== fields.y.length > 0) {
    const [has, lacks] = fields.x.length > 0 ? ['x', 'y'] : ['y', 'x']
    const message = `${struct.name} has tw.axis = "${has}" but not "${lacks}". A position needs both.`
    problems.add(file.source, struct.at, 'TW_AXIS', message)
  } else if (needsPlace && fields.x.length === 0 && reads.length === struct.fields.length) {
    const message = `${struct.name} goes to an area, so it needs a place: fields with tw.axis = "x" and "y".`
    problems.add(file.source, struct.at, 'TW_AXIS', message)
  }
}
