// @tickwire/server: an authoritative game server as a library.

export type { OperatorToken } from './admin/operators.js'
export type { ServerOptions } from './config.js'
export { defineGame, type Game, type GameDefinition, type MessageCall } from './game.js'
export { type Addresses, createServer, TickwireServer } from './server.js'
