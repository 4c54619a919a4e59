// The sending half of an entity type in `*.state.ts`: its table and the encoder of each of its records. Every method holds
// only the lines that the record's fields need; see `EntityEncoder` in @tickwire/protocol for when each is called.

import { PROTOCOL, SIMULATION } from './context.js'
import type { Expressions } from './expressions.js'
import { bitsOf, type EntityRecord, type EntityTable, type Sent, type SentFields } from './model.js'
import { doc, indent, type Lines, returnJoined } from './print.js'

/** The column of a table that says whose each row is, by the audience of a record. */
const OWNERS = {
  team: { name: 'ownerTeam', make: 'uint8', doc: 'The team that it belongs to; NO_TEAM: to none.' },
  owner: { name: 'ownerSeat', make: 'seatNumbers', doc: 'The seat that it belongs to; NO_SEAT: to none.' },
} as const

/** `owners` of a record's type, or nothing where the record is not for a team or a seat. */
export function emitOwners({ audience, entity }: EntityRecord): Lines {
  if (audience !== 'team' && audience !== 'owner') return []
  return [`owners: (table) => (table as ${entity.name}Table).${OWNERS[audience].name},`]
}

/**
 * @param records - what is sent of it; none of a local table
 * @param isRewindable - whether its past is kept
 */
export function emitTable(
  entity: EntityTable,
  records: readonly EntityRecord[],
  isRewindable: boolean,
  e: Expressions,
): Lines {
  const columns = entity.fields.flatMap((f) => [...doc(f.doc), `readonly ${f.name} = this.${f.column}()`])
  for (const { audience } of records) {
    if (audience !== 'team' && audience !== 'owner') continue
    const owners = OWNERS[audience]
    columns.push(...doc([owners.doc]), `readonly ${owners.name} = this.${owners.make}()`)
  }
  const snapped = entity.fields.filter((f) => f.isSnapped)
  const snaps = snapped.map((f) => {
    const column = `this.${f.name}[row]`
    return `${column} = ${e.columnValue(f.owner!, e.quantised(f.owner!, `${column}!`))}`
  })
  const snap = [
    '',
    ...doc(['Rounds what the owner record carries to its `tw.ownerStep`.']),
    'snap(): void {',
    '  for (let row = 0; row < this.end; row++) {',
    ...indent(snaps, 2),
    '  }',
    '}',
  ]
  return [
    ...doc(entity.doc),
    `export class ${entity.name}Table extends ${e.imports.value(SIMULATION, isRewindable ? 'RewindableTable' : 'Table')} {`,
    ...indent([...columns, ...(snaps.length > 0 ? snap : []), ...(isRewindable ? emitPlaces(entity, e) : [])]),
    '}',
  ]
}

/** Its position, as it stands and as clients are told it. */
function emitPlaces({ fields }: EntityTable, e: Expressions): Lines {
  const axes = (['x', 'y'] as const).map((axis) => ({ axis, field: fields.find((f) => f.axis === axis)! }))
  const getters = axes.flatMap(({ axis, field }) => [
    '',
    `override get axis${axis.toUpperCase()}(): Float64Array {`,
    `  return this.${field.name}`,
    '}',
  ])
  const places = axes.map(({ axis, field: { name, coding } }) => {
    return `${axis}[at + row] = ${e.columnValue(coding!, e.quantised(coding!, `this.${name}[row]!`))}`
  })
  return [
    ...getters,
    '',
    'override placesInto(x: Float64Array, y: Float64Array, at: number): void {',
    '  for (let row = 0; row < this.end; row++) {',
    ...indent(places, 2),
    '  }',
    '}',
  ]
}

export function emitEncoder(record: EntityRecord, e: Expressions): Lines {
  return new EncoderEmitter(record, e).emit()
}

class EncoderEmitter {
  private readonly fields: SentFields

  constructor(
    private readonly record: EntityRecord,
    private readonly e: Expressions,
  ) {
    this.fields = record.fields
  }

