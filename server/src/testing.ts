// @tickwire/server/testing: the pieces of the server that tests step by hand, without sockets and without waiting.

export { ENTER_RADIUS_FACTOR, INTEREST_PHASES, LEAVE_RADIUS_FACTOR } from './replication/interest.js'
export { KnownList, SlotState } from './replication/known-list.js'
export { RELIABLE_EVENTS_MAX, ReplicationClient, type SnapshotLink } from './replication/replication-client.js'
export { Replicator, type SendOutcome } from './replication/replicator.js'
