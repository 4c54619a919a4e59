// Queues as operators handle them: read, edited while they run, paused, removed; their tickets seen, explained, taken back. The
// matchmaker's own maps, from another side; called by `rpc/admin-queues`, which writes the audit.

import type { QueueStats, TicketExplanation } from '@tickwire/gen-nodejs/admin.types.js'
import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import type { Ticket as WireTicket } from '@tickwire/gen-nodejs/matchmaking.types.js'
import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import { NotFoundError, RefusedError } from '@tickwire/simulation'
import type { Scheduler } from '../events/scheduler.js'
import type { Backfills } from './backfills.js'
import { withKnown } from './known-attributes.js'
import type { MatchStore } from './match-store.js'
import type { QueueLoop } from './queue-loop.js'
import type { RatingStore } from './rating-store.js'
import { checkQueueConfig, type QueueSurroundings } from './rules/check-queue-config.js'
import { judgeAlone } from './rules/pair.js'
import { changedTicket, isFinal, type Ticket, TicketStatus } from './ticket.js'
import type { Tickets } from './tickets.js'

/** Queues of a server. Beyond: refused LIMIT_REACHED. Each has a matcher of its own, and its cycles take turns. */
export const QUEUES_MAX = 64

/** Tickets that an edit looks into at once: about a millisecond; the next ones go after other work. */
const REFITTED_AT_ONCE = 128

/** A queue whose oldest ticket has waited for this share of the time after which it ends is worth an alert. */
const ALERT_WAIT_SHARE = 0.5

/** Where tickets go from SEARCHING, as metrics name it. */
const OUTCOMES = [
  ['offered', TicketStatus.OFFERED],
  ['assigned', TicketStatus.ASSIGNED],
  ['declined', TicketStatus.DECLINED],
  ['timed_out', TicketStatus.TIMED_OUT],
  ['cancelled', TicketStatus.CANCELLED],
  ['failed', TicketStatus.FAILED],
] as const

export interface QueueDeskOptions {
  /** By name. */
  readonly queues: Map<string, QueueLoop>
  readonly openQueue: (config: QueueConfig) => QueueLoop
  /** What configs are checked against. */
  readonly surroundings: QueueSurroundings
  readonly store: MatchStore
  readonly tickets: Tickets
  readonly backfills: Backfills
  readonly ratings: RatingStore
  readonly scheduler: Scheduler
  /** Nobody's view of a ticket. */
  readonly view: (ticket: Ticket) => WireTicket
  /** Ends a ticket, and nobody pays for it. */
  readonly withdraw: (ticketId: string, reason: string) => void
}

export class QueueDesk {
  constructor(private readonly options: QueueDeskOptions) {}

  configs(): QueueConfig[] {
    return [...this.options.queues.values()].map(({ config }) => config)
  }

  /** Undefined: there is none. */
  find(name: string): QueueConfig | undefined {
    return this.options.queues.get(name)?.config
  }

  /** @throws NotFoundError */
  get(name: string): QueueConfig {
    return this.loopOf(name).config
  }

  /** @throws RefusedError BAD_ARGUMENT, with all that is wrong */
  checkConfig(config: QueueConfig): void {
    const problems = checkQueueConfig(config, this.options.surroundings)
    if (problems.length === 0) return
    const lines = problems.map(({ path, problem, fix }) => `${path}: ${problem}; ${fix}`)
    throw new RefusedError(ErrorCode.BAD_ARGUMENT, lines.join('\n'), { parameter: `config.${problems[0]!.path}` })
  }

  /** The config as it would be. @param ifVersion - 0: a new queue. @throws RefusedError CONFLICT, BAD_ARGUMENT, LIMIT_REACHED */
  checkPut(config: QueueConfig, ifVersion: number): QueueConfig {
    const { queues } = this.options
    const before = queues.get(config.name)
    checkVersion(before?.config.version ?? 0, ifVersion)
    if (before === undefined && queues.size >= QUEUES_MAX) {
      throw new RefusedError(ErrorCode.LIMIT_REACHED, `${QUEUES_MAX} queues are open, the most: remove one`)
    }
    this.checkConfig(config)
    return { ...config, version: ifVersion + 1 }
  }

  /** @throws as `checkPut` */
  put(config: QueueConfig, ifVersion: number): QueueConfig {
    const { queues, openQueue } = this.options
    const next = this.checkPut(config, ifVersion)
    const queue = queues.get(next.name)
    if (queue === undefined) queues.set(next.name, openQueue(next))
    else this.reconfigure(queue, next)
    return next
  }

