// @tickwire/simulation: what a game is made of. Imports nothing, runs anywhere.

export { COMMANDS_PER_SEAT_MAX, CommandTable } from './command-table.js'
export { EVENTS_PER_TICK_MAX, EventTable } from './event-table.js'
export { type Hash, hashBytes, hashInt, hashText, newHash } from './hash.js'
export type { Prediction } from './prediction.js'
export { Random } from './random.js'
export { NotFoundError, RefusedError } from './refused.js'
export * as simmath from './simmath.js'
export type { EntityRef, Joining, MatchSetup, MatchTeam, RoomCall, Simulation } from './simulation.js'
export { type Column, type EntityIds, NO_ENTITY, NO_ROW, NO_SEAT, Table } from './table.js'
export { NO_TEAM, SEATS_MAX, type SeatResult, World } from './world.js'
