// The receiving half of an entity type in `*.state.ts`: the view of each of its records, its owner's view, and the objects
// that tie both halves together. The view mirrors the encoder's baseline bit for bit (`emit-encoder.ts`); the two are read side by side.

import { SIMULATION } from './context.js'
import { emitOwners } from './emit-encoder.js'
import { type Expressions, isIdentity, rangeText } from './expressions.js'
import {
  bitsOf,
  type Coding,
  type Entity,
  type EntityField,
  type EntityRecord,
  isHot,
  publicRecord,
  type Sent,
  type SentFields,
  teamRecord,
} from './model.js'
import { article, doc, docPlus, fit, indent, LINE_WIDTH, type Lines } from './print.js'

/** @param id - type id of the record */
export function emitView(record: EntityRecord, id: number, e: Expressions): Lines {
  return new ViewEmitter(record, id, e).emit()
}

class ViewEmitter {
  private readonly fields: SentFields

  constructor(
    private readonly record: EntityRecord,
    private readonly id: number,
    private readonly e: Expressions,
  ) {
    this.fields = record.fields
  }

  emit(): Lines {
    const { e, record } = this
    const parts = [
      [`readonly type = ${this.id}`, ...this.members()],
      ['constructor(id: number) {', `  super(id, ${this.fields.hot.length})`, '}'],
      ...this.fields.kept.filter((f) => !isDirect(f)).map((f) => this.getter(f)),
      this.readHot(),
      this.rest(),
      this.reader(
        'readJump',
        'protected override',
        this.fields.hot.map((f) => this.readJump(f)),
      ),
      this.reader(
        'readCold',
        'protected override',
        this.fields.cold.map((f) => `if (r.read(1) === 1) ${this.readChanged(f)}`),
      ),
      this.reader('readBaseline', 'protected override', [
        ...this.readTurned(),
        ...this.fields.kept.map((f) => this.readBaseline(f)),
      ]),
      this.reader(
        'readOnce',
        'override',
        this.fields.once.map((f) => `this.${f.name} = ${this.shownRead(f)}`),
      ),
      this.hashInto(),
      ...this.interpolation(),
    ]
    return [
      ...this.what(),
      `export class ${record.name}View extends ${e.protocol('EntityView')} {`,
      ...parts.flatMap((part, i) => indent(i === 0 ? part : ['', ...part])),
      '}',
    ]
  }

  private what(): Lines {
    const { name, doc: about } = this.record.entity
    if (this.record.isTeam) return doc([`What a client of its team knows of ${article(name)} besides.`])
    return docPlus(about, `What a client knows of ${article(name)}.`)
  }

  private members(): Lines {
    const { e } = this
    const team = this.record.isTeam ? undefined : teamRecord(this.record.entity)
    const hidden = this.fields.kept.filter((f) => !isDirect(f))
    const shown = this.fields.hot.map((f) => `${f.name}: 0`)
    return [
      ...hidden.map((f) =>
        f.role === 'linear'
          ? `private readonly ${f.name}Motion = new ${e.protocol('Motion')}()`
          : `private ${f.name}Last = 0`,
      ),
      ...this.fields.kept.filter(isDirect).flatMap((f) => [...fieldDoc(f, f.coding), e.initialised(f, f.coding)]),
      ...this.fields.once.flatMap((f) => [...docPlus(f.doc, 'Sent once, with the enter.'), e.initialised(f, f.coding)]),
      ...(shown.length === 0
        ? []
        : [
            ...doc(['The interpolated fields as they should be drawn; moved by `showAt`.']),
            ...fit(1, 'readonly shown = {', shown, '}', ' '),
          ]),
      ...(team === undefined
        ? []
        : [
            ...doc(["What its team knows besides; undefined for other teams' clients."]),
            `override teamRecord: ${team.name}View | undefined = undefined`,
          ]),
    ]
  }

  private getter(f: Sent): Lines {
    const value = this.e.shownValue(f, f.coding, last(f))
    const type = this.e.shownType(f, f.coding)
    return [...fieldDoc(f, f.coding), `get ${f.name}(): ${type} {`, `  return ${value}`, '}']
  }

  private reader(name: string, modifiers: string, body: Lines): Lines {
    if (body.length === 0) return [`${modifiers} ${name}(): void {}`]
    return [`${modifiers} ${name}(r: ${this.e.protocolType('BitReader')}): void {`, ...indent(body), '}']
  }