  emit(): Lines {
    const { record, e } = this
    const methods = [
      this.method('capture', 'protected override', this.capture()),
      this.method('settle', 'protected override', this.settle()),
      this.predict(),
      this.advance(),
      this.boolean('differs', this.differs(), '||'),
      this.boolean('coldDiffers', this.coldDiffers(), '||'),
      this.writeHot(),
      this.writer(
        'writeJump',
        'protected override',
        this.fields.hot.map((f) => e.write(f.coding, `this.${f.name}Now[row]!`)),
      ),
      this.writer(
        'writeCold',
        'protected override',
        this.fields.cold.flatMap((f) => this.writeCold(f)),
      ),
      this.writer('writeBaseline', 'override', [
        ...this.writeTurned(),
        ...this.fields.kept.map((f) => this.writeBaseline(f)),
      ]),
      this.writer(
        'writeOnce',
        'override',
        this.fields.once.map((f) => this.writeOnce(f)),
      ),
      this.hashInto(),
    ]
    return [
      `class ${record.name}Encoder extends ${e.protocol('EntityEncoder')} {`,
      ...indent([...this.members(), '', ...this.constructorLines()]),
      ...methods.flatMap((method) => ['', ...indent(method)]),
      '}',
    ]
  }

  private axis(axis: 'x' | 'y'): string | undefined {
    return this.record.entity.fields.find((f) => f.axis === axis)?.name
  }

  private members(): Lines {
    const type = this.axis('x') === undefined ? ' = undefined' : ': Float64Array'
    const arrays = this.fields.kept.flatMap((f) => {
      const make = f.coding.kind === 'text' ? 'texts' : 'ints'
      const before = f.role === 'linear' ? `${f.name}Motion = this.motions()` : `${f.name}Last = this.${make}()`
      return [`private readonly ${f.name}Now = this.${make}()`, `private readonly ${before}`]
    })
    return [`readonly x${type}`, `readonly y${type}`, ...arrays]
  }

  private constructorLines(): Lines {
    const x = this.axis('x')
    const columns = x === undefined ? [] : [`  this.x = rows.${x}`, `  this.y = rows.${this.axis('y')}`]
    return [
      'constructor(',
      `  private readonly rows: ${this.record.entity.name}Table,`,
      '  indexBase: number,',
      ') {',
      `  super(rows, indexBase, ${this.fields.hot.length})`,
      ...columns,
      '}',
    ]
  }

  private method(name: string, modifiers: string, body: Lines): Lines {
    if (body.length === 0) return [`${modifiers} ${name}(): void {}`]
    return [`${modifiers} ${name}(row: number): void {`, ...indent(body), '}']
  }

  private writer(name: string, modifiers: string, body: Lines): Lines {
    if (body.length === 0) return [`${modifiers} ${name}(): void {}`]
    const type = this.e.protocolType('BitWriter')
    return [`${modifiers} ${name}(row: number, w: ${type}): void {`, ...indent(body), '}']
  }

  private boolean(name: string, terms: Lines, operator: '||'): Lines {
    if (terms.length === 0) return [`protected override ${name}(): boolean {`, '  return false', '}']
    return [`protected override ${name}(row: number): boolean {`, ...indent(returnJoined(2, terms, operator)), '}']
  }

  private capture(): Lines {
    const lines = this.fields.kept.map(
      (f) => `this.${f.name}Now[row] = ${this.e.quantised(f.coding, `rows.${f.name}[row]!`)}`,
    )
    return lines.length === 0 ? [] : ['const { rows } = this', ...lines]
  }

  private settle(): Lines {
    return this.fields.kept.map((f) =>
      f.role === 'linear' ? `${motion(f)}.settle(this.${f.name}Now[row]!)` : lastFromNow(f),
    )
  }

  private predict(): Lines {
    const { e } = this
    const lines = this.fields.hot.map((f, i) => {
      const { name, coding } = f
      const now = `this.${name}Now[row]!`
      if (coding.kind === 'angle') {
        return `residual[${i}] = ${e.protocol('angleResidual')}(this.${name}Last[row]!, ${now}, ${coding.bits})`
      }
      if (coding.kind !== 'number') throw new Error(`${name} is a ${coding.kind} and in every code`)
      const predicted = f.role === 'linear' ? `${motion(f)}.predict(${coding.stepsMax})` : `this.${name}Last[row]!`
      return `residual[${i}] = ${now} - ${predicted}`
    })
    return this.hotMethod('predict', '', lines)
  }

