// The receiving half of an entity type in `*.state.ts`: its view, its owner's view, and the object that ties both halves
// together. The view mirrors the encoder's baseline bit for bit (`emit-encoder.ts`); the two are read side by side.

import { SIMULATION } from './context.js'
import { type Expressions, isIdentity, rangeText } from './expressions.js'
import {
  bitsOf,
  type Coding,
  type Entity,
  type EntityField,
  isHot,
  type Sent,
  type SentFields,
  sentFields,
} from './model.js'
import { article, doc, docPlus, fit, indent, LINE_WIDTH, type Lines } from './print.js'

export function emitView(entity: Entity, id: number, e: Expressions): Lines {
  return new ViewEmitter(entity, id, e).emit()
}

class ViewEmitter {
  private readonly fields: SentFields

  constructor(
    private readonly entity: Entity,
    private readonly id: number,
    private readonly e: Expressions,
  ) {
    this.fields = sentFields(entity)
  }

  emit(): Lines {
    const { e, entity } = this
    const parts = [
      [`readonly type = ${this.id}`, ...this.members()],
      ['constructor(id: number) {', `  super(id, ${this.fields.hot.length})`, '}'],
      ...this.fields.kept.filter((f) => !isDirect(f)).map((f) => this.getter(f)),
      this.reader(
        'readHot',
        'protected override',
        this.fields.hot.flatMap((f) => this.readHot(f)),
      ),
      this.reader(
        'readJump',
        'protected override',
        this.fields.hot.flatMap((f) => this.readJump(f)),
      ),
      this.reader(
        'readCold',
        'protected override',
        this.fields.cold.map((f) => `if (r.read(1) === 1) ${this.readInto(f)}`),
      ),
      this.reader(
        'readBaseline',
        'protected override',
        this.fields.kept.flatMap((f) => this.readBaseline(f)),
      ),
      this.reader(
        'readOnce',
        'override',
        this.fields.once.map((f) => `this.${f.name} = ${this.shownRead(f)}`),
      ),
      this.hashInto(),
      ...this.interpolation(),
    ]
    return [
      ...docPlus(entity.doc, `What a client knows of ${article(entity.name)}.`),
      `export class ${entity.name}View extends ${e.protocol('EntityView')} {`,
      ...parts.flatMap((part, i) => indent(i === 0 ? part : ['', ...part])),
      '}',
    ]
  }

  private members(): Lines {
    const { e } = this
    const hidden = this.fields.kept.filter((f) => !isDirect(f))
    const shown = this.fields.hot.map((f) => `${f.name}: 0`)
    return [
      ...hidden.flatMap((f) => [
        `private ${f.name}Last = 0`,
        ...(f.role === 'linear' ? [`private ${f.name}Rate = 0`] : []),
      ]),
      ...this.fields.kept.filter(isDirect).flatMap((f) => [...fieldDoc(f, f.coding), e.initialised(f, f.coding)]),
      ...this.fields.once.flatMap((f) => [...docPlus(f.doc, 'Sent once, with the enter.'), e.initialised(f, f.coding)]),
      ...(shown.length === 0
        ? []
        : [
            ...doc(['The interpolated fields as they should be drawn; moved by `showAt`.']),
            ...fit(1, 'readonly shown = {', shown, '}', ' '),
          ]),
    ]
  }

  private getter(f: Sent): Lines {
    const value = this.e.shownValue(f, f.coding, `this.${f.name}Last`)
    const type = this.e.shownType(f, f.coding)
    return [...fieldDoc(f, f.coding), `get ${f.name}(): ${type} {`, `  return ${value}`, '}']
  }

  private reader(name: string, modifiers: string, body: Lines): Lines {
    if (body.length === 0) return [`${modifiers} ${name}(): void {}`]
    return [`${modifiers} ${name}(r: ${this.e.protocolType('BitReader')}): void {`, ...indent(body), '}']
  }

  private readHot(f: Sent): Lines {
    const { e } = this
    const { name, coding } = f
    const last = `this.${name}Last`
    if (coding.kind === 'angle') return [`${last} = ${e.protocol('readAngle')}(r, ${last}, ${coding.bits})`]
    if (coding.kind !== 'number') throw new Error(`${name} is a ${coding.kind} and in every code`)
    const read = e.protocol('readResidual')
    if (f.role === 'hold') return [`${last} = ${read}(r, ${last}, ${coding.stepsMax}, ${coding.bits})`]
    const predicted = `${e.protocol('predictLinear')}(${last}, this.${name}Rate, ${coding.stepsMax})`
    return [
      `const ${name}Now = ${read}(r, ${predicted}, ${coding.stepsMax}, ${coding.bits})`,
      `this.${name}Rate = ${name}Now - ${last}`,
      `${last} = ${name}Now`,
    ]
  }

  private readJump(f: Sent): Lines {
    return [this.readInto(f), ...(f.role === 'linear' ? [`this.${f.name}Rate = 0`] : [])]
  }

  private readBaseline(f: Sent): Lines {
    return [
      this.readInto(f),
      ...(f.role === 'linear' ? [`this.${f.name}Rate = ${this.e.protocol('readRate')}(r)`] : []),
    ]
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
      return [int(`this.${f.name}Last`), ...(f.role === 'linear' ? [int(`this.${f.name}Rate`)] : [])]
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
  const { once } = sentFields(entity)
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

/** The object that a schema lists. */
export function emitEntityType(entity: Entity, id: number, e: Expressions): Lines {
  const { name } = entity
  return [
    `export const ${name}: ${e.protocolType('EntityType')}<${name}View> = {`,
    `  id: ${id},`,
    `  name: '${name}',`,
    `  createEncoder: (table, indexBase) => new ${name}Encoder(table as ${name}Table, indexBase),`,
    `  createView: (id) => new ${name}View(id),`,
    ...(entity.hasOwner ? indent(ownerObject(entity, e)) : []),
    '}',
  ]
}

function ownerObject(entity: Entity, e: Expressions): Lines {
  const fields = ownedFields(entity)
  const bits = fields.map((f) => bitsOf(f.owner))
  const max = fields.map((f) => (f.owner.kind === 'number' ? f.owner.stepsMax : 2 ** bitsOf(f.owner) - 1))
  const captures = fields.map((f, i) => `out[${i}] = ${e.quantised(f.owner, `t.${f.name}[row]!`)}`)
  return [
    'owner: {',
    ...indent(numberList(2, 'bits: [', bits)),
    ...indent(numberList(2, 'max: [', max)),
    '  capture(table, row, out) {',
    `    const t = table as ${entity.name}Table`,
    ...indent(captures, 2),
    '  },',
    `  createOwn: (id) => new Own${entity.name}(id),`,
    '},',
  ]
}

/** Numbers fill their lines instead of taking one each, as the repository's formatter does it. */
function numberList(depth: number, open: string, numbers: readonly number[]): Lines {
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
