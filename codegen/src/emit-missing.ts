// Writes the checks for absent arguments and fields. Apache's readers leave what was not sent at null, so a client in
// another language can omit anything; a handler's types promise that only optional things are absent. One function a struct.

import type { Context } from './context.js'
import { typeText } from './emit-types.js'
import type { Field, IdlFile, Struct, TypeRef } from './idl.js'
import { article, breakIfs, doc, type Imports, indent, type Lines } from './print.js'
import { type Resolved, resolve } from './resolve.js'

/** A struct with the file that declares it. */
interface StructRef {
  readonly struct: Struct
  readonly file: IdlFile
}

export class MissingChecks {
  /** By function name, in the order of first use. */
  private readonly needed = new Map<string, StructRef>()

  constructor(
    private readonly context: Context,
    private readonly imports: Imports,
  ) {}

  /** The `missing` member of a method: an arrow function over its arguments. `depth`: levels of indentation around it. */
  ofMethod(file: IdlFile, args: readonly Field[], depth: number): Lines {
    const checked = args.map((arg) => this.lines(file, arg, arg.name, true))
    const used = args.map((arg, i) => (checked[i]!.length > 0 ? arg.name : ''))
    while (used.at(-1) === '') used.pop()
    if (used.length === 0) return ['missing: () => undefined,']
    const parameters = `([${used.join(', ')}])`
    const body = checked.flat()
    const only = /^if \((\w+) == null\) return ('\w+')$/.exec(body.join('\n'))
    if (only !== null) return [`missing: ${parameters} => (${only[1]} == null ? ${only[2]} : undefined),`]
    return [`missing: ${parameters} => {`, ...breakIfs(depth, indent([...body, 'return undefined'])), '},']
  }

  /** The functions that the methods called, and those that these call. */
  functions(): Lines[] {
    const blocks: Lines[] = []
    // Emitting one function may call for more: a Map's iteration sees what is added meanwhile.
    for (const [name, { struct, file }] of this.needed) {
      const type = this.context.outsideTypeName(this.imports, file, struct.name)
      const body = struct.fields.flatMap((f) => this.lines(file, f, `value.${f.name}`, false, struct.kind === 'union'))
      blocks.push([
        ...doc([`Path of the first field of ${article(struct.name)} that is missing though it is not optional.`]),
        `function ${name}(value: ${type}): string | undefined {`,
        ...breakIfs(0, indent([...body, 'return undefined'])),
        '}',
      ])
    }
    return blocks
  }

  /** Lines that return the path of what is missing in one argument or field. */
  private lines(file: IdlFile, field: Field, value: string, isUnknown: boolean, isUnion = false): Lines {
    const isOptional = isUnion || field.requiredness === 'optional'
    const resolved = resolve(file, field.type)
    if (resolved === undefined) return []
    const inner = this.within(resolved, value, field.name, isUnknown ? this.cast(file, field.type, resolved) : '', 0)
    // A field with a default is never null: Apache's constructors set it.
    const own = isOptional || field.hasDefault ? [] : [`if (${value} == null) return '${field.name}'`]
    if (inner.length === 0 || own.length > 0) return [...own, ...inner]
    return [`if (${value} != null) {`, ...indent(inner), '}']
  }

  /** Lines for what lies inside a value that is present. `path` is text for a template literal. */
  private within(type: Resolved, value: string, path: string, cast: string, depth: number): Lines {
    if (type.kind === 'struct') {
      if (!this.canMiss(type, new Set())) return []
      const name = this.functionName(type)
      this.needed.set(name, type)
      const local = `in${pathName(path)}`
      return [
        `const ${local} = ${name}(${value}${cast})`,
        `if (${local} !== undefined) return \`${path}.\${${local}}\``,
      ]
    }
    if (type.kind !== 'list' && type.kind !== 'set' && type.kind !== 'map') return []
    const of = resolve(type.file, type.of)
    if (of === undefined) return []
    // Named after the field, so that they cannot be taken for another argument.
    const name = /^\w+/.exec(path)![0]
    const suffix = depth === 0 ? '' : String(depth + 1)
    const [key, item] = [`${name}${type.kind === 'map' ? 'Key' : 'Index'}${suffix}`, `${name}Item${suffix}`]
    const inner = this.within(of, item, `${path}.\${${key}}`, '', depth + 1)
    if (inner.length === 0) return []
    const held = cast === '' ? value : `(${value}${cast})`
    const entries = type.kind === 'map' ? `Object.entries(${value}${cast})` : `${held}.entries()`
    return [`for (const [${key}, ${item}] of ${entries}) {`, ...indent(inner), '}']
  }

  /** ` as T` for an argument, which arrives as unknown. */
  private cast(file: IdlFile, type: TypeRef, resolved: Resolved): string {
    if (resolved.kind === 'base' || resolved.kind === 'enum') return ''
    return ` as ${this.typeOf(file, type)}`
  }

  private typeOf(file: IdlFile, type: TypeRef): string {
    return typeText(file, type, (f, name) => this.context.outsideTypeName(this.imports, f, name))
  }

  /** Whether a struct has, at any depth, something that may be missing. */
  private canMiss(ref: StructRef, seen: Set<Struct>): boolean {
    if (seen.has(ref.struct)) return false
    seen.add(ref.struct)
    return ref.struct.fields.some((field) => {
      const isOptional = ref.struct.kind === 'union' || field.requiredness === 'optional'
      if (!isOptional && !field.hasDefault) return true
      return this.typeCanMiss(ref.file, field.type, seen)
    })
  }

  private typeCanMiss(file: IdlFile, type: TypeRef, seen: Set<Struct>): boolean {
    const resolved = resolve(file, type)
    if (resolved?.kind === 'struct') return this.canMiss(resolved, seen)
    if (resolved?.kind === 'list' || resolved?.kind === 'set' || resolved?.kind === 'map') {
      return this.typeCanMiss(resolved.file, resolved.of, seen)
    }
    return false
  }

  private functionName({ struct, file }: StructRef): string {
    const prefix = file === this.context.file ? '' : file.name.charAt(0).toUpperCase() + file.name.slice(1)
    return `missingIn${prefix}${struct.name}`
  }
}

/** `request.regions.${index}` to `Regions`-like names for a local. */
function pathName(path: string): string {
  const words = path.replace(/\$\{(\w+)\}/g, '$1').split(/\W+/)
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}