  private advance(): Lines {
    if (!this.fields.hot.some((f) => f.role === 'linear')) {
      const lines = this.fields.kept.length === 0 ? [] : ['this.settle(row)']
      return this.method('advance', 'protected override', lines)
    }
    const lines = this.fields.kept.map((f) => {
      if (f.role !== 'linear') return lastFromNow(f)
      return `${motion(f)}.advance(this.${f.name}Now[row]!, residual[${this.fields.hot.indexOf(f)}]!)`
    })
    return this.hotMethod('advance', '', lines)
  }

  /** A method over the residuals of a row. */
  private hotMethod(name: string, more: string, body: Lines): Lines {
    if (body.length === 0) return [`protected override ${name}(): void {}`]
    return [`protected override ${name}(row: number, residual: Int32Array${more}): void {`, ...indent(body), '}']
  }

  private differs(): Lines {
    return [...this.fields.hot.map(changed), ...(this.fields.cold.length > 0 ? ['this.coldDiffers(row)'] : [])]
  }

  private coldDiffers(): Lines {
    return this.fields.cold.map(changed)
  }

  private writeHot(): Lines {
    const { e } = this
    const lines = this.fields.hot.map((f, i) => {
      const [write, code] = [e.protocol('writeResidual'), `${e.protocol('hotCode')}(turned, ${i})`]
      return `${write}(w, residual[${i}]!, this.${f.name}Now[row]!, ${bitsOf(f.coding)}, ${code})`
    })
    const turned = lines.length === 0 ? [] : ['const turned = this.turned[row]!']
    return this.hotMethod('writeHot', `, w: ${e.protocolType('BitWriter')}`, [...turned, ...lines])
  }

  private writeCold(f: Sent): Lines {
    // A bool that changed is what it was not.
    if (f.coding.kind === 'bool') return [`w.write(this.${f.name}Now[row] === this.${f.name}Last[row] ? 0 : 1, 1)`]
    return [
      `if (this.${f.name}Now[row] === this.${f.name}Last[row]) w.write(0, 1)`,
      'else {',
      '  w.write(1, 1)',
      `  ${this.e.write(f.coding, `this.${f.name}Now[row]!`)}`,
      '}',
    ]
  }

  private writeTurned(): Lines {
    const { length } = this.fields.hot
    return length === 0 ? [] : [`w.write(this.turned[row]!, ${length})`]
  }

  private writeBaseline(f: Sent): string {
    if (f.role === 'linear') return `${motion(f)}.write(w, ${bitsOf(f.coding)})`
    return this.e.write(f.coding, `this.${f.name}Last[row]!`)
  }

  private writeOnce(f: Sent): string {
    return this.e.write(f.coding, this.e.quantised(f.coding, `this.rows.${f.name}[row]!`))
  }

  private hashInto(): Lines {
    const { e } = this
    if (this.fields.kept.length === 0) return ['override hashInto(): void {}']
    const lines = this.fields.kept.map((f) => {
      if (f.role === 'linear') return `${motion(f)}.hashInto(hash)`
      const last = `this.${f.name}Last[row]!`
      if (f.coding.kind !== 'text') return `${e.imports.value(SIMULATION, 'hashInt')}(hash, ${last})`
      const sent = `${e.imports.value(PROTOCOL, 'textAsSent')}(${last}, ${f.coding.bytesMax})`
      return `${e.imports.value(SIMULATION, 'hashText')}(hash, ${sent})`
    })
    const type = e.imports.type(SIMULATION, 'Hash')
    return [`override hashInto(row: number, hash: ${type}): void {`, ...indent(lines), '}']
  }
}

function changed(f: Sent): string {
  const last = f.role === 'linear' ? `${motion(f)}.last` : `this.${f.name}Last[row]`
  return `this.${f.name}Now[row] !== ${last}`
}

function lastFromNow(f: Sent): string {
  return `this.${f.name}Last[row] = this.${f.name}Now[row]!`
}

function motion(f: Sent): string {
  return `this.${f.name}Motion[row]!`
}
