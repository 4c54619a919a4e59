// Tells which edits between two schemas break running clients. Everything on the wire is under the schema hash, and a
// client with another hash is refused; so an edit either leaves the hash alone or needs clients and servers to be
// updated together. Names and comments are free.

import type { Coding } from './model.js'
import type { FieldDescription, RoomDescription, SchemaLock, TypeDescription } from './schema.js'

export interface Edit {
  /** Whether clients built from the old schema are refused. */
  readonly breaks: boolean
  readonly what: string
}

/** The lock in a file, or undefined when it is none. */
export function parseLock(text: string): SchemaLock | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || !('hash' in value) || !('room' in value)) return undefined
    return value as SchemaLock
  } catch {
    return undefined
  }
}

export function compareSchemas(old: SchemaLock, now: SchemaLock): readonly Edit[] {
  const edits: Edit[] = []
  const breaking = (what: string): number => edits.push({ breaks: true, what })
  compareRates(old.room, now.room, breaking)
  for (const kind of ['entities', 'events'] as const) {
    const [before, after] = [old.room[kind], now.room[kind]]
    for (let id = 0; id < Math.max(before.length, after.length); id++) {
      const [a, b] = [before[id], after[id]]
      const label = kind === 'entities' ? 'entity' : 'event'
      if (a === undefined) breaking(`${label} ${b!.name} added (type id ${id})`)
      else if (b === undefined) breaking(`${label} ${a.name} removed (type id ${id})`)
      else edits.push(...compareTypes(`${label} type id ${id}`, a, b))
    }
  }
  edits.push(...compareTypes('command', old.room.command, now.room.command))
  // The description covers what the hash covers; should they ever disagree, the hash decides.
  if (old.hash !== now.hash && !edits.some((edit) => edit.breaks)) breaking('the schema hash changed')
  return edits
}

function compareRates(old: RoomDescription, now: RoomDescription, breaking: (what: string) => void): void {
  for (const key of ['protocolVersion', 'tickRateHz', 'sendRateHz'] as const) {
    if (old[key] !== now[key]) breaking(`${key} ${old[key]} -> ${now[key]}`)
  }
}

function compareTypes(label: string, old: TypeDescription, now: TypeDescription): Edit[] {
  const edits: Edit[] = []
  const name = now.name
  if (old.name !== name) edits.push({ breaks: false, what: `${label} renamed ${old.name} -> ${name}` })
  if (old.delivery !== now.delivery) edits.push({ breaks: true, what: `${name}: ${old.delivery} -> ${now.delivery}` })
  if (old.hasOwner !== now.hasOwner) {
    edits.push({ breaks: true, what: `${name}: owner record ${now.hasOwner ? 'added' : 'removed'}` })
  }
  const before = new Map(old.fields.map((f) => [f.id, f]))
  for (const field of now.fields) {
    const was = before.get(field.id)
    before.delete(field.id)
    if (was === undefined) edits.push({ breaks: true, what: `${name}.${field.name} added (field ${field.id})` })
    else edits.push(...compareFields(name, was, field))
  }
  for (const gone of before.values())
    edits.push({ breaks: true, what: `${name}.${gone.name} removed (field ${gone.id})` })
  return edits
}

function compareFields(type: string, old: FieldDescription, now: FieldDescription): Edit[] {
  const edits: Edit[] = []
  const name = `${type}.${now.name}`
  if (old.name !== now.name) edits.push({ breaks: false, what: `${type}.${old.name} renamed -> ${now.name}` })
  if (old.role !== now.role) edits.push({ breaks: true, what: `${name}: ${old.role} -> ${now.role}` })
  const pairs = [
    ['', codingText(old.coding), codingText(now.coding)],
    ['owner record: ', codingText(old.owner), codingText(now.owner)],
  ]
  for (const [where, before, after] of pairs) {
    if (before !== after) edits.push({ breaks: true, what: `${name}: ${where}${before} -> ${after}` })
  }
  return edits
}

function codingText(coding: Coding | undefined): string {
  switch (coding?.kind) {
    case undefined:
      return 'none'
    case 'number':
      return `${coding.min} to ${coding.max} in steps of ${coding.step} (${coding.bits} bits)`
    case 'angle':
      return `angle of ${coding.bits} bits`
    case 'text':
      return `text of ${coding.bytesMax} bytes`
    case 'bool':
      return 'bool'
  }
}

/** A line an edit, breaking ones first, and the verdict. */
export function formatEdits(edits: readonly Edit[]): string {
  const lines = [
    ...edits.filter((edit) => edit.breaks).map((edit) => `breaks  ${edit.what}`),
    ...edits.filter((edit) => !edit.breaks).map((edit) => `safe    ${edit.what}`),
  ]
  const isBreaking = edits.some((edit) => edit.breaks)
  const verdict = isBreaking
    ? 'Running clients will be refused (SCHEMA_MISMATCH): update them together with the servers.'
    : 'Running clients go on working.'
  return `${[...lines, verdict].join('\n')}\n`
}
