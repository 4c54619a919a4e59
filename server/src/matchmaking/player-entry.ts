// What players say of themselves, checked against limits, and made into what a queue's matcher sees: only attributes that the
// queue defines, of their types, and ratings only from the server.

import { type Attributes, type AttributeValue, ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import type { PlayerEntry } from '@tickwire/gen-nodejs/matchmaking.types.js'
import { type AttributeDef, AttributeType, type QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import { RefusedError } from '@tickwire/simulation'
import type { PoolPlayer } from './model.js'
import type { Rating } from './rating-store.js'

/** Attributes of a player, regions measured, roles wished, players avoided by a ticket. Beyond: refused BAD_ARGUMENT. */
export const ATTRIBUTES_MAX = 32
export const REGIONS_MAX = 32
export const ROLES_MAX = 8
export const AVOID_MAX = 32
/** Names and values of one player together, bytes; a number counts 8. Beyond: refused BAD_ARGUMENT. */
export const ENTRY_BYTES_MAX = 4_096
/** Longest name of an attribute, a region, a role, or a player's id, characters. Beyond: refused BAD_ARGUMENT. */
export const NAME_CHARS_MAX = 64
/** Highest round trip, milliseconds. Beyond: refused BAD_ARGUMENT. */
export const LATENCY_MS_MAX = 10_000

/** @param path - of the entry in the call, for the refusal. @throws RefusedError BAD_ARGUMENT */
export function checkEntry(entry: PlayerEntry, path: string): void {
  const attributes = Object.entries(entry.attributes)
  const latencies = Object.entries(entry.latencyMsByRegion)
  checkCount(`${path}.attributes`, attributes.length, ATTRIBUTES_MAX)
  checkCount(`${path}.latencyMsByRegion`, latencies.length, REGIONS_MAX)
  checkCount(`${path}.roles`, entry.roles.length, ROLES_MAX)
  for (const [name] of [...attributes, ...latencies]) checkName(path, name)
  for (const role of entry.roles) checkName(`${path}.roles`, role)
  if (new Set(entry.roles).size < entry.roles.length) throw badArgument(`${path}.roles`, 'names a role twice')
  for (const [region, ms] of latencies) {
    if (ms >= 0 && ms <= LATENCY_MS_MAX) continue
    throw badArgument(`${path}.latencyMsByRegion`, `of "${region}" must be 0 to ${LATENCY_MS_MAX}`)
  }
  const bytes = attributes.reduce((sum, [name, value]) => sum + name.length + bytesOf(path, name, value), 0)
  if (bytes > ENTRY_BYTES_MAX) throw badArgument(`${path}.attributes`, `holds more than ${ENTRY_BYTES_MAX} bytes`)
}

/** @throws RefusedError BAD_ARGUMENT */
export function checkAvoid(avoid: readonly string[]): void {
  checkCount('request.avoid', avoid.length, AVOID_MAX)
  for (const playerId of avoid) checkName('request.avoid', playerId)
}

export interface Known {
  readonly rating: Rating
  readonly recentOpponents: readonly string[]
}

/**
 * A player as the queue's matcher sees it.
 * @param isTrusted - what the entry says of server-only attributes is believed
 */
export function poolPlayer(entry: PlayerEntry, config: QueueConfig, known: Known, isTrusted: boolean): PoolPlayer {
  const { playerId, latencyMsByRegion, roles } = entry
  const { rating, recentOpponents } = known
  const attributes: Record<string, AttributeValue> = { ...ratingAttributes(config, rating) }
  for (const def of config.attributes) {
    const said = isTrusted || !isServerOnly(def, config) ? entry.attributes[def.name] : undefined
    const value = said !== undefined && hasType(said, def.type) ? said : (attributes[def.name] ?? def.fallback)
    if (value != null) attributes[def.name] = value
  }
  if (isTrusted) Object.assign(attributes, trustedRating(entry.attributes, config))
  return { playerId, attributes, latencyMsByRegion, roles, recentOpponents }
}

/** The queue's own names for a rating. */
function ratingAttributes({ skill }: QueueConfig, { mu, sigma }: Rating): Attributes {
  if (skill == null) return {}
  return { [skill.attribute]: { number: mu }, [skill.uncertaintyAttribute]: { number: sigma } }
}

function trustedRating(said: Attributes, { skill }: QueueConfig): Attributes {
  const names = skill == null ? [] : [skill.attribute, skill.uncertaintyAttribute]
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = said[name]
      return value !== undefined && hasType(value, AttributeType.NUMBER) ? [[name, value] as const] : []
    }),
  )
}

function isServerOnly({ name, serverOnly }: AttributeDef, { skill }: QueueConfig): boolean {
  return serverOnly || name === skill?.attribute || name === skill?.uncertaintyAttribute
}

function hasType({ number, text, tags, numbers }: AttributeValue, type: AttributeType): boolean {
  if (type === AttributeType.NUMBER) return number != null
  if (type === AttributeType.TEXT) return text != null
  if (type === AttributeType.TAGS) return tags != null
  return numbers != null
}

function bytesOf(path: string, name: string, { number, text, tags, numbers }: AttributeValue): number {
  const all = [number, ...Object.values(numbers ?? {})].filter((value) => value != null)
  if (!all.every(Number.isFinite)) throw badArgument(`${path}.attributes`, `has no number in "${name}"`)
  const texts = [text ?? '', ...(tags ?? []), ...Object.keys(numbers ?? {})]
  return all.length * 8 + texts.reduce((sum, word) => sum + word.length, 0)
}

function checkCount(parameter: string, count: number, max: number): void {
  if (count > max) throw badArgument(parameter, `may have at most ${max}`)
}

function checkName(parameter: string, name: string): void {
  if (name.length >= 1 && name.length <= NAME_CHARS_MAX) return
  throw badArgument(parameter, `has a name that is not 1 to ${NAME_CHARS_MAX} characters`)
}

export function badArgument(parameter: string, problem: string): RefusedError {
  return new RefusedError(ErrorCode.BAD_ARGUMENT, `${parameter} ${problem}`, { parameter })
}
