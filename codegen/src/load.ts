// Reads IDL files: finds includes, parses, and turns the parser's tree into `IdlFile`s. The parser's own entry point
// prints to stdout, so its scanner and parser are driven here and their errors become problems. A file that does not
// parse is worth no further check.

import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import * as ast from '@creditkarma/thrift-parser'
import type * as idl from './idl.js'
import type { Problems } from './problems.js'
import { Source } from './source.js'

export class Loader {
  private readonly loaded = new Map<string, idl.IdlFile | undefined>()

  /** @param includeDirs - where includes are looked for after the including file's own folder */
  constructor(
    private readonly problems: Problems,
    private readonly includeDirs: readonly string[],
  ) {}

  /** The file and everything it includes, or undefined when it does not parse. */
  load(file: string): idl.IdlFile | undefined {
    const key = path.resolve(file)
    if (this.loaded.has(key)) return this.loaded.get(key)
    this.loaded.set(key, undefined)
    const result = this.parse(new Source(path.relative('.', key), readFileSync(file, 'utf8')))
    this.loaded.set(key, result)
    return result
  }

  private parse(source: Source): idl.IdlFile | undefined {
    const body = parseText(source, this.problems)
    if (body === undefined) return undefined
    const includes = new Map<string, idl.IdlFile>()
    for (const node of body) {
      if (node.type !== ast.SyntaxType.IncludeDefinition) continue
      const included = this.include(source, node)
      if (included !== undefined) includes.set(included.name, included)
    }
    return new Builder(source).build(body, includes)
  }

  private include(source: Source, node: ast.IncludeDefinition): idl.IdlFile | undefined {
    const dirs = [path.dirname(source.file), ...this.includeDirs]
    const file = dirs.map((dir) => path.join(dir, node.path.value)).find((candidate) => existsSync(candidate))
    if (file !== undefined) return this.load(file)
    const message = `cannot find "${node.path.value}" in ${dirs.map((dir) => dir || '.').join(', ')}.`
    this.problems.add(source, node.path.loc.start.index, 'TW_INCLUDE', `${message}\nName its folder with -I DIR.`)
    return undefined
  }
}

function parseText(source: Source, problems: Problems): readonly ast.ThriftStatement[] | undefined {
  const before = problems.count
  const report = (error: ast.ThriftError): void => {
    const index = Math.min(error.loc.start.index, Math.max(0, source.text.length - 1))
    problems.add(source, index, 'TW_SYNTAX', `${error.message}. Compare with the Thrift grammar near here.`)
    if (error.type === ast.ErrorType.ScanError) scanner.syncronize()
    else parser.synchronize()
  }
  const scanner = ast.createScanner(source.code, report)
  const parser = ast.createParser(scanner.scan(), report)
  const document = parser.parse()
  return problems.count === before ? document.body : undefined
}

const BASES: Partial<Record<ast.SyntaxType, idl.BaseName>> = {
  [ast.SyntaxType.BoolKeyword]: 'bool',
  [ast.SyntaxType.ByteKeyword]: 'i8',
  [ast.SyntaxType.I8Keyword]: 'i8',
  [ast.SyntaxType.I16Keyword]: 'i16',
  [ast.SyntaxType.I32Keyword]: 'i32',
  [ast.SyntaxType.I64Keyword]: 'i64',
  [ast.SyntaxType.DoubleKeyword]: 'double',
  [ast.SyntaxType.StringKeyword]: 'string',
  [ast.SyntaxType.BinaryKeyword]: 'binary',
}

interface Named {
  readonly name: ast.Identifier
  readonly loc: ast.TextLocation
  readonly annotations?: ast.Annotations | undefined
}

/** Turns one file's tree into an `IdlFile`. */
class Builder {
  constructor(private readonly source: Source) {}

