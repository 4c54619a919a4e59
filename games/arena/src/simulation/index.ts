// The pure part of the arena: what runs alike on the server, in a client's prediction and in a test.

export type { ArenaRoomWorld } from './arena-room-world.js'
export { ArenaSimulation, arenaSimulation } from './arena-simulation.js'
export * from './map.js'
export { avatarPrediction, MOVE_MAX, moveAvatar } from './movement.js'
export * from './rules.js'
export { BLUE, RED } from './sides.js'
export { castToWall, NO_HIT } from './walls.js'
