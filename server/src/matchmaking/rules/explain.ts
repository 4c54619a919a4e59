// Why a ticket waits, for operators: it is held against other tickets of its pool, rule by rule, by the limits as they stand. The
// judge's own rules, so it says what a match function would run into; it is asked seldom, in the thread that holds the pool.

import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import type { PoolTicket } from '../model.js'
import { curvesOf } from './check/curves.js'
import { comparedWith } from './compared.js'
import { LimitCurve } from './curve.js'
import { judgeAlone, judgePair } from './pair.js'
import type { RuleVerdict } from './verdict.js'

export interface TicketExplanation {
  readonly waitedMs: number
  /** Other tickets in the pool, those that were compared, and those that no rule keeps apart from it. */
  readonly others: number
  readonly compared: number
  /** The others of a large pool are farther away in skill. */
  readonly areNearest: boolean
  readonly fitting: number
  /** Of those that were compared, by rule; what keeps most away comes first. */
  readonly rules: readonly RuleCount[]
  /** By the ticket's own wait, those that the queue has. */
  readonly limits: readonly LimitNow[]
  /** The ticket that fails one rule only, and that by the least; none of a ticket that fails by itself. */
  readonly nearestMiss: NearestMiss | undefined
  /** The next moment at which a limit is another one; undefined: they all stay as they are. */
  readonly nextChangeInMs: number | undefined
  /** All of that for people, a sentence each, what matters most first. */
  readonly words: readonly string[]
}

export interface RuleCount {
  readonly rule: string
  readonly passes: number
  readonly fails: number
}

export interface LimitNow {
  /** The path of its curve. */
  readonly path: string
  readonly value: number
  /** The point that it moves to; undefined: it stays. */
  readonly next: { readonly value: number; readonly inMs: number } | undefined
}

export interface NearestMiss {
  readonly ticketId: string
  readonly rule: string
  readonly measured: number
  readonly limit: number
}

/** Undefined when the pool has no such ticket. */
export function explainTicket(
  config: QueueConfig,
  pool: ReadonlyMap<string, PoolTicket>,
  ticketId: string,
  nowMs: number,
): TicketExplanation | undefined {
  const ticket = pool.get(ticketId)
  if (ticket === undefined) return undefined
  const others = [...pool.values()].filter((other) => other !== ticket)
  const sample = comparedWith(config, ticket, others)
  const compared = sample.tickets.map((other) => {
    return { other, rules: judgePair(config, ticket, other, nowMs) }
  })
  const fitting = compared.filter(({ rules }) => rules.every(({ passes }) => passes)).map(({ other }) => other)
  const waitedMs = nowMs - ticket.enqueuedMs
  const alone = judgeAlone(config, ticket, nowMs).filter(({ passes }) => !passes)
  const facts = {
    waitedMs,
    others: others.length,
    compared: compared.length,
    areNearest: sample.areNearest,
    fitting: fitting.length,
    rules: countRules(compared.flatMap(({ rules }) => rules)),
    limits: limitsNow(config, waitedMs),
    nearestMiss: alone.length > 0 ? undefined : nearestMiss(compared),
    nextChangeInMs: nextChangeInMs(config, waitedMs),
  }
  return { ...facts, words: [...aloneInWords(alone), ...inWords(facts, playersOf([ticket, ...fitting]), config)] }
}

function countRules(verdicts: readonly RuleVerdict[]): readonly RuleCount[] {
  const counts = new Map<string, { rule: string; passes: number; fails: number }>()
  for (const { rule, passes } of verdicts) {
    const count = counts.get(rule) ?? { rule, passes: 0, fails: 0 }
    if (passes) count.passes++
    else count.fails++
    counts.set(rule, count)
  }
  return [...counts.values()].sort((a, b) => b.fails - a.fails)
}

/** Of the tickets that fail one rule only, whichever is nearest to its limit in proportion. */
function nearestMiss(
  compared: readonly { other: PoolTicket; rules: readonly RuleVerdict[] }[],
): NearestMiss | undefined {
  let nearest: NearestMiss | undefined
  let least = Infinity
  for (const { other, rules } of compared) {
    const [failed, ...more] = rules.filter(({ passes }) => !passes)
    if (failed?.limit === undefined || more.length > 0) continue
    const miss = Math.abs(failed.measured - failed.limit) / Math.max(1, Math.abs(failed.limit))
    if (!(miss < least)) continue
    least = miss
    nearest = { ticketId: other.ticketId, rule: failed.rule, measured: failed.measured, limit: failed.limit }
  }
  return nearest
}

function limitsNow(config: QueueConfig, waitedMs: number): readonly LimitNow[] {
  return curvesOf(config).flatMap(({ path, curve }) => {
    const value = new LimitCurve(curve, config.interpolation).at(waitedMs)
    if (value === undefined) return []
    const next = curve.find((point) => point.waitedMs > waitedMs && point.value !== value)
    return [{ path, value, next: next && { value: next.value, inMs: next.waitedMs - waitedMs } }]
  })
}

function nextChangeInMs(config: QueueConfig, waitedMs: number): number | undefined {
  const changes = curvesOf(config).map(({ curve }) =>
    new LimitCurve(curve, config.interpolation).nextChangeMs(waitedMs),
  )
  const drops = config.rules.map(({ dropAfterMs }) => dropAfterMs ?? 0).filter((ms) => ms > waitedMs)
  const next = Math.min(...changes, ...drops)
  return next === Infinity ? undefined : next - waitedMs
}

function aloneInWords(failed: readonly RuleVerdict[]): readonly string[] {
  return failed.map((verdict) => `It fits nobody: it fails ${verdict.rule} by itself (${measuredInWords(verdict)}).`)
}

/** @param players - of the ticket and of all that fit it */
function inWords(facts: Omit<TicketExplanation, 'words'>, players: number, config: QueueConfig): readonly string[] {
  const { waitedMs, others, compared, areNearest, fitting, rules, limits, nearestMiss } = facts
  const least = config.teams.reduce((sum, { playersMin, quantity }) => sum + playersMin * quantity, 0)
  const which = areNearest ? `the ${compared} nearest in skill` : `${compared} from all over the queue`
  const sample = compared < others ? `${which}, of ${others}` : `${others}`
  const failing = rules.filter(({ fails }) => fails > 0)
  return [
    `It has waited ${seconds(waitedMs)}. Tickets that fit it: ${fitting} of ${sample}.`,
    `With its own they are ${players} players, and a match takes ${least} or more.`,
    ...failing.map(({ rule, fails }) => `${rule} keeps ${fails} away.`),
    ...(nearestMiss === undefined
      ? []
      : [`The nearest is ${nearestMiss.ticketId}: only ${nearestMiss.rule} fails (${measuredInWords(nearestMiss)}).`]),
    ...limits.map(({ path, value, next }) => {
      const then = next === undefined ? 'and stays' : `and comes to ${round(next.value)} in ${seconds(next.inMs)}`
      return `${path} is ${round(value)} now ${then}.`
    }),
  ]
}

function measuredInWords({ measured, limit }: Pick<RuleVerdict, 'measured' | 'limit'>): string {
  if (Number.isNaN(measured)) return 'the attribute is missing'
  return `${round(measured)} against ${limit === undefined ? 'no limit' : round(limit)}`
}

function playersOf(tickets: readonly PoolTicket[]): number {
  return tickets.reduce((sum, { players }) => sum + players.length, 0)
}

function seconds(ms: number): string {
  return `${round(ms / 1_000)} s`
}

/** To two places. */
function round(value: number): number {
  return Math.round(value * 100) / 100
}
