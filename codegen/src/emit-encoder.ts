// The sending half of an entity type in `*.state.ts`: its table and its encoder. Every method holds only the lines that
// the type's fields need; see `EntityEncoder` in @tickwire/protocol for when each is called.

import { SIMULATION } from './context.js'
import type { Expressions } from './expressions.js'
import { type Entity, type Sent, type SentFields, sentFields } from './model.js'
import { doc, indent, type Lines, returnJoined } from './print.js'

export function emitTable(entity: Entity, e: Expressions): Lines {
  const columns = entity.fields.flatMap((f) => [...doc(f.doc), `readonly ${f.name} = this.${f.column}()`])
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
    `export class ${entity.name}Table extends ${e.imports.value(SIMULATION, 'Table')} {`,
    ...indent([...columns, ...(snaps.length > 0 ? snap : [])]),
    '}',
  ]
}

export function emitEncoder(entity: Entity, e: Expressions): Lines {
  return new EncoderEmitter(entity, e).emit()
}

class EncoderEmitter {
  private readonly fields: SentFields

  constructor(
    private readonly entity: Entity,
    private readonly e: Expressions,
  ) {
    this.fields = sentFields(entity)
  }

  emit(): Lines {
    const { entity, e } = this
    const methods = [
      this.method('capture', 'protected override', this.capture()),
      this.method('settle', 'protected override', this.settle()),
      this.method('advance', 'protected override', this.advance()),
      this.boolean('differs', this.differs(), '||'),
      this.boolean('moves', this.moves(), '||'),
      this.boolean('coldDiffers', this.coldDiffers(), '||'),
      this.writer('writeHot', 'protected override', this.writeHot()),
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
      this.writer(
        'writeBaseline',
        'override',
        this.fields.kept.flatMap((f) => this.writeBaseline(f)),
      ),
      this.writer(
        'writeOnce',
        'override',
        this.fields.once.map((f) => this.writeOnce(f)),
      ),
      this.hashInto(),
    ]
    return [
      `class ${entity.name}Encoder extends ${e.protocol('EntityEncoder')} {`,
      ...indent([...this.members(), '', ...this.constructorLines()]),
      ...methods.flatMap((method) => ['', ...indent(method)]),
      '}',
    ]
  }

  private axis(axis: 'x' | 'y'): string | undefined {
    return this.entity.fields.find((f) => f.axis === axis)?.name
  }

  private members(): Lines {
    const type = this.axis('x') === undefined ? ' = undefined' : ': Float64Array'
    const arrays = this.fields.kept.flatMap((f) => {
      const make = f.coding.kind === 'text' ? 'texts' : 'ints'
      const suffixes = f.role === 'linear' ? ['Now', 'Last', 'Rate'] : ['Now', 'Last']
      return suffixes.map((suffix) => `private readonly ${f.name}${suffix} = this.${make}()`)
    })
    return [`readonly x${type}`, `readonly y${type}`, ...arrays]
  }

  private constructorLines(): Lines {
    const x = this.axis('x')
    const columns = x === undefined ? [] : [`  this.x = rows.${x}`, `  this.y = rows.${this.axis('y')}`]
    return [
      'constructor(',
      `  private readonly rows: ${this.entity.name}Table,`,
      '  indexBase: number,',
      ') {',
      '  super(rows, indexBase)',
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
    return this.fields.kept.flatMap((f) => [
      this.lastFromNow(f),
      ...(f.role === 'linear' ? [`this.${f.name}Rate[row] = 0`] : []),
    ])
  }

  private advance(): Lines {
    if (this.fields.kept.length === 0) return []
    if (!this.fields.hot.some((f) => f.role === 'linear')) return ['this.settle(row)']
    return this.fields.kept.flatMap((f) => [
      ...(f.role === 'linear' ? [`this.${f.name}Rate[row] = this.${f.name}Now[row]! - this.${f.name}Last[row]!`] : []),
      this.lastFromNow(f),
    ])
  }

  private lastFromNow(f: Sent): string {
    return `this.${f.name}Last[row] = this.${f.name}Now[row]!`
  }

  private differs(): Lines {
    return [...this.fields.hot.map(changed), ...(this.fields.cold.length > 0 ? ['this.coldDiffers(row)'] : [])]
  }

  private moves(): Lines {
    return this.fields.hot.filter((f) => f.role === 'linear').map((f) => `this.${f.name}Rate[row] !== 0`)
  }

  private coldDiffers(): Lines {
    return this.fields.cold.map(changed)
  }

  private writeHot(): Lines {
    const { e } = this
    return this.fields.hot.flatMap((f) => {
      const { name, coding } = f
      if (coding.kind === 'angle') {
        return [`${e.protocol('writeAngle')}(w, this.${name}Last[row]!, this.${name}Now[row]!, ${coding.bits})`]
      }
      if (coding.kind !== 'number') throw new Error(`${name} is a ${coding.kind} and in every code`)
      const last = `this.${name}Last[row]!`
      const predicted =
        f.role === 'linear'
          ? `${e.protocol('predictLinear')}(${last}, this.${name}Rate[row]!, ${coding.stepsMax})`
          : last
      // Called like the column: a field may be called `w` or `row`.
      return [
        `const ${name}Now = this.${name}Now[row]!`,
        `${e.protocol('writeResidual')}(w, ${name}Now - ${predicted}, ${name}Now, ${coding.bits})`,
      ]
    })
  }

  private writeCold(f: Sent): Lines {
    return [
      `if (this.${f.name}Now[row] === this.${f.name}Last[row]) w.write(0, 1)`,
      'else {',
      '  w.write(1, 1)',
      `  ${this.e.write(f.coding, `this.${f.name}Now[row]!`)}`,
      '}',
    ]
  }

  private writeBaseline(f: Sent): Lines {
    const value = this.e.write(f.coding, `this.${f.name}Last[row]!`)
    return f.role === 'linear' ? [value, `${this.e.protocol('writeRate')}(w, this.${f.name}Rate[row]!)`] : [value]
  }

  private writeOnce(f: Sent): string {
    return this.e.write(f.coding, this.e.quantised(f.coding, `this.rows.${f.name}[row]!`))
  }

  private hashInto(): Lines {
    const { e } = this
    if (this.fields.kept.length === 0) return ['override hashInto(): void {}']
    const hash = (f: Sent, suffix: string): string => {
      const call = e.imports.value(SIMULATION, f.coding.kind === 'text' ? 'hashText' : 'hashInt')
      return `${call}(hash, this.${f.name}${suffix}[row]!)`
    }
    const lines = this.fields.kept.flatMap((f) =>
      f.role === 'linear' ? [hash(f, 'Last'), hash(f, 'Rate')] : [hash(f, 'Last')],
    )
    const type = e.imports.type(SIMULATION, 'Hash')
    return [`override hashInto(row: number, hash: ${type}): void {`, ...indent(lines), '}']
  }
}

function changed(f: Sent): string {
  return `this.${f.name}Now[row] !== this.${f.name}Last[row]`
}
