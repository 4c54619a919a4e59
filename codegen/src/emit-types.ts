// Writes `X.types.ts`: consts, enums, typedefs and the shapes of plain structs, unions and exceptions. It imports nothing
// at run time, so browsers and any code can use it; Apache's classes fit these shapes.

import { Context, type IncludePackages } from './context.js'
import type { Const, ConstValue, Enum, Field, IdlFile, Struct, TypeRef } from './idl.js'
import { doc, Imports, indent, LINE_WIDTH, type Lines, quoted } from './print.js'
import { constValue, isConstMap, isConstName, resolve, split } from './resolve.js'
import { replicatedKind } from './room.js'

export function emitTypes(file: IdlFile, packages: IncludePackages): string {
  const context = new Context(file, packages)
  const imports = new Imports()
  const type = (ref: TypeRef): string => typeText(file, ref, (f, name) => context.typeName(imports, f, name))
  const blocks: Lines[] = [
    ...file.consts.map((item) => emitConst(file, item)),
    ...file.typedefs.map((item) => [...doc(item.doc), `export type ${item.name} = ${type(item.type)}`]),
    ...file.enums.map(emitEnum),
    ...file.structs.filter((s) => replicatedKind(s) === undefined).map((s) => emitStruct(s, type)),
  ]
  const head = imports.lines()
  const parts = [context.header, ...(head.length > 0 ? [head.join('\n')] : []), ...blocks.map((b) => b.join('\n'))]
  // A file without declarations is still a module.
  return `${parts.join('\n\n')}\n${blocks.length === 0 ? '\nexport {}\n' : ''}`
}

function emitConst(file: IdlFile, item: Const): Lines {
  const value = constText(file, item.value)
  return [...doc(item.doc), `export const ${item.name} = ${value}${/^[[{]/.test(value) ? ' as const' : ''}`]
}

function constText(file: IdlFile, value: ConstValue): string {
  const known = constValue(file, value)
  if (known === undefined || isConstName(known)) throw new Error('a const passed the checks but has no value')
  if (typeof known === 'string') return quoted(known)
  if (typeof known !== 'object') return String(known)
  if (isConstMap(known)) {
    const entries = known.entries.map(([key, item]) => `${keyText(constText(file, key))}: ${constText(file, item)}`)
    return `{ ${entries.join(', ')} }`
  }
  return `[${known.map((item) => constText(file, item)).join(', ')}]`
}

/** A negative number is no name of a property. */
function keyText(key: string): string {
  return key.startsWith('-') ? `'${key}'` : key
}

function emitEnum(item: Enum): Lines {
  const { name } = item
  const members = item.members.map((m) => `${m.name}: ${m.value}`)
  const flat = `export const ${name} = { ${members.join(', ')} } as const`
  const isFlat = flat.length <= LINE_WIDTH && item.members.every((m) => m.doc.length === 0)
  const tall = item.members.flatMap((m) => [...doc(m.doc), `${m.name}: ${m.value},`])
  return [
    ...doc(item.doc),
    ...(isFlat ? [flat] : [`export const ${name} = {`, ...indent(tall), '} as const']),
    `export type ${name} = (typeof ${name})[keyof typeof ${name}]`,
  ]
}

function emitStruct(struct: Struct, type: (ref: TypeRef) => string): Lines {
  if (struct.fields.length === 0) return [...doc(struct.doc), `export type ${struct.name} = object`]
  const member = (f: Field): Lines => {
    const isOptional = struct.kind === 'union' || f.requiredness === 'optional'
    const text = type(f.type)
    return [
      ...doc(f.doc),
      isOptional ? `readonly ${f.name}?: ${text} | null | undefined` : `readonly ${f.name}: ${text}`,
    ]
  }
  return [...doc(struct.doc), `export interface ${struct.name} {`, ...indent(struct.fields.flatMap(member)), '}']
}

/** A Thrift type in TypeScript; `name` writes the names of declared types and imports them. */
export function typeText(file: IdlFile, ref: TypeRef, name: (file: IdlFile, local: string) => string): string {
  const text = (inner: TypeRef): string => typeText(file, inner, name)
  switch (ref.kind) {
    case 'base':
      return BASE_TEXT[ref.name]
    case 'name': {
      const { file: owner, local } = split(file, ref.name)
      if (owner === undefined) throw new Error(`${ref.name} passed the checks but names no file`)
      return name(owner, local)
    }
    case 'list':
    case 'set': {
      const item = text(ref.of)
      return item.startsWith('readonly ') ? `readonly (${item})[]` : `readonly ${item}[]`
    }
    case 'map': {
      // The key of a JavaScript object; Apache's readers make plain objects.
      const key = resolve(file, ref.key)
      const isText = key?.kind === 'base' && key.name === 'string'
      return `Readonly<Record<${isText ? text(ref.key) : 'number'}, ${text(ref.of)}>>`
    }
  }
}

const BASE_TEXT = {
  bool: 'boolean',
  i8: 'number',
  i16: 'number',
  i32: 'number',
  i64: 'number',
  double: 'number',
  string: 'string',
  binary: 'Uint8Array',
} as const
