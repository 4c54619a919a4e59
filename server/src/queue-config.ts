// Queues as people write them, in a file or in code: only what differs from the IDL's defaults, enums by their names. Filled up
// here, checked whole by `checkQueueConfig`; every mistake names its field and the fix.

import apache from '@tickwire/gen-nodejs/apache/queues_types.js'
import {
  Aggregate,
  AttributeType,
  BackfillPriority,
  Comparison,
  Interpolation,
  type QueueConfig,
  RegionChoice,
  WaitOf,
} from '@tickwire/gen-nodejs/queues.types.js'
import type { Game } from './game.js'
import { checkQueueConfig, type QueueSurroundings } from './matchmaking/rules/check-queue-config.js'

/** What may be left out is. */
type Partly<T> = T extends readonly (infer U)[]
  ? readonly Partly<U>[]
  : T extends object
    ? { readonly [K in keyof T]?: Partly<T[K]> }
    : T

/** A queue as it is written: its name, the kind of its rooms, its teams, and what differs from the defaults. */
export type QueueOptions = Pick<QueueConfig, 'name' | 'roomKind'> & Partly<QueueConfig>

/** Fields whose values may be written by name. */
export const ENUMS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  waitOf: WaitOf,
  interpolation: Interpolation,
  partyAggregate: Aggregate,
  choice: RegionChoice,
  operation: Comparison,
  priority: BackfillPriority,
  type: AttributeType,
}

type Fields = Record<string, unknown>

/** What the queues of a server with these games may name. */
export function queueSurroundings(games: readonly Game[], region: string): QueueSurroundings {
  const roomKinds = games.map(({ schema, service: { Options } }) => ({
    kind: schema.name,
    playersMax: schema.playersMax,
    options: Options === undefined ? [] : Object.keys(new Options()),
  }))
  return { regions: [region], roomKinds }
}

/**
 * @param written - what a file or code says
 * @throws Error with a line for each mistake: its path, what is wrong, how to mend it
 */
export function resolveQueues(written: unknown, server: QueueSurroundings): QueueConfig[] {
  if (!Array.isArray(written))
    throw new Error('queues: not a list; write [{ "name": ..., "roomKind": ..., "teams": [...] }]')
  const queues = written.map((queue: unknown, i) => filledUp(queue, `queues[${i}]`))
  const problems = queues.flatMap((config, i) => {
    const twice = queues.findIndex(({ name }) => name === config.name)
    const own = checkQueueConfig(config, server)
    return [
      ...(twice < i
        ? [{ path: 'name', problem: `"${config.name}" is taken by queues[${twice}]`, fix: 'use another' }]
        : []),
      ...own,
    ].map(({ path, problem, fix }) => `queues[${i}].${path}: ${problem}; ${fix}`)
  })
  if (problems.length > 0) throw new Error(problems.join('\n'))
  return queues
}

/** One queue with the IDL's defaults for what is not said; not checked. @throws Error for what is no queue, and misspelt fields */
export function filledUp(written: unknown, path: string): QueueConfig {
  if (!isFields(written)) throw new Error(`${path}: not an object with the fields of a QueueConfig`)
  const config = fieldsOf(new apache.QueueConfig(byNumber(written) as never))
  fill(config, { version: 1, regions: [], teams: [], attributes: [], rules: [], roomTags: {}, roomOptions: {} })
  config.party ??= new apache.PartyRule()
  config.quality ??= new apache.QualityRule()
  fill(config.party, { sizeMax: 1, skillSpreadMax: [], teamPartySizeGapMax: [] })
  fill(config.quality, { qualityMin: [] })
  fill(config.skill, { matchSpreadMax: [], teamGapMax: [], winChanceMax: [] })
  fill(config.latency, { maxMs: [] })
  fill(config.roles, { offRolePlayersMax: [] })
  fill(config.acceptance, { penaltyMsByOffence: [] })
  fill(config.backfill, { skillDistanceMax: [] })
  for (const team of config.teams as Fields[]) fill(team, { roles: [] })
  for (const { test } of config.rules as { test: Record<string, Fields | undefined> | null }[]) {
    fill(test?.overlap, { sharedMin: [] })
    fill(test?.distance, { distanceMax: [] })
  }
  refuseUnknown(written, config, path)
  return config as unknown as QueueConfig
}

function fill(struct: unknown, defaults: Fields): void {
  if (!isFields(struct)) return
  for (const [name, value] of Object.entries(defaults)) struct[name] ??= value
}

/** Names of enums' values as their numbers. */
function byNumber(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(byNumber)
  if (!isFields(value)) return value
  const numbers = Object.entries(value).map(([name, of]) => {
    const number = typeof of === 'string' ? ENUMS[name]?.[of] : undefined
    return [name, number ?? byNumber(of)] as const
  })
  return Object.fromEntries(numbers)
}

/** A misspelt field would say nothing. */
function refuseUnknown(written: unknown, known: unknown, path: string): void {
  if (Array.isArray(written) && Array.isArray(known)) {
    for (const [i, item] of written.entries()) refuseUnknown(item, known[i], `${path}[${i}]`)
  } else if (isFields(written) && isFields(known)) {
    for (const [name, value] of Object.entries(written)) {
      if (!(name in known))
        throw new Error(`${path}.${name}: no such field; there are ${Object.keys(known).join(', ')}`)
      refuseUnknown(value, known[name], `${path}.${name}`)
    }
  }
}

function fieldsOf(struct: object): Fields {
  return struct as Fields
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