  private readHot(): Lines {
    if (this.fields.hot.length === 0) return ['protected override readHot(): void {}']
    const lines = this.fields.hot.map((f) => {
      const { name, coding } = f
      if (coding.kind === 'angle') return `${last(f)} = hot.angle(${last(f)}, ${coding.bits})`
      if (coding.kind !== 'number') throw new Error(`${name} is a ${coding.kind} and in every code`)
      const range = `${coding.stepsMax}, ${coding.bits}`
      return f.role === 'linear'
        ? `hot.motion(this.${name}Motion, ${range})`
        : `${last(f)} = hot.value(${last(f)}, ${range})`
    })
    return [`protected override readHot(hot: ${this.e.protocolType('HotReader')}): void {`, ...indent(lines), '}']
  }

  private rest(): Lines {
    const lines = this.fields.hot.filter((f) => f.role === 'linear').map((f) => `this.${f.name}Motion.rest()`)
    return lines.length === 0
      ? ['protected override rest(): void {}']
      : ['protected override rest(): void {', ...indent(lines), '}']
  }

  private readJump(f: Sent): string {
    return f.role === 'linear' ? `this.${f.name}Motion.settle(${this.e.read(f.coding)})` : this.readInto(f)
  }

  private readChanged(f: Sent): string {
    return f.coding.kind === 'bool' ? `this.${f.name} = !this.${f.name}` : this.readInto(f)
  }

  private readTurned(): Lines {
    const { length } = this.fields.hot
    return length === 0 ? [] : [`this.turned = r.read(${length})`]
  }

  private readBaseline(f: Sent): string {
    if (f.role !== 'linear' || f.coding.kind !== 'number') return this.readInto(f)
    return `this.${f.name}Motion.read(r, ${f.coding.stepsMax}, ${f.coding.bits})`
  }

  /** Reads a value into where the view keeps it. */
  private readInto(f: Sent): string {
    if (!isDirect(f)) return `this.${f.name}Last = ${this.e.read(f.coding)}`
    return `this.${f.name} = ${this.shownRead(f)}`
  }

  private shownRead(f: Sent): string {
    return this.e.shownValue(f, f.coding, this.e.read(f.coding))
  }

  private hashInto(): Lines {
    const { e } = this
    if (this.fields.kept.length === 0) return ['override hashInto(): void {}']
    const int = (value: string): string => `${e.imports.value(SIMULATION, 'hashInt')}(hash, ${value})`
    const lines = this.fields.kept.flatMap((f) => {
      if (f.coding.kind === 'text') return [`${e.imports.value(SIMULATION, 'hashText')}(hash, this.${f.name})`]
      if (f.coding.kind === 'bool') return [int(`this.${f.name} ? 1 : 0`)]
      if (isDirect(f)) return [int(`this.${f.name}`)]
      return [f.role === 'linear' ? `this.${f.name}Motion.hashInto(hash)` : int(last(f))]
    })
    return [`override hashInto(hash: ${e.imports.type(SIMULATION, 'Hash')}): void {`, ...indent(lines), '}']
  }

  private interpolation(): Lines[] {
    if (this.fields.hot.length === 0)
      return [['protected override sample(): void {}'], ['protected override show(): void {}']]
    const offset = (base: string, i: number): string => (i === 0 ? base : `${base} + ${i}`)
    const samples = this.fields.hot.map((f, i) => `out[${offset('at', i)}] = this.${f.name}`)
    const shows = this.fields.hot.map((f, i) => {
      const mix = this.e.protocol(f.coding.kind === 'angle' ? 'mixAngle' : 'mix')
      return `this.shown.${f.name} = ${mix}(s[${offset('from', i)}]!, s[${offset('to', i)}]!, part)`
    })
    return [
      ['protected override sample(out: Float64Array, at: number): void {', ...indent(samples), '}'],
      [
        'protected override show(s: Float64Array, from: number, to: number, part: number): void {',
        ...indent(shows),
        '}',
      ],
    ]
  }
}

/** The quantised value that a view keeps of an interpolated field. */
function last(f: Sent): string {
  return f.role === 'linear' ? `this.${f.name}Motion.last` : `this.${f.name}Last`
}

/** Whether the view keeps the value itself: everything that is not interpolated and needs no arithmetic. */
function isDirect(f: Sent): boolean {
  return !isHot(f) && isIdentity(f.coding)
}

function fieldDoc(f: EntityField, coding: Coding): Lines {
  const range = rangeText(f, coding)
  return range === undefined ? doc(f.doc) : docPlus(f.doc, range)
}

type Owned = EntityField & { readonly owner: Coding }

function ownedFields(entity: Entity): readonly Owned[] {
  return entity.fields.filter((f): f is Owned => f.owner !== undefined)
}

