// The Admin service: thin, between the wire and `admin/`. Reads answer from the rooms as they stand; every change goes
// through `audited`.

import type { AdminHandlers } from '@tickwire/gen-nodejs/admin.handlers.js'
import type * as wire from '@tickwire/gen-nodejs/admin.types.js'
import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import type { Notice } from '@tickwire/gen-nodejs/events.types.js'
import type { RoomFilter } from '@tickwire/gen-nodejs/lobby.types.js'
import { NotFoundError, RefusedError } from '@tickwire/simulation'
import type { Audit } from '../admin/audit.js'
import type { Drain } from '../admin/drain.js'
import type { LiveConfig } from '../admin/live-config.js'
import { pageOf } from '../admin/paging.js'
import { fitsPlayer, type RoomPlayer, seatedPlayers } from '../admin/players.js'
import type { AdminRooms, RoomFigures, SeatFigures } from '../admin/rooms-port.js'
import type { Stats } from '../admin/stats.js'
import type { Mutes } from '../chat/mutes.js'
import type { Scheduler } from '../events/scheduler.js'
import { checkedRoomRequest, checkRequestId, checkTags } from '../finder/room-request.js'
import { UnavailableError } from '../finder/unavailable-error.js'
import type { QueueDesk } from '../matchmaking/queue-desk.js'
import type { Trials } from '../matchmaking/trial/trials.js'
import { plainText } from '../plain-text.js'
import { BAN_MINUTES_MAX, type BanBook } from '../session/bans.js'
import { queueHandlers } from './admin-queues.js'
import { audited, type Change, type Plan } from './audited.js'
import { requestOf, summaryOf } from './lobby.js'
import type { Caller } from './ports.js'

/** Entities of one dump. More asked for: refused BAD_ARGUMENT. A thousand are some 200 KB. */
export const DUMP_ENTITIES_MAX = 1_000

/** Longest grace of a room that is closed, milliseconds: an hour. Beyond: refused BAD_ARGUMENT. */
export const CLOSE_GRACE_MS_MAX = 3_600_000

/** Longest announcement, characters. Empty or beyond: refused BAD_ARGUMENT. */
export const ANNOUNCEMENT_CHARS_MAX = 500

/** Longest message to a player who is kicked, bytes: what a WebSocket's close frame holds. Beyond: refused BAD_ARGUMENT. */
export const KICK_MESSAGE_BYTES_MAX = 123

/** Alerts of one status. The first are told. */
const ALERTS_MAX = 10

/** Load grade of a room that is worth an alert, and share of a busy event loop. */
const ALERT_LOAD_GRADE = 2
const ALERT_EVENT_LOOP_USE = 0.9

const MINUTE_MS = 60_000
const BANNED_MESSAGE = 'an operator banned you'
const SEVERITIES = ['info', 'warning', 'urgent']

export interface AdminServiceOptions {
  readonly nodeId: string
  readonly version: string
  readonly region: string
  /** Time between two ticks of the fastest kind of room. */
  readonly tickBudgetMs: number
  readonly rooms: AdminRooms
  readonly audit: Audit
  readonly stats: Stats
  readonly config: LiveConfig
  readonly drain: Drain
  readonly bans: BanBook
  readonly mutes: Mutes
  readonly queues: QueueDesk
  readonly trials: Trials
  readonly scheduler: Scheduler
  /** Milliseconds since 1970, UTC. */
  readonly wallClockMs: () => number
  /** Ends a player's session: the player must log in again. */
  readonly endSession: (playerId: string, message: string) => void
  /** Closes the connections on which the player is logged in. */
  readonly closeConnections: (playerId: string, message: string) => void
  /** @param playerIds - undefined: everybody */
  readonly tell: (notice: Notice, playerIds?: readonly string[]) => void
}