  /** @throws RefusedError CONFLICT; NotFoundError */
  checkRemove(name: string, ifVersion: number): void {
    checkVersion(this.get(name).version, ifVersion)
  }

  /** @throws as `checkRemove` */
  remove(name: string, ifVersion: number): void {
    this.checkRemove(name, ifVersion)
    this.closeBackfills(name)
    for (const { ticketId } of this.openTickets(name)) this.options.withdraw(ticketId, 'the queue was removed')
    this.loopOf(name).close()
    this.options.queues.delete(name)
  }

  /** A paused queue takes no tickets; who waits is matched all the same. @throws NotFoundError */
  setOpen(name: string, open: boolean): void {
    const queue = this.loopOf(name)
    if (queue.config.open !== open) queue.setOpen(open)
  }

  /** @param names - none: all. @throws NotFoundError */
  stats(names: readonly string[]): QueueStats[] {
    const asked = names.length === 0 ? [...this.options.queues.keys()] : names
    return asked.map((name) => this.loopOf(name).stats())
  }

  /** Every queue as it stands, and its totals: cheap enough for each scrape. */
  census() {
    const nowMs = this.options.scheduler.nowMs()
    return [...this.options.queues.values()].map((loop) => {
      const { matches, movedTo, proposals } = loop.figures.totals
      const outcomes = OUTCOMES.map(([name, status]) => [name, movedTo.get(status) ?? 0] as const)
      return {
        queue: loop.config.name,
        tickets: loop.ticketsWaiting,
        players: loop.playersWaiting,
        oldestWaitedMs: nowMs - (loop.oldestEnqueuedMs ?? nowMs),
        matches,
        outcomes: Object.fromEntries(outcomes),
        proposals,
        matcherFailures: loop.matcherFailures,
        isMatcherDown: loop.matcherDown !== undefined,
      }
    })
  }

  /** Those that have not ended, the oldest first. @throws NotFoundError */
  tickets(name: string): readonly Ticket[] {
    this.get(name)
    return this.openTickets(name)
  }

  view(ticket: Ticket): WireTicket {
    return this.options.view(ticket)
  }

  /** @throws NotFoundError */
  async explain(ticketId: string): Promise<TicketExplanation> {
    const ticket = this.ticketOf(ticketId)
    const loop = this.options.queues.get(ticket.queue)
    const why = ticket.status === TicketStatus.SEARCHING ? await loop?.explain(ticketId) : undefined
    const words = [...trouble(loop, ticketId), ...(why?.words ?? [whereItStands(ticket)])]
    const base = { ticket: this.view(ticket), words }
    if (why === undefined) return { ...base, candidates: 0, rules: [], limitsNow: {}, compared: 0 }
    const { fitting, compared, rules, limits, nearestMiss } = why
    return {
      ...base,
      candidates: fitting,
      rules: rules.map(({ rule, passes, fails }) => ({ rule, passed: passes, failed: fails })),
      limitsNow: Object.fromEntries(limits.map(({ path, value }) => [path, value])),
      ...(nearestMiss === undefined ? {} : { nearestMiss: nearestMiss.ticketId }),
      compared,
    }
  }

  /** @throws RefusedError CONFLICT; NotFoundError */
  checkCancel(ticketId: string): void {
    const ticket = this.ticketOf(ticketId)
    if (!isFinal(ticket) && ticket.status !== TicketStatus.PLACING) return
    throw new RefusedError(ErrorCode.CONFLICT, `the ticket is ${statusName(ticket)}: it waits no longer`)
  }

  /** @throws as `checkCancel` */
  cancel(ticketId: string): void {
    this.checkCancel(ticketId)
    this.options.withdraw(ticketId, 'taken back by an operator')
  }

  /** Queues in which somebody waits too long, or nobody is matched, for people. */
  alerts(): string[] {
    const nowMs = this.options.scheduler.nowMs()
    return [...this.options.queues.values()].flatMap(({ config, oldestEnqueuedMs, matcherDown }) => {
      const alerts = matcherDown === undefined ? [] : [`queue ${config.name}: ${matcherDown}`]
      const waitedMs = nowMs - (oldestEnqueuedMs ?? nowMs)
      if (waitedMs <= config.ticketTimeoutMs * ALERT_WAIT_SHARE) return alerts
      const ofS = Math.round(config.ticketTimeoutMs / 1_000)
      return [
        ...alerts,
        `queue ${config.name}: the oldest ticket has waited ${Math.round(waitedMs / 1_000)} s of ${ofS} s`,
      ]
    })
  }

