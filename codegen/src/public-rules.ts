// The rules for the part of an IDL that every Thrift language sees: field ids, no `required`, no i64, exceptions with a
// message, methods that can refuse. And the keys of services and methods. docs/IDL.md gives the reasons at length.

import { type Annotations, readAnnotations } from './annotations.js'
import { numberOf } from './coding.js'
import type { ConstValue, Field, IdlFile, Method, Service, Struct, TypeRef } from './idl.js'
import { KEYWORDS } from './keywords.js'
import { didYouMean, type Problems } from './problems.js'
import { constNames, constValue, isConstMap, isConstName, resolve } from './resolve.js'
import { replicatedKind } from './room.js'

/** Longest that a method may wait before it answers, milliseconds: proxies cut idle requests after a minute. */
const LONG_POLL_MS_MAX = 55_000

const RATE_UNITS_MS: Readonly<Record<string, number>> = { s: 1_000, min: 60_000, h: 3_600_000 }

export interface MethodRules {
  readonly auth: 'none' | 'player'
  readonly role: string | undefined
  readonly rate: { readonly count: number; readonly perMs: number } | undefined
  readonly longPollMs: number | undefined
}

/** What the annotations of a sound method say. */
export function methodRules(file: IdlFile, method: Method, problems: Problems): MethodRules {
  const annotations = readAnnotations(file, method.annotations, 'method', `the method ${method.name}`, problems)
  return {
    auth: annotations.get('tw.auth')?.value === 'none' ? 'none' : 'player',
    role: annotations.get('tw.role')?.value,
    rate: rateOf(file, annotations, problems),
    longPollMs: longPollOf(file, annotations, problems),
  }
}

export function checkPublicRules(file: IdlFile, problems: Problems): void {
  new PublicRules(file, problems).check()
}

class PublicRules {
  constructor(
    private readonly file: IdlFile,
    private readonly problems: Problems,
  ) {}

  check(): void {
    const { file } = this
    const { consts, typedefs, enums, structs, services } = file
    this.checkNames([...consts, ...typedefs, ...enums, ...structs, ...services])
    for (const item of file.consts) {
      this.checkKeyless(item, 'the const')
      this.checkType(item.type)
      this.checkConst(item.value)
    }
    for (const item of file.typedefs) {
      this.checkKeyless(item, 'the typedef')
      this.checkType(item.type)
    }
    for (const item of file.enums) {
      this.checkKeyless(item, 'the enum')
      this.checkNames(item.members)
      for (const member of item.members) this.checkKeyless(member, 'the enum value')
    }
    for (const struct of file.structs) this.checkStruct(struct)
    for (const service of file.services) this.checkService(service)
  }

  private checkNames(items: readonly { readonly name: string; readonly at: number }[]): void {
    for (const { name, at } of items) {
      if (!KEYWORDS.has(name)) continue
      this.refuse(at, 'TW_KEYWORD', `"${name}" is a keyword of a language that Thrift generates. Choose another name.`)
    }
  }

  private checkKeyless(item: Pick<Struct, 'name' | 'annotations'>, what: string): void {
    readAnnotations(this.file, item.annotations, undefined, `${what} ${item.name}`, this.problems)
  }

  private checkConst(value: ConstValue): void {
    if (isConstName(value)) {
      if (constValue(this.file, value) !== undefined) return
      const near = didYouMean(value.reference, constNames(this.file))
      this.refuse(value.at, 'TW_UNKNOWN_CONST', `no const or enum value ${value.reference}.${near}`)
    } else if (typeof value === 'object') {
      for (const item of isConstMap(value) ? value.entries.flat() : value) this.checkConst(item)
    }
  }

