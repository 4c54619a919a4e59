// What the server's snapshot writer and the client's reader must agree on beyond the codes: reasons, kinds and the group
// sizes of variable-length numbers. The order of a snapshot's parts, bit by bit, is in WIRE.md.
//
//   header      frame kind (8), tick, time factor, command acknowledgement
//   owner       the own avatar
//   structure   leaves, enters, wakes, refreshes (absent in most snapshots)
//   values      one code for each live slot, in slot order
//   events      reliable ones first, then unreliable ones

/** Why an entity left a client's known list (2 bits). */
export const LeaveReason = { DESTROYED: 0, OUT_OF_RANGE: 1, HIDDEN: 2 } as const
export type LeaveReason = (typeof LeaveReason)[keyof typeof LeaveReason]

/** Why an entity entered (1 bit). */
export const EnterReason = { CAME_INTO_VIEW: 0, SPAWNED: 1 } as const
export type EnterReason = (typeof EnterReason)[keyof typeof EnterReason]

/** What an owner record holds (2 bits). */
export const OwnerKind = { unchanged: 0, changed: 1, other: 2, none: 3 } as const

/** Group sizes of the snapshot's variable-length numbers, bits. */
export const Group = { tick: 4, seq: 3, slack: 4, substituted: 2, count: 3, entity: 7, events: 2 } as const

/** Time factor 1 (the schedule keeps its rate) in the 8-bit field. */
export const TIME_FACTOR_ONE = 128
