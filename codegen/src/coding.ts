// One replicated field's range, step and width, from its annotations. All arithmetic of the wire format is decided here:
// the emitters only print it.

import { bitsFor, TEXT_BYTES_MAX } from '@tickwire/protocol'
import type { Annotations } from './annotations.js'
import type { Enum, Field, IdlFile } from './idl.js'
import type { Coding, Column, NumberCoding } from './model.js'
import { didYouMean, type Problems } from './problems.js'
import { constNames, constValue } from './resolve.js'

/** Most bits of a number in the public code. */
const PUBLIC_BITS_MAX = 24
/** Most bits of a number in the owner record, whose values are signed 32-bit. */
const OWNER_BITS_MAX = 31
/** Bits of an angle. */
const ANGLE_BITS_MIN = 2
const ANGLE_BITS_MAX = 16

/** What a field's type comes down to. */
export type Scalar =
  | { readonly kind: 'bool' | 'double' | 'string' }
  | { readonly kind: 'int'; readonly bits: 8 | 16 | 32 }
  | { readonly kind: 'enum'; readonly enum: Enum; readonly file: IdlFile }

export function columnOf(scalar: Scalar): Column {
  switch (scalar.kind) {
    case 'bool':
      return 'uint8'
    case 'double':
      return 'float64'
    case 'string':
      return 'text'
    case 'enum':
      return 'int32'
    case 'int':
      return scalar.bits === 32 ? 'int32' : 'int16'
  }
}

/** Works out the codings of one field and reports what does not add up. */
export class FieldCoder {
  constructor(
    private readonly file: IdlFile,
    private readonly field: Field,
    private readonly annotations: Annotations,
    private readonly scalar: Scalar,
    private readonly problems: Problems,
  ) {}

  /** The coding at the public step, or undefined when the annotations do not give one (reported). */
  public(): Coding | undefined {
    switch (this.scalar.kind) {
      case 'bool':
        this.refuseKeys(['min', 'max', 'step', 'bits', 'angle', 'ownerStep'], 'a bool is one bit')
        return { kind: 'bool' }
      case 'string':
        this.refuseKeys(['min', 'step', 'bits', 'angle', 'ownerStep'], 'a string takes tw.max alone, in UTF-8 bytes')
        return this.text()
      case 'double':
        return this.has('angle') ? this.angle() : this.double()
      case 'int':
      case 'enum':
        this.refuseKeys(['bits', 'angle', 'ownerStep'], 'whole numbers are sent exactly, in whole steps')
        return this.integer()
    }
  }

  /** The coding at `tw.ownerStep`, for a field that has it. */
  atOwnerStep(): NumberCoding | undefined {
    const range = this.range()
    const step = this.positive('ownerStep')
    if (range === undefined || step === undefined) return undefined
    return this.stepped('ownerStep', range, step, OWNER_BITS_MAX)
  }

  private text(): Coding | undefined {
    if (!this.has('max')) {
      return this.missing(['max'], `a string needs tw.max: its UTF-8 bytes, at most ${TEXT_BYTES_MAX}.`)
    }
    const bytesMax = this.number('max')
    if (bytesMax === undefined) return undefined
    if (!Number.isInteger(bytesMax) || bytesMax < 1 || bytesMax > TEXT_BYTES_MAX) {
      return this.refuse(
        'max',
        'TW_TEXT_MAX',
        `tw.max of a string is a whole number of UTF-8 bytes, 1 to ${TEXT_BYTES_MAX}.`,
      )
    }
    return { kind: 'text', bytesMax }
  }

  private angle(): Coding | undefined {
    this.refuseKeys(['min', 'max', 'step', 'bits', 'ownerStep'], 'tw.angle is a whole turn in 2^bits steps')
    const bits = this.number('angle')
    if (bits === undefined) return undefined
    if (!Number.isInteger(bits) || bits < ANGLE_BITS_MIN || bits > ANGLE_BITS_MAX) {
      const message = `tw.angle is a number of bits, ${ANGLE_BITS_MIN} to ${ANGLE_BITS_MAX}: 8 gives 256 steps a turn.`
      return this.refuse('angle', 'TW_ANGLE_BITS', message)
    }
    return { kind: 'angle', bits }
  }