  private checkStruct(struct: Struct): void {
    this.checkFields(struct.fields)
    if (replicatedKind(struct) === undefined) {
      if (struct.kind === 'struct') {
        readAnnotations(this.file, struct.annotations, 'struct', `the struct ${struct.name}`, this.problems)
      } else this.checkKeyless(struct, `the ${struct.kind}`)
      for (const field of struct.fields) {
        readAnnotations(
          this.file,
          field.annotations,
          undefined,
          `${struct.name}.${field.name}, a plain field`,
          this.problems,
        )
        this.refuseReplicated(field.type)
      }
    }
    if (struct.kind !== 'exception') return
    const message = struct.fields.find((f) => f.name === 'message')
    const type = message && resolve(this.file, message.type)
    if (type?.kind === 'base' && type.name === 'string') return
    const text = `the exception ${struct.name} needs a string field "message": people read it in logs and dialogs.`
    this.refuse(message?.at ?? struct.at, 'TW_EXCEPTION_MESSAGE', text)
  }

  private checkFields(fields: readonly Field[]): void {
    this.checkNames(fields)
    const ids = new Map<number, string>()
    const names = new Set<string>()
    for (const field of fields) {
      this.checkType(field.type)
      if (field.requiredness === 'required') {
        const message = `${field.name}: "required" can never be taken back without breaking clients. Delete the word.`
        this.refuse(field.at, 'TW_REQUIRED', message)
      }
      if (field.id === undefined || field.id < 1) {
        this.refuse(
          field.at,
          'TW_FIELD_ID',
          `${field.name} needs a field id of 1 or above, such as "${fields.length}:".`,
        )
      } else if (ids.has(field.id)) {
        this.refuse(
          field.at,
          'TW_FIELD_ID',
          `${field.name}: ${ids.get(field.id)} has the id ${field.id}. Take a new one.`,
        )
      } else ids.set(field.id, field.name)
      if (names.has(field.name)) this.refuse(field.at, 'TW_FIELD_ID', `${field.name} stands twice. Rename one.`)
      names.add(field.name)
    }
  }

  private checkType(type: TypeRef): void {
    if (type.kind === 'base') {
      if (type.name !== 'i64') return
      const message =
        'i64 does not fit a JavaScript number. Use i32 for durations in ms, double for instants, string for ids.'
      this.refuse(type.at, 'TW_I64', message)
    } else if (type.kind === 'name') resolve(this.file, type, this.problems)
    else {
      this.checkType(type.of)
      if (type.kind !== 'map') return
      this.checkType(type.key)
      const key = resolve(this.file, type.key)
      if (key === undefined || key.kind === 'enum' || (key.kind === 'base' && key.name !== 'binary')) return
      this.refuse(
        type.key.at,
        'TW_MAP_KEY',
        'a map is keyed by strings, numbers or enums. Use a list of structs instead.',
      )
    }
  }

  private checkService(service: Service): void {
    const { file } = this
    readAnnotations(file, service.annotations, 'service', `the service ${service.name}`, this.problems)
    const isRoom = service.annotations.some((a) => a.key === 'tw.room')
    for (const { key, at } of isRoom ? [] : service.annotations) {
      if (!['tw.tickRateHz', 'tw.sendRateHz', 'tw.playersMax', 'tw.options'].includes(key)) continue
      this.refuse(
        at,
        'TW_CONTRADICTION',
        `${key} describes a room, but ${service.name} has no tw.room. Add it, or delete ${key}.`,
      )
    }
    if (service.extends !== undefined) {
      const message = `${service.name}: "extends" is not available. Name both services when calling; they share a connection.`
      this.refuse(service.at, 'TW_EXTENDS', message)
    }
    this.checkNames(service.methods)
    this.checkHandlerNames(service)
    for (const method of service.methods) this.checkMethod(method, isRoom)
  }

  /** Names that `X.handlers.ts` needs itself: see `emit-handlers.ts`. */
  private checkHandlerNames({ name, methods }: Service): void {
    const { structs, enums, typedefs } = this.file
    const taken = ['Call', 'RoomCall', 'ServiceType', 'ThriftException', `${name}Handlers`, `${name}Client`]
    for (const type of [...structs, ...enums, ...typedefs].filter((type) => taken.includes(type.name))) {
      this.refuse(type.at, 'TW_NAME', `"${type.name}" is taken: the generated handlers have another one. Rename it.`)
    }
    for (const arg of methods.flatMap((method) => method.args).filter((arg) => arg.name === 'call')) {
      this.refuse(arg.at, 'TW_NAME', '"call" is taken: it is the first parameter of every handler. Rename it.')
    }
  }

