// @tickwire/server/internals: the pieces of the server that the tests of this repository step by hand, without sockets and
// without waiting. Not for games and not kept stable; those have @tickwire/server/testing.

export type { AuditEntry } from './admin/audit.js'
export { App, type AppOptions } from './app.js'
export { PRESENCE_GAP_MS } from './events/presence.js'
export { SteppedScheduler } from './events/testing.js'
export { holds, sharedBy, viewOf } from './matchmaking/rules/holds.js'
export { judge } from './matchmaking/rules/judge.js'
export { UNACKED_MS_MAX } from './replication/congestion.js'
export { ENTER_RADIUS_FACTOR, INTEREST_PHASES, LEAVE_RADIUS_FACTOR } from './replication/interest.js'
export { KnownList, SlotState } from './replication/known-list.js'
export { RecordedLink, SELF_CHECK_RECORD_BYTES_MAX } from './replication/recording.js'
export { RELIABLE_EVENTS_MAX, type ReplicationClient, type SnapshotLink } from './replication/replication-client.js'
export { type ClientLimits, Replicator, type SendOutcome } from './replication/replicator.js'
export { ResyncWriter } from './replication/resync.js'
export {
  type ClientCheck,
  MISMATCHES_IN_A_ROW_MAX,
  SELF_CHECK_INTERVAL_TICKS,
  SelfCheck,
} from './replication/self-check.js'
export { JOINS_PER_TICK_MAX } from './rooms/admission.js'
export { COMMAND_AHEAD_TICKS_MAX } from './rooms/command-queue.js'
export { ROOMS_PER_ADDRESS_MAX, SEATS_PER_PLAYER_MAX } from './rooms/directory.js'
export { MAILBOX_MAX } from './rooms/mailbox.js'
export { EMPTY_ROOM_MS, Room } from './rooms/room.js'
export type { RoomDump, RoomObserver } from './rooms/room-observer.js'
export { SeatTokens } from './rooms/seat-tokens.js'
export { type PlayLink, SEAT_HOLD_MS, SEAT_TOKEN_MS, type Seat } from './rooms/seats.js'
export type { Verdict } from './rpc/dispatcher.js'
export {
  CALL_TIMEOUT_MS,
  CONNECTION_STRIKES_MAX,
  HELLO_TIMEOUT_MS,
  MESSAGE_BYTES_MAX,
  STRUCK_OUT_MS,
  UNKNOWN_METHODS_MAX,
} from './rpc/limits.js'
export type { Caller } from './rpc/ports.js'
export {
  applicationException,
  memoryClient,
  messageOf,
  type ProtocolName,
  TestCounters,
  TestLog,
} from './rpc/testing.js'
export { ROTATION_GRACE_MS } from './session/session-store.js'
export { RESUME_TOKEN_MS } from './session/sessions.js'
export { MemoryServer } from './testing/memory-server.js'
export { MemorySocket } from './testing/memory-socket.js'
export { SOCKETS_PER_ADDRESS_MAX, UPGRADES_PER_SECOND_MAX } from './transport/address-limits.js'
export { CallGate } from './transport/call-gate.js'
export { closeReasonName } from './transport/close-reason.js'
export { FrameReader } from './transport/frame-reader.js'
export type { Link, SendResult } from './transport/link.js'
export { decodeMessage, encodeMessage } from './transport/message-codec.js'
export {
  PLAY_FRAMES_PER_SECOND_MAX,
  PLAY_HELLO_TIMEOUT_MS,
  PlayConnection,
  type PlayContext,
} from './transport/play-connection.js'
export { RpcConnection } from './transport/rpc-connection.js'
export { selfSigned } from './transport/testing.js'
