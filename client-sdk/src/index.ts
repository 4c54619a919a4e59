// @tickwire/client: the client of a Tickwire server, for browsers and Node.

export { CloseReason, ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
export { lobbyService } from '@tickwire/gen-nodejs/lobby.handlers.js'
export { sessionService } from '@tickwire/gen-nodejs/session.handlers.js'
export { EnterReason, EntityView, LeaveReason } from '@tickwire/protocol'
export { NotFoundError, RefusedError } from '@tickwire/simulation'
export type { ThriftProtocol } from './call-channel.js'
export { Client, type ConnectOptions, connect, type JoinOptions, type QuickPlayOptions } from './client.js'
export { CallError, type CallErrorCode, type Closed, type ClosedName } from './errors.js'
export { Replica, type ReplicaListener } from './replica.js'
export type { Room, RoomStats } from './room.js'
export type { Scheduler } from './scheduler.js'
export type { OpenSocket, Socket, SocketEvents } from './socket.js'
