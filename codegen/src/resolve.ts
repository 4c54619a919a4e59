// Names to what they mean: types through typedefs and includes, consts to values. The first failure is reported where the
// name stands, with the nearest name that exists.

import type { BaseName, ConstMap, ConstName, ConstValue, Enum, IdlFile, Struct, Typedef, TypeRef } from './idl.js'
import { didYouMean, type Problems } from './problems.js'

/** What a type means once typedefs are followed. `file` is where inner names are to be looked up. */
export type Resolved =
  | { readonly kind: 'base'; readonly name: BaseName }
  | { readonly kind: 'enum'; readonly enum: Enum; readonly file: IdlFile }
  | { readonly kind: 'struct'; readonly struct: Struct; readonly file: IdlFile }
  | { readonly kind: 'list' | 'set'; readonly of: TypeRef; readonly file: IdlFile }
  | { readonly kind: 'map'; readonly key: TypeRef; readonly of: TypeRef; readonly file: IdlFile }

/** Undefined, and a problem where `problems` is given, for a name that means nothing. */
export function resolve(file: IdlFile, type: TypeRef, problems?: Problems): Resolved | undefined {
  if (type.kind === 'base') return type
  if (type.kind !== 'name') return { ...type, file }
  const found = lookUp(file, type.name)
  if (found === undefined) {
    problems?.add(file.source, type.at, 'TW_UNKNOWN_TYPE', `unknown type "${type.name}".${hint(file, type.name)}`)
    return undefined
  }
  if (found.kind !== 'typedef') return found
  // A typedef of itself would not end; a later typedef may not be used by an earlier one, as in Thrift.
  if (found.file === file && found.typedef.at >= type.at) return undefined
  return resolve(found.file, found.typedef.type, problems)
}

type Found =
  | { readonly kind: 'enum'; readonly enum: Enum; readonly file: IdlFile }
  | { readonly kind: 'struct'; readonly struct: Struct; readonly file: IdlFile }
  | { readonly kind: 'typedef'; readonly typedef: Typedef; readonly file: IdlFile }

function lookUp(from: IdlFile, name: string): Found | undefined {
  const { file, local } = split(from, name)
  if (file === undefined) return undefined
  const foundEnum = file.enums.find((e) => e.name === local)
  if (foundEnum !== undefined) return { kind: 'enum', enum: foundEnum, file }
  const struct = file.structs.find((s) => s.name === local)
  if (struct !== undefined) return { kind: 'struct', struct, file }
  const typedef = file.typedefs.find((t) => t.name === local)
  return typedef && { kind: 'typedef', typedef, file }
}

/** `common.Page` to the included file and "Page". */
export function split(from: IdlFile, name: string): { file: IdlFile | undefined; local: string } {
  const dot = name.indexOf('.')
  if (dot < 0) return { file: from, local: name }
  return { file: from.includes.get(name.slice(0, dot)), local: name.slice(dot + 1) }
}

function hint(file: IdlFile, name: string): string {
  const names = (f: IdlFile, prefix: string): string[] =>
    [...f.enums, ...f.structs, ...f.typedefs].map((d) => prefix + d.name)
  const all = names(file, '')
  for (const [prefix, included] of file.includes) all.push(...names(included, `${prefix}.`))
  const near = didYouMean(name, [...all, 'bool', 'i8', 'i16', 'i32', 'double', 'string', 'binary'])
  if (near !== '') return near
  return name.includes('.') ? ' Is its file included?' : ' Declare it, or include the file that does.'
}

/** A const's value with every reference followed, or undefined where one leads nowhere. */
export function constValue(file: IdlFile, value: ConstValue, depth = 0): ConstValue | undefined {
  if (!isConstName(value)) return value
  // Consts that refer to each other in a circle have no value.
  if (depth > 32) return undefined
  const { file: owner, local } = split(file, value.reference)
  const found = owner?.consts.find((c) => c.name === local)
  if (owner !== undefined && found !== undefined) return constValue(owner, found.value, depth + 1)
  return enumMember(file, value.reference)
}

/** `Stance.PRONE` or `common.ErrorCode.GAME` to its number. */
function enumMember(file: IdlFile, reference: string): number | undefined {
  const dot = reference.lastIndexOf('.')
  if (dot < 0) return undefined
  const found = lookUp(file, reference.slice(0, dot))
  if (found?.kind !== 'enum') return undefined
  return found.enum.members.find((m) => m.name === reference.slice(dot + 1))?.value
}

export function isConstName(value: ConstValue): value is ConstName {
  return typeof value === 'object' && 'reference' in value
}

export function isConstMap(value: ConstValue): value is ConstMap {
  return typeof value === 'object' && 'entries' in value && !Array.isArray(value)
}

/** The names of all consts that a file can use, for hints. */
export function constNames(file: IdlFile): string[] {
  const names = file.consts.map((c) => c.name)
  for (const [prefix, included] of file.includes) names.push(...included.consts.map((c) => `${prefix}.${c.name}`))
  return names
}
