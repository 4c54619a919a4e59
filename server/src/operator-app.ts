// The operators' side of the app: their dispatcher with the services Session and Admin, and what stands behind it, put
// together. Like the app it knows no sockets; the operator listener feeds it.

import { adminService } from '@tickwire/gen-nodejs/admin.handlers.js'
import { CloseReason, ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import type { EventBody, Notice } from '@tickwire/gen-nodejs/events.types.js'
import { matchmakingBackendService } from '@tickwire/gen-nodejs/matchmaking.handlers.js'
import type { SessionHandlers } from '@tickwire/gen-nodejs/session.handlers.js'
import { sessionService } from '@tickwire/gen-nodejs/session.handlers.js'
import { RefusedError } from '@tickwire/simulation'
import { Audit, type AuditEntry, NOBODY } from './admin/audit.js'
import { DRAIN_DEADLINE_MS_MAX, Drain } from './admin/drain.js'
import { LiveConfig, oneOf, textUpTo, wholeNumber } from './admin/live-config.js'
import { Operators, type OperatorToken } from './admin/operators.js'
import { type Figures, Stats } from './admin/stats.js'
import type { Mutes } from './chat/mutes.js'
import type { EventQueues } from './events/event-queues.js'
import type { Scheduler } from './events/scheduler.js'
import { UnavailableError } from './finder/unavailable-error.js'
import { LOG_LEVELS } from './log-levels.js'
import type { Matchmaking } from './matchmaking.js'
import type { Directory } from './rooms/directory.js'
import { RoomDesk } from './rooms/room-desk.js'
import { ANNOUNCEMENT_CHARS_MAX, adminHandlers } from './rpc/admin.js'
import { Dispatcher } from './rpc/dispatcher.js'
import { matchmakingBackendHandlers } from './rpc/matchmaking-backend.js'
import { operatorSessionHandlers } from './rpc/operator-session.js'
import type { Caller } from './rpc/ports.js'
import type { CallCounters, Log } from './rpc/reporting.js'
import type { BanBook } from './session/bans.js'
import type { Sessions } from './session/sessions.js'

/** How long a drain gives running rooms unless told otherwise, milliseconds: ten minutes. */
export const DRAIN_DEADLINE_MS = 600_000

/** When a player should try again while the doors are closed, milliseconds. */
const DOORS_RETRY_MS = 30_000

/** What the process gives the operators' side. */
export interface OperatorSettings {
  /** Names this process. */
  readonly nodeId: string
  readonly operators: readonly OperatorToken[]
  /** What only the process knows of the last second; called once a second. */
  readonly figures: () => Omit<Figures, 'rooms' | 'players'>
  readonly logLevel: string
  readonly setLogLevel: (level: string) => void
  /** Keeps an entry of the audit for good; must not throw. */
  readonly onAudit: (entry: AuditEntry) => void
  /** Settings that take a restart, to be read. */
  readonly fixedConfig: Readonly<Record<string, string>>
}

export interface OperatorAppOptions extends OperatorSettings {
  readonly version: string
  readonly region: string
  readonly directory: Directory
  readonly events: EventQueues<EventBody>
  readonly bans: BanBook
  readonly mutes: Mutes
  readonly sessions: Sessions
  readonly matchmaking: Matchmaking
  /** Takes a player out of lobbies, parties and queues. */
  readonly leaveGroups: (playerId: string) => void
  readonly closeConnectionsOf: (playerId: string, message: string) => void
  readonly scheduler: Scheduler
  readonly wallClockMs: () => number
  readonly randomToken: () => string
  readonly hash: (text: string) => string
  readonly counters: CallCounters
  readonly log: Log
}

export class OperatorApp {
  readonly dispatcher: Dispatcher
  readonly operators: Operators
  readonly drain: Drain
  private readonly audit: Audit
  private readonly stats: Stats
  private readonly rooms: RoomDesk
  private noticeText = ''
  private doorsOpen = true

  constructor(private readonly options: OperatorAppOptions) {
    const { directory, scheduler, counters, log, wallClockMs, hash, randomToken } = options
    const nowMs = () => scheduler.nowMs()
    this.rooms = new RoomDesk(directory, nowMs)
    this.audit = new Audit(wallClockMs, options.onAudit)
    this.stats = new Stats(() => ({ rooms: this.countRooms(), players: this.countPlayers(), ...options.figures() }))
    this.operators = new Operators({
      operators: options.operators,
      hash,
      randomToken,
      nowMs,
      onFailure: (address) => this.auditRefusal(NOBODY, 'login', 'UNAUTHENTICATED', { address }),
    })
    this.drain = new Drain(scheduler, {
      rooms: () => this.countRooms(),
      players: () => this.countPlayers(),
      closeEmptyRooms: () => directory.closeEmpty(CloseReason.SERVER_STOPPING, 'the server is going to stop'),
      closeAllRooms: () => directory.closeAll(CloseReason.SERVER_STOPPING, 'the server is going to stop'),
      tellPlayers: (text, shutdownInMs) => this.tell({ text, severity: 'warning', shutdownInMs }),
    })
    this.dispatcher = new Dispatcher({
      serves: 'operators',
      rooms: directory,
      scheduler,
      counters,
      log,
      onForbidden: ({ name }, method) => this.auditRefusal(name, method.replace(/^Admin\./, ''), 'FORBIDDEN', {}),
    })
  }

  /** Opens the services. @param session - the players' handlers, for what both answer alike */
  serve(session: Pick<SessionHandlers<Caller>, 'getServerInfo'>): void {
    const { options, rooms, audit, stats, drain } = this
    const { version, region, scheduler, wallClockMs, directory, bans, mutes } = options
    this.dispatcher.register(sessionService, operatorSessionHandlers(this.operators, session))
    const { matchmaker, requests } = options.matchmaking
    this.dispatcher.register(matchmakingBackendService, matchmakingBackendHandlers(matchmaker, requests))
    this.dispatcher.register(
      adminService,
      adminHandlers({
        nodeId: options.nodeId,
        version,
        region,
        tickBudgetMs: 1_000 / Math.max(...directory.kinds().map(({ tickRateHz }) => tickRateHz)),
        rooms,
        audit,
        stats,
        config: this.liveConfig(),
        drain,
        bans,
        mutes,
        queues: matchmaker.desk,
        trials: matchmaker.trials,
        scheduler,
        wallClockMs,
        endSession: (playerId, message) => {
          options.leaveGroups(playerId)
          options.sessions
            .endSessionsOf(playerId)
            .catch((err) => options.log.error({ err }, 'a session could not be ended'))
          const removed = { scope: 'session', id: playerId, code: ErrorCode.FORBIDDEN, message }
          options.events.publish(playerId, { removed })
        },
        // Not before the poll that it answers has its answer out.
        closeConnections: (playerId, message) => {
          scheduler.after(0, () => options.closeConnectionsOf(playerId, message))
        },
        tell: (notice, playerIds) => this.tell(notice, playerIds),
      }),
    )
  }

  /** For players, set by an operator. */
  get notice(): string | undefined {
    return this.noticeText === '' ? undefined : this.noticeText
  }

  /** @throws RefusedError BANNED; UnavailableError while an operator keeps the doors closed */
  checkEntry(playerId: string): void {
    const ban = this.options.bans.of(playerId, this.options.wallClockMs())
    if (ban !== undefined) throw new RefusedError(ErrorCode.BANNED, 'you are banned from this server')
    if (!this.doorsOpen) throw new UnavailableError('an operator has closed the doors for now', DOORS_RETRY_MS)
  }

  /** To be called several times a second. */
  sweep(): void {
    this.stats.sample(this.options.scheduler.nowMs(), this.options.wallClockMs())
    this.drain.check()
  }

  private liveConfig(): LiveConfig {
    const { fixedConfig, logLevel, setLogLevel } = this.options
    return new LiveConfig([
      {
        key: 'notice',
        value: '',
        help: `what getServerInfo tells players; at most ${ANNOUNCEMENT_CHARS_MAX} characters`,
        problemOf: textUpTo(ANNOUNCEMENT_CHARS_MAX),
        apply: (text) => {
          this.noticeText = text
        },
      },
      {
        key: 'joins.open',
        value: 'true',
        help: 'false: nobody gets a new seat; who sits stays. true or false',
        problemOf: oneOf(['true', 'false']),
        apply: (open) => {
          this.doorsOpen = open === 'true'
        },
      },
      {
        key: 'log.level',
        value: logLevel,
        help: `least level that is logged: ${LOG_LEVELS.join(', ')}`,
        problemOf: oneOf(LOG_LEVELS),
        apply: setLogLevel,
      },
      {
        key: 'drain.deadlineMs',
        value: String(DRAIN_DEADLINE_MS),
        help: `how long a drain gives running rooms, 1 to ${DRAIN_DEADLINE_MS_MAX}`,
        problemOf: wholeNumber(1, DRAIN_DEADLINE_MS_MAX),
      },
      ...Object.entries(fixedConfig).map(([key, value]) => ({ key, value, help: 'takes a restart' })),
    ])
  }

  private tell(notice: Notice, playerIds?: readonly string[]): void {
    const { events } = this.options
    if (playerIds === undefined) events.publishAll({ notice })
    else for (const playerId of playerIds) events.publish(playerId, { notice })
  }

  private auditRefusal(actor: string, action: string, code: string, details: Readonly<Record<string, string>>): void {
    this.audit.append({ actor, action, target: '', why: '', ok: false, details: { code, ...details } })
  }

  private countRooms(): number {
    let rooms = 0
    for (const { closed } of this.options.directory.live()) if (closed === undefined) rooms++
    return rooms
  }

  private countPlayers(): number {
    let players = 0
    for (const { closed, seats } of this.options.directory.live()) if (closed === undefined) players += seats.count
    return players
  }
}
