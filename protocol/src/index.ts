// @tickwire/protocol: the bytes of the fast path as pure functions. No I/O, no clock.

export { BitReader, BitWriter } from './bits.js'
export { CodeKind, CodeTable } from './code-table.js'
export * from './codes.js'
export { EntityEncoder } from './entity-encoder.js'
export { EntityView, mix, mixAngle } from './entity-view.js'
export * from './frames.js'
export { HotReader } from './hot-reader.js'
export * from './limits.js'
export { Motion } from './motion.js'
export * from './residual.js'
export {
  type Audience,
  type CommandType,
  type EntityType,
  type EventPosition,
  type EventType,
  type OwnerType,
  type OwnView,
  type RoomSchema,
  recordTypes,
  type TeamRecordType,
} from './schema.js'
export * from './self-check.js'
export type { MethodAuth, MethodRole, MethodType, ServiceType, ThriftException } from './service.js'
export * from './snapshot-layout.js'
