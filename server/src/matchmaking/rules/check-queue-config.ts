// Whether a queue's config makes sense, to be asked before anybody queues by it. Everything is checked at once, so that one edit
// mends it. What no match can pass is a problem; what is only odd is a warning
// (`queue-warnings.ts`).

import {
  BackfillPriority,
  Interpolation,
  type QueueConfig,
  RegionChoice,
  WaitOf,
} from '@tickwire/gen-nodejs/queues.types.js'
import { TAG_NAME_CHARS_MAX, TAG_VALUE_CHARS_MAX, TAGS_MAX } from '../../finder/room-request.js'
import { checkAttributes, checkRules } from './check/attributes.js'
import { checkContradictions } from './check/contradictions.js'
import { checkCurves, LATENCY_MS_MAX, WAIT_MS_MAX } from './check/curves.js'
import { Problems, type QueueProblem } from './check/problems.js'
import { checkTeams } from './check/teams.js'

/** Shortest time after which a ticket ends, milliseconds; the longest is WAIT_MS_MAX. Outside: a problem of the config. */
export const TICKET_TIMEOUT_MS_MIN = 1_000

/** Milliseconds between two searches. Shorter ones cost CPU, longer ones make everybody wait. Outside: a problem of the config. */
export const CYCLE_MS_MIN = 50
export const CYCLE_MS_MAX = 10_000

/** Tickets that a match is sought among. Outside: a problem of the config. */
export const CANDIDATES_MIN = 8
export const CANDIDATES_MAX = 1_024

/** How long players may think about an offer, milliseconds. Outside: a problem of the config. */
export const ACCEPT_MS_MIN = 1_000
export const ACCEPT_MS_MAX = 120_000

/** Declines without penalty, and steps of penalties. Beyond: a problem of the config. */
export const DECLINES_FREE_MAX = 100
export const PENALTIES_MAX = 16
/** Longest penalty, milliseconds: a day. Beyond: a problem of the config. */
export const PENALTY_MS_MAX = 86_400_000

/** How long a seat of a running room is held, milliseconds. Outside: a problem of the config. */
export const SEAT_HOLD_MS_MIN = 1_000
export const SEAT_HOLD_MS_MAX = 60_000

/** Opponents that are remembered of a player. Beyond: a problem of the config. */
export const RECENT_OPPONENTS_MAX = 64

/** Largest weight of a part of the quality. Beyond: a problem of the config. */
export const WEIGHT_MAX = 1_000

/** What the server has for queues. */
export interface QueueSurroundings {
  readonly regions: readonly string[]
  /** Kinds of rooms, the most players that each takes, and the names of its options. */
  readonly roomKinds: readonly {
    readonly kind: string
    readonly playersMax: number
    readonly options: readonly string[]
  }[]
}

/** Everything that is wrong with it; nothing: it can run. */
export function checkQueueConfig(config: QueueConfig, server: QueueSurroundings): readonly QueueProblem[] {
  const problems = new Problems()
  const room = server.roomKinds.find(({ kind }) => kind === config.roomKind)
  problems.checkName('name', config.name)
  if (room === undefined) {
    const kinds = server.roomKinds.map(({ kind }) => kind).join(', ')
    problems.add('roomKind', `there are no rooms of kind "${config.roomKind}"`, `use ${kinds}`)
  }
  checkRegions(config, server.regions, problems)
  checkTeams(config, room?.playersMax, problems)
  checkAttributes(config, problems)
  checkRules(config, problems)
  checkCurves(config, problems)
  checkQuality(config, problems)
  checkOffers(config, problems)
  checkBackfill(config, problems)
  checkTimes(config, problems)
  checkRoomTags(config, problems)
  checkRoomOptions(config, room?.options, problems)
  checkContradictions(config, problems)
  return problems.list
}

function checkRegions({ regions, latency }: QueueConfig, known: readonly string[], problems: Problems): void {
  problems.checkUnique((i) => `regions[${i}]`, regions)
  regions.forEach((region, i) => {
    if (known.includes(region)) return
    problems.add(`regions[${i}]`, `there is no region "${region}"`, `use ${known.join(', ')}`)
  })
  if (latency == null) return
  problems.checkEnum('latency.choice', latency.choice, RegionChoice)
  problems.checkNumber('latency.unknownMs', latency.unknownMs, 0, LATENCY_MS_MAX)
  if (regions.length === 0)
    problems.add('regions', 'is empty, and latency needs one', 'name a region, or remove latency')
}