  private reconfigure(queue: QueueLoop, next: QueueConfig): void {
    const { config: before } = queue
    const isOther = before.roomKind !== next.roomKind || JSON.stringify(before.teams) !== JSON.stringify(next.teams)
    // A room that plays by other teams has no seats to fill in these.
    if (isOther) this.closeBackfills(next.name)
    queue.reconfigure(next)
    this.refit(
      queue,
      this.openTickets(next.name).map(({ ticketId }) => ticketId),
    )
  }

  /** Who waits gets what the new config asks for, and whom it lets into no match goes: a slice of them at once. */
  private refit(queue: QueueLoop, ticketIds: readonly string[]): void {
    const { store, scheduler } = this.options
    for (const ticketId of ticketIds.slice(0, REFITTED_AT_ONCE)) {
      const ticket = store.ticket(ticketId)
      if (ticket !== undefined && !isFinal(ticket)) this.refitTicket(queue.config, ticket)
    }
    const rest = ticketIds.slice(REFITTED_AT_ONCE)
    // By the config of then: another edit begins anew, and this one does no harm.
    if (rest.length > 0) scheduler.after(0, () => this.refit(queue, rest))
  }

  private refitTicket(config: QueueConfig, ticket: Ticket): void {
    const { ratings, tickets, scheduler, withdraw } = this.options
    const players = ticket.players.map((player) => withKnown(config, player, ratings.of(config.name, player.playerId)))
    const isSame = players.every((player, i) => player === ticket.players[i])
    const next = isSame ? ticket : changedTicket(ticket, { players })
    if (!isSame) tickets.update({ tickets: [next] })
    const rule = ticket.status === TicketStatus.SEARCHING ? hopelessRule(config, next, scheduler.nowMs()) : undefined
    if (rule !== undefined)
      withdraw(ticket.ticketId, `the queue has changed: its ${rule} leaves no match for this ticket`)
  }

  private closeBackfills(queue: string): void {
    const { store, backfills } = this.options
    for (const backfill of [...store.backfills()]) {
      if (backfill.queue === queue && !backfill.closed) backfills.close(backfill.backfillId)
    }
  }

  private openTickets(queue: string): Ticket[] {
    return [...this.options.store.openTickets()].filter((ticket) => ticket.queue === queue)
  }

  private ticketOf(ticketId: string): Ticket {
    const ticket = this.options.store.ticket(ticketId)
    if (ticket === undefined) throw new NotFoundError('ticket', ticketId)
    return ticket
  }

  private loopOf(name: string): QueueLoop {
    const queue = this.options.queues.get(name)
    if (queue === undefined) throw new NotFoundError('queue', name)
    return queue
  }
}

/** The rule that a ticket fails by itself, now and at the end of its time. */
function hopelessRule(config: QueueConfig, ticket: Ticket, nowMs: number): string | undefined {
  const failsAt = (atMs: number) =>
    judgeAlone(config, ticket, atMs).flatMap(({ rule, passes }) => (passes ? [] : [rule]))
  const now = failsAt(nowMs)
  if (now.length === 0) return undefined
  const atTheEnd = failsAt(Math.max(ticket.expiresAtMs, nowMs))
  return now.find((rule) => atTheEnd.includes(rule))
}

/** What keeps a ticket from a match whatever the rules say. */
function trouble(loop: QueueLoop | undefined, ticketId: string): readonly string[] {
  const refused = loop?.timesRefused(ticketId) ?? 0
  return [
    ...(loop?.matcherDown === undefined ? [] : [`Nobody is matched in its queue: ${loop.matcherDown}.`]),
    ...(refused === 0 ? [] : [`Matches with it were proposed against the rules: ${refused}, the log says how.`]),
  ]
}

function whereItStands(ticket: Ticket): string {
  return `It is ${statusName(ticket)}${ticket.reason === undefined ? '' : `: ${ticket.reason}`}.`
}

function statusName({ status }: Ticket): string {
  return Object.entries(TicketStatus).find(([, value]) => value === status)?.[0] ?? String(status)
}

function checkVersion(version: number, ifVersion: number): void {
  if (version === ifVersion) return
  const message =
    version === 0
      ? `there is no such queue: ifVersion is 0 for a new one`
      : `the queue is at version ${version}, not ${ifVersion}: read it again and decide again`
  throw new RefusedError(ErrorCode.CONFLICT, message, { parameter: 'ifVersion' })
}