  private double(): Coding | undefined {
    const range = this.range()
    if (range === undefined) return undefined
    if (this.has('step') && this.has('bits')) return this.stepAndBits(range)
    if (this.has('step')) {
      const step = this.positive('step')
      return step === undefined ? undefined : this.stepped('step', range, step, PUBLIC_BITS_MAX)
    }
    if (!this.has('bits'))
      return this.missing(['step', 'bits'], 'a double needs tw.step, the precision it is sent with (or tw.bits).')
    const bits = this.number('bits')
    if (bits === undefined) return undefined
    if (!Number.isInteger(bits) || bits < 1 || bits > PUBLIC_BITS_MAX) {
      return this.refuse('bits', 'TW_BITS', `tw.bits is a whole number, 1 to ${PUBLIC_BITS_MAX}.`)
    }
    const stepsMax = 2 ** bits - 1
    return { kind: 'number', ...range, step: (range.max - range.min) / stepsMax, stepsMax, bits }
  }

  private stepAndBits(range: Range): undefined {
    const step = this.positive('step')
    const bits = this.number('bits')
    if (step === undefined || bits === undefined) return undefined
    const values = Math.round((range.max - range.min) / step) + 1
    const need = bitsFor(values - 1)
    if (need <= bits) {
      const message = `tw.bits = "${bits}" says nothing beside tw.step, which takes ${need}. Delete tw.bits.`
      return this.refuse('bits', 'TW_CONTRADICTION', message)
    }
    const wide = Math.ceil(((range.max - range.min) / (2 ** bits - 1)) * 1e3) / 1e3
    const span = `between tw.min = "${range.min}" and tw.max = "${range.max}"`
    return this.refuse(
      'step',
      'TW_RANGE_BITS',
      `tw.step = "${step}" needs ${grouped(values)} values ${span}: ${need} bits.\n` +
        `tw.bits = "${bits}" holds ${grouped(2 ** bits)}. Delete tw.bits, or raise tw.step to ${wide}.`,
    )
  }

  private integer(): Coding | undefined {
    const range = this.range()
    if (range === undefined) return undefined
    for (const key of ['min', 'max'] as const) {
      if (this.has(key) && !Number.isInteger(range[key])) {
        return this.refuse(key, 'TW_VALUE', `tw.${key} = "${range[key]}" of a whole number must be whole.`)
      }
    }
    const step = this.has('step') ? this.positive('step') : 1
    if (step === undefined) return undefined
    if (!Number.isInteger(step)) {
      return this.refuse('step', 'TW_VALUE', `tw.step = "${step}" of a whole number must be whole.`)
    }
    const typeBits = this.scalar.kind === 'int' ? this.scalar.bits : 32
    const limit = 2 ** (typeBits - 1)
    for (const key of ['min', 'max'] as const) {
      if (range[key] < -limit || range[key] >= limit) {
        const message = `tw.${key} = "${range[key]}" does not fit into i${typeBits} (${-limit} to ${limit - 1}).`
        return this.refuse(key, 'TW_RANGE_TYPE', message)
      }
    }
    return this.stepped(this.has('step') ? 'step' : 'max', range, step, PUBLIC_BITS_MAX)
  }

  private stepped(key: string, range: Range, step: number, bitsMax: number): NumberCoding | undefined {
    const exact = (range.max - range.min) / step
    const stepsMax = Math.round(exact)
    if (stepsMax < 1 || Math.abs(exact - stepsMax) > 1e-6) {
      const near = range.min + Math.max(1, Math.floor(exact)) * step
      const message =
        `tw.max = "${range.max}" is not a whole number of steps of ${step} above tw.min = "${range.min}".\n` +
        `Set tw.max to ${rounded(near)} or ${rounded(near + step)}, or choose a step that divides the range.`
      return this.refuse(key, 'TW_STEP_UNEVEN', message)
    }
    const bits = bitsFor(stepsMax)
    if (stepsMax >= 2 ** bitsMax) {
      const need = Math.ceil(Math.log2(stepsMax + 1))
      const wide = (range.max - range.min) / (2 ** bitsMax - 1)
      const message =
        `${grouped(stepsMax + 1)} values between ${range.min} and ${range.max} need ${need} bits; ${bitsMax} is the most.\n` +
        `Narrow the range, or use a step of at least ${Number(wide.toPrecision(3))}.`
      return this.refuse(key, 'TW_TOO_WIDE', message)
    }
    return { kind: 'number', ...range, step, stepsMax, bits }
  }

