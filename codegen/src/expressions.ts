// Single expressions of the generated code: a value to whole steps, to bits, and back. One function a direction, so that
// encoder, decoder, owner record, events and commands cannot disagree about a coding.

import { type Context, PROTOCOL } from './context.js'
import type { CodedField, Coding, EntityField, EnumRef } from './model.js'
import type { Imports } from './print.js'

export type ValueField = CodedField | EntityField

export class Expressions {
  constructor(
    private readonly context: Context,
    readonly imports: Imports,
  ) {}

  protocol(name: string): string {
    return this.imports.value(PROTOCOL, name)
  }

  protocolType(name: string): string {
    return this.imports.type(PROTOCOL, name)
  }

  /** A table column's value to whole steps. */
  quantised(coding: Coding, value: string): string {
    switch (coding.kind) {
      case 'number':
        return `${this.protocol('quantise')}(${value}, ${coding.min}, ${coding.step}, ${coding.stepsMax})`
      case 'angle':
        return `${this.protocol('quantiseAngle')}(${value}, ${coding.bits})`
      case 'bool':
        return `${value} === 0 ? 0 : 1`
      case 'text':
        return value
    }
  }

  /** Whole steps to the number that a table column holds. */
  columnValue(coding: Coding, raw: string): string {
    switch (coding.kind) {
      case 'number':
        return isIdentity(coding) ? raw : `${this.protocol('dequantise')}(${raw}, ${coding.min}, ${coding.step})`
      case 'angle':
        return `${this.protocol('dequantiseAngle')}(${raw}, ${coding.bits})`
      default:
        return raw
    }
  }

  /** Whole steps to what an application sees: enums by their type, bools as such. */
  shownValue(field: Pick<ValueField, 'enum'>, coding: Coding, raw: string): string {
    if (coding.kind === 'bool') return `${raw} === 1`
    const value = this.columnValue(coding, raw)
    return field.enum === undefined ? value : `${value} as ${this.enumName(field.enum)}`
  }

  write(coding: Coding, value: string): string {
    if (coding.kind === 'text') return `${this.protocol('writeText')}(w, ${value}, ${coding.bytesMax})`
    return `w.write(${value}, ${coding.kind === 'bool' ? 1 : coding.bits})`
  }

  /** Bits to whole steps, refused outside the range where the width could hold more. */
  read(coding: Coding): string {
    switch (coding.kind) {
      case 'bool':
        return 'r.read(1)'
      case 'text':
        return `${this.protocol('readText')}(r, ${coding.bytesMax})`
      case 'angle':
        return `r.read(${coding.bits})`
      case 'number':
        if (coding.stepsMax === 2 ** coding.bits - 1) return `r.read(${coding.bits})`
        return `${this.protocol('readUint')}(r, ${coding.stepsMax}, ${coding.bits})`
    }
  }

  /** The type that an application sees. */
  shownType(field: ValueField, coding: Coding): string {
    if (coding.kind === 'bool') return 'boolean'
    if (coding.kind === 'text') return 'string'
    return field.enum === undefined ? 'number' : this.enumName(field.enum)
  }

  /** `name = value` of a class member that an application sees, with a type only where the value does not give it. */
  initialised(field: ValueField, coding: Coding): string {
    if (coding.kind === 'bool') return `${field.name} = false`
    if (coding.kind === 'text') return `${field.name} = ''`
    if (field.enum === undefined || coding.kind !== 'number') return `${field.name} = 0`
    const values = field.enum.enum.members.map((m) => m.value)
    return `${field.name}: ${this.enumName(field.enum)} = ${values.includes(0) ? 0 : Math.min(...values)}`
  }

  private enumName(ref: EnumRef): string {
    return this.context.enumName(this.imports, ref)
  }
}

/** Whether steps are the value itself, so that no arithmetic is needed. */
export function isIdentity(coding: Coding): boolean {
  if (coding.kind === 'number') return coding.min === 0 && coding.step === 1
  return coding.kind !== 'angle'
}

/** The range in words, for doc comments; undefined where there is nothing to say. */
export function rangeText(field: ValueField, coding: Coding): string | undefined {
  if (field.enum !== undefined || coding.kind === 'bool') return undefined
  if (coding.kind === 'text') return `At most ${coding.bytesMax} UTF-8 bytes.`
  if (coding.kind === 'angle') return `Radians in [0, 2 pi), ${2 ** coding.bits} steps a turn.`
  const steps = coding.step === 1 && field.column !== 'float64' ? '' : ` in steps of ${coding.step}`
  return `${coding.min} to ${coding.max}${steps}.`
}
