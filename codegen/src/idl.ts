// The shape of an IDL as the checks and emitters see it: the parser's tree without its noise. `at` is always the index in
// the source where a thing's name (or key) begins, for problems.

import type { Source } from './source.js'

export interface Annotation {
  readonly key: string
  /** Undefined for a bare key such as `tw.once`. */
  readonly value: string | undefined
  readonly at: number
}

/** A type as written; names are resolved by `resolve`. */
export type TypeRef =
  | { readonly kind: 'base'; readonly name: BaseName; readonly at: number }
  | { readonly kind: 'list' | 'set'; readonly of: TypeRef; readonly at: number }
  | { readonly kind: 'map'; readonly key: TypeRef; readonly of: TypeRef; readonly at: number }
  | { readonly kind: 'name'; readonly name: string; readonly at: number }

export type BaseName = 'bool' | 'i8' | 'i16' | 'i32' | 'i64' | 'double' | 'string' | 'binary'

interface Declared {
  readonly name: string
  readonly at: number
  readonly doc: readonly string[]
  readonly annotations: readonly Annotation[]
}

export interface Field extends Declared {
  /** Undefined where the IDL leaves it out. */
  readonly id: number | undefined
  readonly type: TypeRef
  readonly requiredness: 'required' | 'optional' | undefined
  readonly hasDefault: boolean
}

export interface Struct extends Declared {
  readonly kind: 'struct' | 'union' | 'exception'
  readonly fields: readonly Field[]
}

export interface Enum extends Declared {
  readonly members: readonly (Declared & { readonly value: number })[]
}

export interface Typedef extends Declared {
  readonly type: TypeRef
}

export type ConstValue = number | string | boolean | ConstName | readonly ConstValue[] | ConstMap

/** A reference to another const or to an enum member. */
export interface ConstName {
  readonly reference: string
  readonly at: number
}

export interface ConstMap {
  readonly entries: readonly (readonly [ConstValue, ConstValue])[]
}

export interface Const extends Declared {
  readonly type: TypeRef
  readonly value: ConstValue
}

export interface Method extends Declared {
  readonly oneway: boolean
  /** Undefined: void. */
  readonly result: TypeRef | undefined
  readonly args: readonly Field[]
  readonly throws: readonly Field[]
}

export interface Service extends Declared {
  readonly extends: string | undefined
  readonly methods: readonly Method[]
}

export interface IdlFile {
  /** File name without `.thrift`; what other files call it when they include it. */
  readonly name: string
  readonly source: Source
  readonly includes: ReadonlyMap<string, IdlFile>
  readonly consts: readonly Const[]
  readonly typedefs: readonly Typedef[]
  readonly enums: readonly Enum[]
  readonly structs: readonly Struct[]
  readonly services: readonly Service[]
}