  build(body: readonly ast.ThriftStatement[], includes: ReadonlyMap<string, idl.IdlFile>): idl.IdlFile {
    const consts: idl.Const[] = []
    const typedefs: idl.Typedef[] = []
    const enums: idl.Enum[] = []
    const structs: idl.Struct[] = []
    const services: idl.Service[] = []
    for (const node of body) {
      switch (node.type) {
        case ast.SyntaxType.ConstDefinition:
          consts.push({ ...this.declared(node), type: this.type(node.fieldType), value: this.value(node.initializer) })
          break
        case ast.SyntaxType.TypedefDefinition:
          typedefs.push({ ...this.declared(node), type: this.type(node.definitionType) })
          break
        case ast.SyntaxType.EnumDefinition:
          enums.push(this.enum(node))
          break
        case ast.SyntaxType.StructDefinition:
          structs.push({ ...this.declared(node), kind: 'struct', fields: this.fields(node.fields) })
          break
        case ast.SyntaxType.UnionDefinition:
          structs.push({ ...this.declared(node), kind: 'union', fields: this.fields(node.fields) })
          break
        case ast.SyntaxType.ExceptionDefinition:
          structs.push({ ...this.declared(node), kind: 'exception', fields: this.fields(node.fields) })
          break
        case ast.SyntaxType.ServiceDefinition:
          services.push(this.service(node))
          break
      }
    }
    const name = path.basename(this.source.file, '.thrift')
    return { name, source: this.source, includes, consts, typedefs, enums, structs, services }
  }

  private declared(node: Named): Pick<idl.Struct, 'name' | 'at' | 'doc' | 'annotations'> {
    return {
      name: node.name.value,
      at: node.name.loc.start.index,
      doc: this.source.docBefore(node.loc.start.index),
      annotations: annotationsOf(node.annotations),
    }
  }

  private fields(nodes: readonly ast.FieldDefinition[]): idl.Field[] {
    return nodes.map((node) => ({
      ...this.declared(node),
      id: node.fieldID?.value,
      type: this.type(node.fieldType),
      requiredness: node.requiredness ?? undefined,
      hasDefault: node.defaultValue !== null,
    }))
  }

  private enum(node: ast.EnumDefinition): idl.Enum {
    let next = 0
    const members = node.members.map((member) => {
      const value = member.initializer === null ? next : Number(member.initializer.value.value)
      next = value + 1
      return { ...this.declared(member), value }
    })
    return { ...this.declared(node), members }
  }

  private service(node: ast.ServiceDefinition): idl.Service {
    const methods = node.functions.map((f) => {
      const result = f.returnType.type === ast.SyntaxType.VoidKeyword ? undefined : this.type(f.returnType)
      return {
        ...this.declared(f),
        // A method begins with its result, and where a container does only `type` knows.
        doc: this.source.docBefore(f.modifiers[0]?.loc.start.index ?? result?.at ?? f.loc.start.index),
        oneway: f.oneway,
        result,
        args: this.fields(f.fields),
        throws: this.fields(f.throws),
      }
    })
    return { ...this.declared(node), extends: node.extends?.value, methods }
  }

  private type(node: ast.FunctionType): idl.TypeRef {
    // The parser says of a container where its "<" is.
    const at = node.loc.start.index
    switch (node.type) {
      case ast.SyntaxType.Identifier:
        return { kind: 'name', name: node.value, at }
      case ast.SyntaxType.ListType:
        return { kind: 'list', of: this.type(node.valueType), at: this.source.code.lastIndexOf('list', at) }
      case ast.SyntaxType.SetType:
        return { kind: 'set', of: this.type(node.valueType), at: this.source.code.lastIndexOf('set', at) }
      case ast.SyntaxType.MapType:
        return { ...this.map(node), at: this.source.code.lastIndexOf('map', at) }
      default: {
        const name = BASES[node.type]
        if (name === undefined) throw new Error(`the parser gave a field the type ${node.type}`)
        return { kind: 'base', name, at }
      }
    }
  }

  private map(node: ast.MapType): { kind: 'map'; key: idl.TypeRef; of: idl.TypeRef } {
    return { kind: 'map', key: this.type(node.keyType), of: this.type(node.valueType) }
  }

  private value(node: ast.ConstValue): idl.ConstValue {
    switch (node.type) {
      case ast.SyntaxType.Identifier:
        return { reference: node.value, at: node.loc.start.index }
      case ast.SyntaxType.IntConstant:
      case ast.SyntaxType.DoubleConstant:
        return Number(node.value.value)
      case ast.SyntaxType.ConstList:
        return node.elements.map((element) => this.value(element))
      case ast.SyntaxType.ConstMap:
        return { entries: node.properties.map((p) => [this.value(p.name), this.value(p.initializer)] as const) }
      default:
        return node.value
    }
  }
}

function annotationsOf(node: ast.Annotations | undefined): readonly idl.Annotation[] {
  return (node?.annotations ?? []).map((a) => ({
    key: a.name.value,
    value: a.value?.value,
    at: a.name.loc.start.index,
  }))
}