  /** tw.min and tw.max; an enum's values where they are not given. */
  private range(): Range | undefined {
    const values = this.scalar.kind === 'enum' ? this.scalar.enum.members.map((m) => m.value) : []
    for (const key of ['min', 'max']) {
      if (!this.has(key) && values.length === 0) {
        return this.missing([key], `a replicated number needs tw.min and tw.max; tw.${key} is missing.`)
      }
    }
    const min = this.has('min') ? this.number('min') : Math.min(...values)
    const max = this.has('max') ? this.number('max') : Math.max(...values)
    if (min === undefined || max === undefined) return undefined
    if (min >= max) {
      const message = `tw.max = "${max}" must be above tw.min = "${min}": otherwise there is nothing to send.`
      return this.has('max')
        ? this.refuse('max', 'TW_RANGE_EMPTY', message)
        : this.missing([], message, 'TW_RANGE_EMPTY')
    }
    if (!Number.isFinite(max - min)) {
      return this.refuse('max', 'TW_TOO_WIDE', `the range ${min} to ${max} is wider than a double holds. Narrow it.`)
    }
    return { min, max }
  }

  private positive(key: string): number | undefined {
    const value = this.number(key)
    if (value === undefined || value > 0) return value
    return this.refuse(key, 'TW_VALUE', `tw.${key} = "${value}" must be above 0.`)
  }

  private number(key: string): number | undefined {
    return numberOf(this.file, this.annotations, `tw.${key}`, this.problems)
  }

  private has(key: string): boolean {
    return this.annotations.has(`tw.${key}`)
  }

  private refuseKeys(keys: readonly string[], why: string): void {
    for (const key of keys) {
      if (this.has(key)) this.refuse(key, 'TW_CONTRADICTION', `tw.${key} does not apply here: ${why}. Delete it.`)
    }
  }

  private refuse(key: string, code: string, message: string): undefined {
    const at = this.annotations.get(`tw.${key}`)?.at ?? this.field.at
    this.problems.add(this.file.source, at, code, message)
  }

  /** Reports what a field lacks, unless one of the keys stands there and was refused for another reason. */
  private missing(keys: readonly string[], message: string, code = 'TW_MISSING'): undefined {
    if (this.field.annotations.some((a) => keys.includes(a.key.slice('tw.'.length)))) return
    this.problems.add(this.file.source, this.field.at, code, `${this.field.name}: ${message}`)
  }
}

interface Range {
  readonly min: number
  readonly max: number
}

/** The number that an annotation's value stands for: itself or a const. Reported when it is none. */
export function numberOf(file: IdlFile, annotations: Annotations, key: string, problems: Problems): number | undefined {
  const annotation = annotations.get(key)
  const text = annotation?.value
  if (annotation === undefined || text === undefined) return undefined
  const refuse = (code: string, message: string): undefined =>
    problems.add(file.source, annotation.at, code, message) as undefined
  if (/^[A-Za-z_]/.test(text)) {
    const value = constValue(file, { reference: text, at: annotation.at })
    if (typeof value === 'number') return value
    if (value !== undefined) return refuse('TW_VALUE', `${key} = "${text}": this const is not a number.`)
    return refuse('TW_UNKNOWN_CONST', `${key} = "${text}": no such const.${didYouMean(text, constNames(file))}`)
  }
  const value = Number(text)
  if (text.trim() !== '' && Number.isFinite(value)) return value
  return refuse('TW_VALUE', `${key} = "${text}" is not a number.`)
}

function grouped(value: number): string {
  return value.toLocaleString('en-US')
}

function rounded(value: number): number {
  return Number(value.toPrecision(12))
}