  private checkMethod(method: Method, isRoom: boolean): void {
    const { file } = this
    const rules = methodRules(file, method, this.problems)
    this.checkFields(method.args)
    this.checkFields(method.throws)
    for (const field of [...method.args, ...method.throws]) {
      readAnnotations(file, field.annotations, undefined, `the argument ${field.name}`, this.problems)
      this.refuseReplicated(field.type)
    }
    if (method.result !== undefined) {
      this.checkType(method.result)
      this.refuseReplicated(method.result)
    }
    const keyAt = (key: string): number => method.annotations.find((a) => a.key === key)?.at ?? method.at
    if (rules.role !== undefined && rules.auth === 'none') {
      const message = `tw.auth = "none" lets anybody call ${method.name}, tw.role = "${rules.role}" only operators. Delete one.`
      this.refuse(keyAt('tw.auth'), 'TW_CONTRADICTION', message)
    }
    for (const key of isRoom ? ['tw.auth', 'tw.role', 'tw.longPoll'] : []) {
      if (!method.annotations.some((a) => a.key === key)) continue
      const message = `${key} does not apply to a room call: the seat is the caller, and the tick answers at once. Delete it.`
      this.refuse(keyAt(key), 'TW_CONTRADICTION', message)
    }
    if (rules.auth !== 'none' && !method.oneway && !this.throwsRefused(method)) {
      const way = isRoom ? '.' : ',\nor tw.auth = "none" where nothing can be refused.'
      const message = `${method.name} can be refused but does not say so. Add throws (1: common.Refused refused)${way}`
      this.refuse(method.at, 'TW_REFUSED', message)
    }
  }

  private throwsRefused(method: Method): boolean {
    return method.throws.some((field) => {
      const type = resolve(this.file, field.type)
      return type?.kind === 'struct' && type.struct.name === 'Refused' && type.file.name === 'common'
    })
  }

  /** Entities, events and commands are columns and bits, not objects that a call could carry. */
  private refuseReplicated(type: TypeRef): void {
    if (type.kind === 'list' || type.kind === 'set' || type.kind === 'map') {
      this.refuseReplicated(type.of)
      return
    }
    const resolved = resolve(this.file, type)
    if (resolved?.kind !== 'struct' || replicatedKind(resolved.struct) === undefined) return
    const message = `${resolved.struct.name} is part of a room, not a value of calls. Declare a plain struct for the call.`
    this.refuse(type.at, 'TW_REPLICATED', message)
  }

  private refuse(at: number, code: string, message: string): void {
    this.problems.add(this.file.source, at, code, message)
  }
}

function rateOf(file: IdlFile, annotations: Annotations, problems: Problems): MethodRules['rate'] {
  const annotation = annotations.get('tw.rate')
  if (annotation?.value === undefined) return undefined
  const match = /^([1-9]\d{0,5})\/([1-9]\d{0,3})?(s|min|h)$/.exec(annotation.value)
  if (match !== null) return { count: Number(match[1]), perMs: Number(match[2] ?? 1) * RATE_UNITS_MS[match[3]!]! }
  const message = `tw.rate = "${annotation.value}" is no rate. Write calls per time: "1/s", "10/min", "3/10s".`
  problems.add(file.source, annotation.at, 'TW_VALUE', message)
  return undefined
}

function longPollOf(file: IdlFile, annotations: Annotations, problems: Problems): number | undefined {
  const waitMs = numberOf(file, annotations, 'tw.longPoll', problems)
  if (waitMs === undefined || (Number.isInteger(waitMs) && waitMs >= 1 && waitMs <= LONG_POLL_MS_MAX)) return waitMs
  const message = `tw.longPoll = "${waitMs}" must be whole milliseconds, 1 to ${LONG_POLL_MS_MAX}.`
  problems.add(file.source, annotations.get('tw.longPoll')!.at, 'TW_VALUE', message)
  return undefined
}
