// Writes `X.handlers.ts`: for each service the interface that a server (or a room) implements, the typed client, and the
// description that the Thrift boundary dispatches by. The Apache compiler types handlers as `object`, so nothing else
// would check them.

import { Context, type IncludePackages, PROTOCOL, SIMULATION } from './context.js'
import { MissingChecks } from './emit-missing.js'
import { typeText } from './emit-types.js'
import type { Field, IdlFile, Method, Service, TypeRef } from './idl.js'
import { camel, pascal } from './names.js'
import { doc, fit, Imports, indent, LINE_WIDTH, type Lines, quoted } from './print.js'
import { Problems } from './problems.js'
import { methodRules } from './public-rules.js'
import { type Resolved, resolve } from './resolve.js'

/** Levels of indentation around what is said of one method. */
const METHOD_DEPTH = 3

export function emitHandlers(file: IdlFile, packages: IncludePackages): string {
  const emitter = new HandlersEmitter(new Context(file, packages), new Imports())
  return emitter.emit()
}

class HandlersEmitter {
  private readonly missing: MissingChecks

  constructor(
    private readonly context: Context,
    private readonly imports: Imports,
  ) {
    this.missing = new MissingChecks(context, imports)
  }

  emit(): string {
    const services = this.context.file.services.flatMap((service) => this.service(service))
    const blocks = [...services, ...this.missing.functions()].map((block) => block.join('\n'))
    return `${this.context.header}\n\n${this.imports.lines().join('\n')}\n\n${blocks.join('\n\n')}\n`
  }

  private service(service: Service): Lines[] {
    const room = service.annotations.find((a) => a.key === 'tw.room')?.value
    return [
      room === undefined ? this.serverHandlers(service) : this.roomHandlers(service, room),
      [
        ...doc([
          room === undefined
            ? `${service.name}, as a client calls it.`
            : `Calls to a ${room} room, as a client makes them.`,
        ]),
        ...shape(`export interface ${service.name}Client`, service.methods, (m) =>
          this.signature(m, [], `Promise<${m.result === undefined ? 'void' : this.type(m.result)}>`),
        ),
      ],
      this.description(service, room),
    ]
  }

  private serverHandlers(service: Service): Lines {
    const summary =
      service.doc.length > 0 ? [...service.doc, ''] : [`What a server implements for ${service.name}.`, '']
    return [
      ...doc([...summary, '@typeParam Call - what the server passes with each call: who calls, and from where']),
      ...shape(`export interface ${service.name}Handlers<Call>`, service.methods, (m) => {
        const result = m.result === undefined ? 'void' : this.type(m.result)
        return this.signature(m, ['call: Call'], `${result} | Promise<${result}>`)
      }),
    ]
  }

  private roomHandlers(service: Service, room: string): Lines {
    const world = this.imports.type(`./${this.context.file.name}.state.js`, `${pascal(room)}World`)
    const call = `call: ${this.imports.type(SIMULATION, 'RoomCall')}<${world}>`
    const rule = `What a ${room} room implements inside its tick. Synchronous: a promise does not compile.`
    return [
      ...doc(service.doc.length > 0 ? [...service.doc, '', rule] : [rule]),
      ...shape(`export interface ${service.name}Handlers`, service.methods, (m) =>
        this.signature(m, [call], m.result === undefined ? 'undefined' : this.type(m.result)),
      ),
    ]
  }

  private signature(method: Method, first: Lines, result: string): Lines {
    const args = method.args.map((a) => {
      const isOptional = a.requiredness === 'optional'
      return `${a.name}: ${this.type(a.type)}${isOptional ? ' | null | undefined' : ''}`
    })
    return [...doc(method.doc), ...fit(1, `${method.name}(`, [...first, ...args], `): ${result}`)]
  }

  /** The options struct of a room, so that the server can read a request's options and fill in defaults. */
  private roomOptions(service: Service): Lines {
    const options = service.annotations.find((a) => a.key === 'tw.options')?.value
    if (options === undefined) return []
    return [`  Options: ${this.apacheClass(this.context.file, options)},`]
  }

