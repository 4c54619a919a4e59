// The settings that an operator can change while the server runs, until it ends; and those that take a restart, to be read.
// Each change names the version that it is based on, so that two operators do not overwrite each other.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import { NotFoundError, RefusedError } from '@tickwire/simulation'

export interface Setting {
  readonly key: string
  readonly value: string
  /** What it does and what it may be. */
  readonly help: string
  /** Present when it can be changed: the problem of a value, or undefined. */
  readonly problemOf?: (value: string) => string | undefined
  /** Makes a new value take effect. */
  readonly apply?: (value: string) => void
}

export interface ConfigEntry {
  readonly key: string
  readonly value: string
  /** What it was started with. */
  readonly fallback: string
  readonly version: number
  readonly live: boolean
  readonly help: string
}

export class LiveConfig {
  private readonly settings: ReadonlyMap<string, Setting>
  private readonly entries = new Map<string, ConfigEntry>()

  constructor(settings: readonly Setting[]) {
    this.settings = new Map(settings.map((setting) => [setting.key, setting]))
    for (const { key, value, help, problemOf } of settings) {
      this.entries.set(key, { key, value, fallback: value, version: 1, live: problemOf !== undefined, help })
    }
  }

  list(prefix: string): ConfigEntry[] {
    return [...this.entries.values()].filter(({ key }) => key.startsWith(prefix))
  }

  /** @throws NotFoundError */
  get(key: string): ConfigEntry {
    const entry = this.entries.get(key)
    if (entry === undefined) throw new NotFoundError('setting', key)
    return entry
  }

  /**
   * The entry as it would be. Changes nothing.
   * @throws NotFoundError, RefusedError CONFLICT or BAD_ARGUMENT
   */
  proposed(key: string, value: string, ifVersion: number): ConfigEntry {
    const entry = this.get(key)
    if (entry.version !== ifVersion) {
      const message = `${key} has version ${entry.version}, not ${ifVersion}: read it again`
      throw new RefusedError(ErrorCode.CONFLICT, message, { parameter: 'ifVersion' })
    }
    const { problemOf } = this.settings.get(key)!
    const problem = problemOf === undefined ? 'takes a restart of the server' : problemOf(value)
    if (problem !== undefined) {
      throw new RefusedError(ErrorCode.BAD_ARGUMENT, `${key}: ${problem}`, { parameter: 'value' })
    }
    return { ...entry, value, version: entry.version + 1 }
  }

  /** @throws as `proposed` */
  set(key: string, value: string, ifVersion: number): ConfigEntry {
    const entry = this.proposed(key, value, ifVersion)
    this.settings.get(key)?.apply?.(value)
    this.entries.set(key, entry)
    return entry
  }
}

/** The problem of a value that must be one of these words. */
export function oneOf(words: readonly string[]): (value: string) => string | undefined {
  return (value) => (words.includes(value) ? undefined : `"${value}" is none of ${words.join(', ')}`)
}

/** The problem of a value that must be a whole number in a range. */
export function wholeNumber(min: number, max: number): (value: string) => string | undefined {
  return (value) => {
    const isFit = /^\d{1,15}$/.test(value) && Number(value) >= min && Number(value) <= max
    return isFit ? undefined : `"${value}" is no whole number of ${min} to ${max}`
  }
}

/** The problem of a text that players are shown. */
export function textUpTo(charsMax: number): (value: string) => string | undefined {
  return (value) => (value.length <= charsMax ? undefined : `at most ${charsMax} characters`)
}