export function adminHandlers(options: AdminServiceOptions): AdminHandlers<Caller> {
  const { rooms, audit, stats, config, drain, bans, mutes, scheduler, wallClockMs, nodeId } = options
  const startedAtMs = scheduler.nowMs()

  const change = <T>(caller: Caller, action: wire.Action, what: Change<T>): T => audited(audit, caller, action, what)
  const roomOf = (roomId: string): RoomFigures => {
    const room = rooms.find(roomId)
    if (room === undefined) throw new NotFoundError('room', roomId)
    return room
  }
  const detailOf = (room: RoomFigures, seats: readonly wire.SeatDetail[] = []): wire.RoomDetail => {
    const { tick, isLocked: locked, overruns, entities, bytesPerPlayerS, loadGrade } = room
    const summary = summaryOf(room, options.region)
    return { summary, nodeId, tick, locked, overruns, entities, bytesPerPlayerS, seats, loadGrade }
  }
  const playerOf = ({ playerId, displayName, online, roomIds }: RoomPlayer): wire.PlayerDetail => {
    const ban = bans.of(playerId, wallClockMs())
    const mutedUntilMs = mutes.untilMs(playerId, wallClockMs())
    return { playerId, displayName, online, roomIds, mutedUntilMs, bans: ban === undefined ? [] : [ban] }
  }
  const playersIn = (roomId: string): string[] => rooms.seats(roomId).map(({ playerId }) => playerId)
  const drainState = (): wire.DrainState => ({ nodeId, ...drain.state })
  const checkNode = (id: string): void => {
    if (id !== '' && id !== nodeId) throw new NotFoundError('node', id)
  }

  return {
    getStatus() {
      const figures = stats.last
      const running = rooms.list()
      const players = running.reduce((sum, room) => sum + room.players, 0)
      const node = {
        nodeId,
        version: options.version,
        uptimeS: Math.floor((scheduler.nowMs() - startedAtMs) / 1_000),
        draining: drain.isDraining,
        rooms: running.length,
        connections: figures.connections,
        tickP50Ms: figures.tickP50Ms,
        tickP99Ms: figures.tickP99Ms,
        tickBudgetMs: options.tickBudgetMs,
        overruns: figures.overruns,
        rssMb: figures.rssMb,
        eventLoopUse: figures.eventLoopUse,
      }
      return { nodes: [node], players, rooms: running.length, alerts: alertsOf(node, running, options.queues.alerts()) }
    },

    getStats: (_caller, names, fromMs, stepMs) => stats.since(names, fromMs, stepMs),

    listRooms(_caller, filter, page) {
      checkTags('filter.tags', filter.tags ?? {})
      const fitting = rooms.list().filter((room) => fitsRoom(room, options.region, filter))
      const { items, after } = pageOf(fitting, ({ roomId }) => roomId, page)
      return { rooms: items.map((room) => detailOf(room)), after }
    },

    getRoom: (_caller, roomId) => detailOf(roomOf(roomId), rooms.seats(roomId).map(seatDetailOf)),

    dumpRoom(_caller, roomId, entitiesMax) {
      checkRange('entitiesMax', entitiesMax, 1, DUMP_ENTITIES_MAX)
      return { roomId, ...rooms.dump(roomId, entitiesMax) }
    },

    createRoom: (caller, action, request) =>
      change(caller, action, {
        name: 'createRoom',
        target: request.roomKind,
        plan() {
          if (drain.isDraining) throw new UnavailableError('the server is about to stop', MINUTE_MS)
          checkRequestId(request.requestId)
          const room = checkedRoomRequest(requestOf(request))
          return { dry: detailOf(rooms.checkCreate(room)), run: () => detailOf(rooms.create(room)) }
        },
      }),

    lockRoom: (caller, action, roomId, locked) =>
      change(caller, action, {
        name: 'lockRoom',
        target: roomId,
        details: { locked: String(locked) },
        plan() {
          roomOf(roomId)
          return { dry: undefined, run: () => rooms.lock(roomId, locked) }
        },
      }),

    closeRoom: (caller, action, roomId, graceMs) =>
      change(caller, action, {
        name: 'closeRoom',
        target: roomId,
        details: { graceMs: String(graceMs) },
        plan() {
          checkRange('graceMs', graceMs, 0, CLOSE_GRACE_MS_MAX)
          roomOf(roomId)
          const text = 'An operator is closing this room.'
          return {
            dry: undefined,
            run() {
              rooms.lock(roomId, true)
              options.tell({ text, severity: 'warning', shutdownInMs: graceMs }, playersIn(roomId))
              const close = (): void => {
                if (rooms.find(roomId) !== undefined) rooms.close(roomId, 'an operator closed the room')
              }
              if (graceMs === 0) close()
              else scheduler.after(graceMs, close)
            },
          }
        },
      }),

    listPlayers(_caller, filter, page) {
      const fitting = [...seatedPlayers(rooms).values()].filter((player) => fitsPlayer(player, filter))
      const { items, after } = pageOf(fitting, ({ playerId }) => playerId, page)
      return { players: items.map(playerOf), after }
    },

    getPlayer(_caller, playerId) {
      const seated = seatedPlayers(rooms).get(playerId)
      const player = playerOf(seated ?? { playerId, displayName: '', online: false, roomIds: [] })
      if (seated === undefined && player.bans.length === 0 && player.mutedUntilMs === undefined) {
        throw new NotFoundError('player', playerId)
      }
      return player
    },

    kick: (caller, action, playerId, message) =>
      change(caller, action, {
        name: 'kick',
        target: playerId,
        plan() {
          const text = plainText(message) || 'an operator removed you'
          if (Buffer.byteLength(text) > KICK_MESSAGE_BYTES_MAX) {
            throw badArgument('message', `may have at most ${KICK_MESSAGE_BYTES_MAX} bytes`)
          }
          if (!seatedPlayers(rooms).has(playerId)) throw new NotFoundError('player', playerId)
          return { dry: undefined, run: () => remove(playerId, text) }
        },
      }),

    ban: (caller, action, { playerId, minutes }) =>
      change(caller, action, {
        name: 'ban',
        target: playerId,
        details: { minutes: minutes == null ? 'for good' : String(minutes) },
        plan({ name }): Plan<wire.Ban> {
          if (minutes != null) checkRange('request.minutes', minutes, 1, BAN_MINUTES_MAX)
          if (playerId === '' || playerId.length > 64) throw badArgument('request.playerId', 'is no player id')
          const startsAtMs = wallClockMs()
          const endsAtMs = minutes == null ? undefined : startsAtMs + minutes * MINUTE_MS
          const ban = { playerId, why: plainText(action.why), by: name, startsAtMs, endsAtMs }
          bans.checkAdd(ban)
          return {
            dry: { banId: '', ...ban },
            run() {
              const made = bans.add(ban)
              remove(playerId, BANNED_MESSAGE)
              options.closeConnections(playerId, BANNED_MESSAGE)
              return made
            },
          }
        },
      }),

    liftBan: (caller, action, banId) =>
      change(caller, action, {
        name: 'liftBan',
        target: banId,
        plan() {
          bans.get(banId, wallClockMs())
          return { dry: undefined, run: () => void bans.lift(banId) }
        },
      }),

    listBans(_caller, page) {
      const { items, after } = pageOf([...bans.list(wallClockMs())], ({ banId }) => banId, page)
      return { bans: items, after }
    },

    mute: (caller, action, playerId, minutes) =>
      change(caller, action, {
        name: 'mute',
        target: playerId,
        details: { minutes: String(minutes) },
        plan() {
          checkRange('minutes', minutes, 0, BAN_MINUTES_MAX)
          if (playerId === '' || playerId.length > 64) throw badArgument('playerId', 'is no player id')
          const nowMs = wallClockMs()
          if (minutes === 0) return { dry: undefined, run: () => mutes.unmute(playerId) }
          mutes.checkMute(playerId, nowMs)
          return { dry: undefined, run: () => mutes.mute(playerId, nowMs + minutes * MINUTE_MS, nowMs) }
        },
      }),

    announce: (caller, action, { text, roomId, severity }) =>
      change(caller, action, {
        name: 'announce',
        target: roomId ?? '',
        details: { text: text.slice(0, ANNOUNCEMENT_CHARS_MAX) },
        plan() {
          const clean = plainText(text)
          checkRange('announcement.text (characters)', clean.length, 1, ANNOUNCEMENT_CHARS_MAX)
          if (!SEVERITIES.includes(severity)) {
            throw badArgument('announcement.severity', `must be one of ${SEVERITIES.join(', ')}`)
          }
          const playerIds = roomId == null ? undefined : playersIn(roomId)
          return { dry: undefined, run: () => options.tell({ text: clean, severity }, playerIds) }
        },
      }),

    drain: (caller, action, id, deadlineMs) =>
      change(caller, action, {
        name: 'drain',
        target: id,
        details: { deadlineMs: String(deadlineMs) },
        plan() {
          checkNode(id)
          const withinMs = deadlineMs === 0 ? Number(config.get('drain.deadlineMs').value) : deadlineMs
          drain.checkStart(withinMs)
          return {
            dry: drainState(),
            run() {
              drain.start(withinMs)
              return drainState()
            },
          }
        },
      }),

    cancelDrain: (caller, action, id) =>
      change(caller, action, {
        name: 'cancelDrain',
        target: id,
        plan() {
          checkNode(id)
          drain.checkCancel()
          return {
            dry: drainState(),
            run() {
              drain.cancel()
              return drainState()
            },
          }
        },
      }),

    async awaitDrain(_caller, id, waitMs) {
      checkNode(id)
      return { nodeId, ...(await drain.wait(waitMs)) }
    },

    ...queueHandlers(options.queues, options.trials, audit),

    listConfig: (_caller, prefix) => config.list(prefix),

    setConfig: (caller, action, key, value, ifVersion) =>
      change(caller, action, {
        name: 'setConfig',
        target: key,
        details: { value: value.slice(0, ANNOUNCEMENT_CHARS_MAX), ifVersion: String(ifVersion) },
        plan: () => ({
          dry: config.proposed(key, value, ifVersion),
          run: () => config.set(key, value, ifVersion),
        }),
      }),

    listAudit(_caller, filter, page) {
      const { items, after } = pageOf(audit.list(filter), ({ id }) => id, page)
      return { entries: items, after }
    },
  }

  function remove(playerId: string, message: string): void {
    rooms.kick(playerId, message)
    options.endSession(playerId, message)
  }
}

