// @tickwire/client/play: a seat in a room and nothing else, for pages whose seat was found elsewhere: by the game's own backend, or by
// the page that opened this one. The same rooms as the client's, without Thrift: no sessions, no lobby, no room calls.

import type { Assignment } from '@tickwire/gen-nodejs/common.types.js'
import type { RoomSchema } from '@tickwire/protocol'
import type { CommandTable, World } from '@tickwire/simulation'
import { type ReportError, rethrowLater } from './listeners.js'
import { Room } from './room.js'
import { realScheduler, type Scheduler } from './scheduler.js'
import { type OpenSocket, openWebSocket, webSocketUrl } from './socket.js'

export { CloseReason } from '@tickwire/gen-nodejs/common.types.js'
export { EnterReason, EntityView, LeaveReason } from '@tickwire/protocol'
export { CallError, type Closed, type ClosedName } from './errors.js'
export { type Corrections, type OwnPrediction, PREDICTED_TICKS_MAX, SMOOTHING_MS } from './own-prediction.js'
export type { Room, RoomStats } from './room.js'
export type { Scheduler } from './scheduler.js'
export type { OpenSocket, Socket, SocketEvents } from './socket.js'

export interface SeatOptions {
  /** The server that gave the assignment; needed where `playUrl` is a path on it. */
  readonly url?: string
  /** Gets what callbacks throw; unless given it is rethrown outside of the client. */
  readonly onError?: ReportError
  readonly scheduler?: Scheduler
  readonly openSocket?: OpenSocket
}

/** Takes the seat that a server has assigned. Rejects with CallError CLOSED, whose `details.closed` says why. */
export function takeSeat<I extends object>(
  { roomId, playUrl, seatToken }: Pick<Assignment, 'roomId' | 'playUrl' | 'seatToken'>,
  schema: RoomSchema<World, CommandTable, I>,
  { url, onError = rethrowLater, scheduler = realScheduler, openSocket = openWebSocket }: SeatOptions = {},
): Promise<Room<I>> {
  return Room.join({
    url: webSocketUrl(playUrl, url).href,
    seatToken,
    place: { roomId, schema, service: undefined, password: undefined },
    scheduler,
    openSocket,
    openCalls: undefined,
    report: onError,
  })
}
