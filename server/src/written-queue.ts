// A queue's config as people write it, the other way round from `queue-config`: without what is said by default, enums by name. So
// what an operator has changed while the server ran goes back into the file that it starts with.

import { isDeepStrictEqual } from 'node:util'
import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import { ENUMS, filledUp, type QueueOptions } from './queue-config.js'

type Fields = Record<string, unknown>

/** Read again by `filledUp` it is the same config, at version 1. */
export function writtenQueue(config: QueueConfig): QueueOptions {
  const whole = structuredClone({ ...config, version: 1 }) as unknown as Fields
  const same = structuredClone(whole)
  leaveOut(whole, () => isSame(whole, same))
  return byName(whole) as QueueOptions
}

/** Takes out each field without which the config is read as the same, whole structs first. */
function leaveOut(value: unknown, isRightWithout: () => boolean): void {
  if (Array.isArray(value)) for (const item of value) leaveOut(item, isRightWithout)
  else if (isFields(value)) {
    for (const [name, kept] of Object.entries(value)) {
      delete value[name]
      if (isRightWithout()) continue
      value[name] = kept
      leaveOut(kept, isRightWithout)
    }
  }
}

function isSame(written: Fields, config: Fields): boolean {
  try {
    return isDeepStrictEqual(plain(filledUp(structuredClone(written), 'queue')), plain(config))
  } catch {
    return false // the field must be there
  }
}

/** Numbers of enums as their names, and fields in the order of the IDL. */
function byName(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(byName)
  if (!isFields(value)) return value
  const named = Object.entries(value).map(([name, of]) => {
    const names = Object.entries(ENUMS[name] ?? {})
    return [name, names.find(([, number]) => number === of)?.[0] ?? byName(of)] as const
  })
  return Object.fromEntries(named)
}

/** Structs of any class, without fields that are not set. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, of: unknown) => of ?? undefined))
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