function seatDetailOf({ isSpectator: spectator, ...figures }: SeatFigures): wire.SeatDetail {
  return { ...figures, spectator }
}

function fitsRoom(room: RoomFigures, region: string, { roomKind, regions, tags, joinableOnly }: RoomFilter): boolean {
  if (roomKind != null && room.kind !== roomKind) return false
  if (regions != null && !regions.includes(region)) return false
  if (joinableOnly && (room.isBusy || room.players >= room.playersMax)) return false
  return Object.entries(tags ?? {}).every(([name, value]) => room.tags[name] === value)
}

function alertsOf(node: wire.NodeStatus, rooms: readonly RoomFigures[], queues: readonly string[]): string[] {
  const alerts: string[] = []
  if (node.draining) alerts.push('draining: no new rooms, no new seats')
  if (node.eventLoopUse > ALERT_EVENT_LOOP_USE) {
    alerts.push(`the event loop was busy for ${Math.round(node.eventLoopUse * 100)} % of the last second`)
  }
  if (node.tickP99Ms > node.tickBudgetMs) {
    alerts.push(`tick p99 is ${node.tickP99Ms.toFixed(1)} ms, above the budget of ${node.tickBudgetMs} ms`)
  }
  for (const { roomId, loadGrade } of rooms) {
    if (loadGrade >= ALERT_LOAD_GRADE) alerts.push(`room ${roomId} cannot keep up: load grade ${loadGrade} of 3`)
  }
  return [...alerts, ...queues].slice(0, ALERTS_MAX)
}

function checkRange(parameter: string, value: number, min: number, max: number): void {
  if (value >= min && value <= max) return
  throw badArgument(parameter, `must be ${min} to ${max}`)
}

function badArgument(parameter: string, problem: string): RefusedError {
  return new RefusedError(ErrorCode.BAD_ARGUMENT, `${parameter} ${problem}`, { parameter })
}
