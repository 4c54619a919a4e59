// @tickwire/client: the client of a Tickwire server, for browsers and Node.

export { CloseReason, ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
export type { EventBody, Notice } from '@tickwire/gen-nodejs/events.types.js'
export { lobbyService } from '@tickwire/gen-nodejs/lobby.handlers.js'
export {
  type ChatChannel,
  type ChatMessage,
  ChatScope,
  LobbyPhase,
  type LobbyState,
  type RoomFilter,
  type RoomSummary,
} from '@tickwire/gen-nodejs/lobby.types.js'
export { Answer, TicketStatus } from '@tickwire/gen-nodejs/matchmaking.types.js'
export type { PartyState } from '@tickwire/gen-nodejs/party.types.js'
export { sessionService } from '@tickwire/gen-nodejs/session.handlers.js'
export { EnterReason, EntityView, LeaveReason } from '@tickwire/protocol'
export { NotFoundError, RefusedError } from '@tickwire/simulation'
export type { ThriftProtocol } from './call-channel.js'
export { Client, type ConnectOptions, connect, type JoinOptions, type NewRoom, type NewRoomOptions } from './client.js'
export { CallError, type CallErrorCode, type Closed, type ClosedName, isPassing, isSeatHeld } from './errors.js'
export type { EventKind, EventOf } from './event-feed.js'
export type { ClientStorage } from './kept.js'
export type { LiveState } from './live-state.js'
export { type Corrections, type OwnPrediction, PREDICTED_TICKS_MAX, SMOOTHING_MS } from './own-prediction.js'
export { Replica, type ReplicaListener } from './replica.js'
export type { Room, RoomPlace, RoomStats } from './room.js'
export type { Scheduler } from './scheduler.js'
export type { ConnectionState } from './server-connection.js'
export type { OpenSocket, Socket, SocketEvents } from './socket.js'