function checkQuality({ quality }: QueueConfig, problems: Problems): void {
  const { skillWeight, latencyWeight, roleWeight, partyWeight, waitWeight, recentOpponents } = quality
  const parts = { skillWeight, latencyWeight, roleWeight, partyWeight }
  for (const [name, weight] of Object.entries({ ...parts, waitWeight })) {
    problems.checkNumber(`quality.${name}`, weight, 0, WEIGHT_MAX)
  }
  if (Object.values(parts).every((weight) => weight === 0)) {
    problems.add('quality', 'has no weight above 0: every match would be as good', 'raise one of its weights')
  }
  problems.checkNumber('quality.recentOpponents', recentOpponents, 0, RECENT_OPPONENTS_MAX)
}

function checkOffers({ acceptance }: QueueConfig, problems: Problems): void {
  if (acceptance == null) return
  const { timeoutMs, declinesFree, penaltyMsByOffence } = acceptance
  const path = 'acceptance.penaltyMsByOffence'
  problems.checkNumber('acceptance.timeoutMs', timeoutMs, ACCEPT_MS_MIN, ACCEPT_MS_MAX)
  problems.checkNumber('acceptance.declinesFree', declinesFree, 0, DECLINES_FREE_MAX)
  problems.checkCount(path, penaltyMsByOffence.length, PENALTIES_MAX)
  penaltyMsByOffence.forEach((ms, i) => {
    problems.checkNumber(`${path}[${i}]`, ms, 0, PENALTY_MS_MAX)
    const before = penaltyMsByOffence[i - 1] ?? 0
    if (ms < before) problems.add(`${path}[${i}]`, `${ms} is less than ${before} before it`, 'let penalties grow')
  })
}

function checkBackfill({ backfill, skill }: QueueConfig, problems: Problems): void {
  if (backfill == null) return
  problems.checkEnum('backfill.priority', backfill.priority, BackfillPriority)
  problems.checkNumber('backfill.seatHoldMs', backfill.seatHoldMs, SEAT_HOLD_MS_MIN, SEAT_HOLD_MS_MAX)
  if (backfill.stopAfterMs != null)
    problems.checkNumber('backfill.stopAfterMs', backfill.stopAfterMs, 1, PENALTY_MS_MAX)
  if (skill == null && backfill.skillDistanceMax.length > 0) {
    problems.add('backfill.skillDistanceMax', 'needs a skill', 'add skill, or remove the points')
  }
}

function checkTimes(config: QueueConfig, problems: Problems): void {
  problems.checkEnum('waitOf', config.waitOf, WaitOf)
  problems.checkEnum('interpolation', config.interpolation, Interpolation)
  problems.checkNumber('ticketTimeoutMs', config.ticketTimeoutMs, TICKET_TIMEOUT_MS_MIN, WAIT_MS_MAX)
  problems.checkNumber('cycleMs', config.cycleMs, CYCLE_MS_MIN, CYCLE_MS_MAX)
  problems.checkNumber('candidatesMax', config.candidatesMax, CANDIDATES_MIN, CANDIDATES_MAX)
  problems.checkNumber('botsAfterMs', config.botsAfterMs, 0, WAIT_MS_MAX)
  problems.checkNumber('fillForMs', config.fillForMs, 0, WAIT_MS_MAX)
  if (config.skill == null && config.party.skillSpreadMax.length > 0) {
    problems.add('party.skillSpreadMax', 'needs a skill', 'add skill, or remove the points')
  }
}

/** Options that its rooms do not have: they would change nothing. */
function checkRoomOptions({ roomOptions }: QueueConfig, known: readonly string[] = [], problems: Problems): void {
  for (const name of Object.keys(roomOptions)) {
    if (known.includes(name)) continue
    const fix = known.length === 0 ? 'remove it' : `use ${known.join(', ')}`
    problems.add('roomOptions', `its rooms have no option "${name}"`, fix)
  }
}

/** Tags that a room would be refused for. */
function checkRoomTags({ roomTags }: QueueConfig, problems: Problems): void {
  const tags = Object.entries(roomTags)
  problems.checkCount('roomTags', tags.length, TAGS_MAX)
  for (const [name, value] of tags) {
    if (name.length >= 1 && name.length <= TAG_NAME_CHARS_MAX && value.length <= TAG_VALUE_CHARS_MAX) continue
    const fix = `use names of 1 to ${TAG_NAME_CHARS_MAX} and values of at most ${TAG_VALUE_CHARS_MAX} characters`
    problems.add('roomTags', `"${name}" is too long, or empty`, fix)
  }
}