/** The owner's view of its own entity. */
export function emitOwn(entity: Entity, e: Expressions): Lines {
  const fields = ownedFields(entity)
  const members = fields.flatMap((f) => [...fieldDoc(f, f.owner), e.initialised(f, f.owner)])
  const assigns = fields.map((f, i) => `this.${f.name} = ${e.shownValue(f, f.owner, `v[${i}]!`)}`)
  const once = [...publicRecord(entity).fields.once, ...(teamRecord(entity)?.fields.once ?? [])]
  const reads = once.map((f) => `this.${f.name} = ${e.shownValue(f, f.coding, e.read(f.coding))}`)
  const readOnce =
    reads.length === 0
      ? ['readOnce(): void {}']
      : [`readOnce(r: ${e.protocolType('BitReader')}): void {`, ...indent(reads), '}']
  return [
    ...doc([`What a client knows of its own ${entity.name}, from the owner record.`]),
    `export class Own${entity.name} implements ${e.protocolType('OwnView')} {`,
    ...indent(members),
    ...indent(
      once.flatMap((f) => [...docPlus(f.doc, 'Sent once, with the first owner record.'), e.initialised(f, f.coding)]),
    ),
    ...indent(['', 'constructor(readonly id: number) {}', '', ...readOnce, '']),
    ...indent(['assign(v: Int32Array): void {', ...indent(assigns), '}']),
    '}',
  ]
}

/** The object that a schema lists. @param entityId - type id of the entity, which is that of its public record */
export function emitRecordType(record: EntityRecord, id: number, entityId: number, e: Expressions): Lines {
  const { name, entity, audience, isTeam } = record
  return [
    `export const ${name}: ${e.protocolType(isTeam ? 'TeamRecordType' : 'EntityType')}<${name}View> = {`,
    `  id: ${id},`,
    `  name: '${name}',`,
    ...(isTeam ? [`  entity: ${entityId},`] : []),
    `  audience: '${audience}',`,
    ...indent(emitOwners(record)),
    `  extent: ${entity.extent},`,
    `  priority: ${entity.priority},`,
    `  createEncoder: (table, indexBase) => new ${name}Encoder(table as ${entity.name}Table, indexBase),`,
    `  createView: (id) => new ${name}View(id),`,
    ...(entity.hasOwner && !isTeam ? indent(ownerObject(entity, e)) : []),
    '}',
  ]
}

function ownerObject(entity: Entity, e: Expressions): Lines {
  const fields = ownedFields(entity)
  const names = fields.map((f) => f.name)
  const bits = fields.map((f) => bitsOf(f.owner))
  const max = fields.map((f) => (f.owner.kind === 'number' ? f.owner.stepsMax : 2 ** bitsOf(f.owner) - 1))
  const linear = fields.map((f) => f.role === 'linear')
  const captures = fields.map((f, i) => `out[${i}] = ${e.quantised(f.owner, `t.${f.name}[row]!`)}`)
  const restores = fields.map((f, i) => `t.${f.name}[row] = ${e.columnValue(f.owner, `v[${i}]!`)}`)
  return [
    'owner: {',
    ...indent(nameList(2, 'fields: [', names)),
    ...indent(numberList(2, 'bits: [', bits)),
    ...indent(numberList(2, 'max: [', max)),
    ...indent(numberList(2, 'linear: [', linear)),
    '  capture(table, row, out) {',
    `    const t = table as ${entity.name}Table`,
    ...indent(captures, 2),
    '  },',
    '  restore(v, table, row) {',
    `    const t = table as ${entity.name}Table`,
    ...indent(restores, 2),
    '  },',
    `  createTable: () => new ${entity.name}Table({ next: 1 }, 1),`,
    `  createOwn: (id) => new Own${entity.name}(id),`,
    '},',
  ]
}

/** Names take a line each where they do not fit into one. */
function nameList(depth: number, open: string, names: readonly string[]): Lines {
  const quoted = names.map((name) => `'${name}'`)
  const flat = `${open}${quoted.join(', ')}],`
  return depth * 2 + flat.length <= LINE_WIDTH ? [flat] : [open, ...indent(quoted.map((name) => `${name},`)), '],']
}

/** Numbers fill their lines instead of taking one each, as the repository's formatter does it; other values do not. */
function numberList(depth: number, open: string, numbers: readonly (number | boolean)[]): Lines {
  const flat = `${open}${numbers.join(', ')}],`
  if (depth * 2 + flat.length <= LINE_WIDTH) return [flat]
  const lines: string[] = []
  let line = ''
  for (const number of numbers) {
    const next = line === '' ? `${number},` : `${line} ${number},`
    if ((depth + 1) * 2 + next.length > LINE_WIDTH) {
      lines.push(line)
      line = `${number},`
    } else line = next
  }
  return [open, ...indent([...lines, line]), '],']
}
