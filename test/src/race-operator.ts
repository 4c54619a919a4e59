// The operator of a race: kicks, bans, locks, closes and drains at any moment, and knows what must hold from then on. Each
// change is in the audit as soon as it is made or refused; of what was refused nothing is expected.

import { type AdminClient, adminService as admin } from '@tickwire/gen-nodejs/admin.handlers.js'
import { sessionService } from '@tickwire/gen-nodejs/session.handlers.js'
import type { Caller, Room } from '@tickwire/server/internals'
import { expect, newCaller, type RaceCalls } from './race-calls.js'
import type { SteppedServer } from './stepped-server.js'

export const RACE_OPERATOR = { name: 'race', role: 'admin', token: 'an operator of races'.padEnd(32, '.') } as const

const MINUTE_MS = 60_000
const POLL_MS = 25_000
const WHY = { why: 'a race', requestId: '', dryRun: false }
const INFO = { sdk: 'race', sdkVersion: '1', apiMajor: 1, apiMinor: 0, schemaHashByRoomKind: {} }

export class RaceOperator {
  private readonly caller: Caller = newCaller(999, '192.0.2.9')
  /** Until when a player is kept out, milliseconds of the server. */
  private readonly bannedUntilMs = new Map<string, number>()
  /** Who had a seat in a locked room when it was locked, and ever since: nobody else may get one. */
  private readonly locked = new Map<Room, Set<string>>()
  /** When a room must be over, milliseconds of the server. */
  private readonly closing = new Map<Room, number>()
  /** While the server drains: the rooms that there were, and when all of them must be over. */
  private draining: { readonly rooms: ReadonlySet<Room>; readonly deadlineMs: number } | undefined

  constructor(
    private readonly server: SteppedServer,
    private readonly calls: RaceCalls,
  ) {
    const login = { identityToken: RACE_OPERATOR.token }
    const { dispatcher } = server.app.operators
    calls.make(dispatcher, this.caller, sessionService, 'operator login', (client) => client.login(login, INFO))
  }

  /** @returns whether the player was removed */
  kick(playerId: string): boolean {
    return this.change('kick', (client) => client.kick(WHY, playerId, '')) && this.checkRemoved(playerId)
  }

  /** @param minutes - undefined: for good. @returns whether the player was removed */
  ban(playerId: string, minutes: number | undefined): boolean {
    if (!this.change('ban', (client) => client.ban(WHY, { playerId, minutes }))) return false
    this.bannedUntilMs.set(playerId, this.server.nowMs + (minutes ?? Number.POSITIVE_INFINITY) * MINUTE_MS)
    return this.checkRemoved(playerId)
  }

  liftBan(playerId: string): void {
    const { app } = this.server
    const [ban] = [...app.bans.list(this.server.wallMs, playerId)]
    if (this.change('liftBan', (client) => client.liftBan(WHY, ban?.banId ?? 'none'))) {
      this.bannedUntilMs.delete(playerId)
    }
  }

  lock(room: Room, locked: boolean): void {
    if (!this.change('lockRoom', (client) => client.lockRoom(WHY, room.settings.roomId, locked))) return
    if (locked) this.locked.set(room, playersIn(room))
    else this.locked.delete(room)
  }

  close(room: Room, graceMs: number): void {
    if (!this.change('closeRoom', (client) => client.closeRoom(WHY, room.settings.roomId, graceMs))) return
    this.locked.set(room, playersIn(room))
    const dueMs = this.server.nowMs + graceMs
    this.closing.set(room, Math.min(dueMs, this.closing.get(room) ?? dueMs))
  }

  createRoom(requestId: string): void {
    const request = { roomKind: 'field', title: 'made by hand', listed: true, requestId, playersMax: 2 }
    this.change('createRoom', (client) => client.createRoom(WHY, request))
  }

  drain(graceMs: number): void {
    if (!this.change('drain', (client) => client.drain(WHY, '', graceMs))) return
    const rooms = new Set(this.server.app.directory.live())
    this.draining = { rooms, deadlineMs: this.server.nowMs + graceMs }
  }

  cancelDrain(): void {
    if (this.change('cancelDrain', (client) => client.cancelDrain(WHY, ''))) this.draining = undefined
  }

  awaitDrain(): void {
    const { dispatcher } = this.server.app.operators
    this.calls.make(dispatcher, this.caller, admin, 'awaitDrain', (client) => client.awaitDrain('', POLL_MS))
  }

  isBanned(playerId: string): boolean {
    return this.server.nowMs < (this.bannedUntilMs.get(playerId) ?? 0)
  }

  /** What must hold at every moment. */
  check(): void {
    for (const [room, allowed] of this.locked) {
      const players = playersIn(room)
      for (const playerId of players) expect(allowed.has(playerId), `${playerId} got into a locked room`)
      this.locked.set(room, players)
    }
    if (this.draining === undefined) return
    for (const room of this.server.app.directory.live()) {
      expect(this.draining.rooms.has(room), 'a room was made while the server drains')
    }
  }

  /** What must hold besides once everything that was sent has arrived and a tick has run. */
  checkSettled(): void {
    const { nowMs, app } = this.server
    for (const [room, dueMs] of this.closing) {
      expect(room.closed !== undefined || nowMs < dueMs, 'a room goes on that an operator closed')
    }
    for (const room of app.directory.live()) {
      if (room.closed !== undefined) continue
      for (const playerId of playersIn(room)) expect(!this.isBanned(playerId), `${playerId} is banned, and in a room`)
      expect(this.draining === undefined || nowMs < this.draining.deadlineMs, 'a room outlives the deadline of a drain')
    }
  }

  /** The player's seats are over at once; the next tick frees them. */
  private checkRemoved(playerId: string): true {
    for (const room of this.server.app.directory.live()) {
      const seat = room.closed === undefined ? room.seats.of(playerId) : undefined
      expect(seat === undefined || (seat.leaving && seat.link === undefined), `${playerId} was removed, and sits`)
    }
    return true
  }

  /** @returns whether it was done: the audit says so before the answer arrives */
  private change<R>(what: string, call: (client: AdminClient) => Promise<R>): boolean {
    const { audit, app } = this.server
    const before = audit.length
    this.calls.make(app.operators.dispatcher, this.caller, admin, what, call)
    expect(audit.length === before + 1, `${what} is not in the audit once`)
    return audit.at(-1)!.ok
  }
}

function playersIn(room: Room): Set<string> {
  return new Set([...room.seats.all()].map(({ playerId }) => playerId))
}