  private description(service: Service, room: string | undefined): Lines {
    const { name } = service
    const apache = `Apache${name}`
    this.imports.module(this.context.apacheModule(this.context.file, name), apache)
    const type = this.imports.type(PROTOCOL, 'ServiceType')
    const types = room === undefined ? `${name}Client` : `${name}Client, ${name}Handlers`
    return [
      `export const ${camel(name)}Service: ${type}<${types}> = {`,
      `  name: '${name}',`,
      ...(room === undefined ? [] : [`  room: '${room}',`]),
      `  Processor: ${apache}.Processor,`,
      `  Client: ${apache}.Client,`,
      ...this.roomOptions(service),
      ...(service.methods.length === 0
        ? ['  methods: [],']
        : [
            '  methods: [',
            ...indent(
              service.methods.flatMap((m) => this.method(m)),
              2,
            ),
            '  ],',
          ]),
      '}',
    ]
  }

  private method(method: Method): Lines {
    const rules = methodRules(this.context.file, method, new Problems())
    const { rate } = rules
    return [
      '{',
      ...indent([
        `name: ${quoted(method.name)},`,
        `arity: ${method.args.length},`,
        `oneway: ${method.oneway},`,
        `auth: '${rules.auth}',`,
        ...(rules.role === undefined ? [] : [`role: '${rules.role}',`]),
        ...(rate === undefined ? [] : [`rate: { count: ${rate.count}, perMs: ${rate.perMs} },`]),
        ...(rules.longPollMs === undefined ? [] : [`longPollMs: ${rules.longPollMs},`]),
        ...this.missing.ofMethod(this.context.file, method.args, METHOD_DEPTH),
        ...this.result(method),
        ...fit(
          METHOD_DEPTH,
          'throws: {',
          method.throws.map((t) => this.thrown(t)),
          '},',
          method.throws.length > 0 ? ' ' : '',
        ),
      ]),
      '},',
    ]
  }

  private thrown(field: Field): string {
    const type = resolve(this.context.file, field.type)
    if (type?.kind !== 'struct') throw new Error(`${field.name} passed the checks but is no exception`)
    const exception = this.imports.type(PROTOCOL, 'ThriftException')
    return `${type.struct.name}: ${this.apacheClass(type.file, type.struct.name)} as ${exception}`
  }

  /** A function from a handler's plain result to what Apache's code can write. */
  private result(method: Method): Lines {
    const type = method.result === undefined ? undefined : resolve(this.context.file, method.result)
    const converted = (type && this.converted(type, 'value', true)) ?? 'value'
    const line = `result: (value) => ${converted},`
    if (METHOD_DEPTH * 2 + line.length <= LINE_WIDTH) return [line]
    return ['result: (value) =>', `  ${converted},`]
  }

  /** `value` with Apache's classes for structs; undefined where it can stay as it is. */
  private converted(type: Resolved, value: string, isUnknown: boolean): string | undefined {
    switch (type.kind) {
      case 'struct':
        return `new ${this.apacheClass(type.file, type.struct.name)}(${value} as never)`
      case 'list':
      case 'set': {
        const item = this.inner(type.file, type.of, 'item')
        if (item === undefined) return undefined
        return `${isUnknown ? `(${value} as readonly unknown[])` : value}.map((item) => ${item})`
      }
      case 'map': {
        const item = this.inner(type.file, type.of, 'item')
        if (item === undefined) return undefined
        return `Object.fromEntries(Object.entries(${value}${isUnknown ? ' as object' : ''}).map(([key, item]) => [key, ${item}]))`
      }
      default:
        return undefined
    }
  }

  private inner(file: IdlFile, of: TypeRef, value: string): string | undefined {
    const resolved = resolve(file, of)
    return resolved && this.converted(resolved, value, true)
  }

  private apacheClass(file: IdlFile, name: string): string {
    const module = `${file.name}_types`
    const local = `apache${pascal(file.name)}Types`
    this.imports.module(this.context.apacheModule(file, module), local)
    return `${local}.${name}`
  }

  private type(ref: TypeRef): string {
    return typeText(this.context.file, ref, (f, name) => this.context.outsideTypeName(this.imports, f, name))
  }
}

function shape(head: string, methods: readonly Method[], signature: (method: Method) => Lines): Lines {
  return [`${head} {`, ...indent(methods.flatMap(signature)), '}']
}
