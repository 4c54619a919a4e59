// @tickwire/server: an authoritative game server as a library.

export type { OperatorToken } from './admin/operators.js'
export type { ServerOptions } from './config.js'
export { UnavailableError } from './finder/unavailable-error.js'
export { defineGame, type Game, type GameDefinition, type MessageCall, type TypedGame } from './game.js'
export type { IdentityOptions } from './identity/identity-tokens.js'
export type { LoginOptions } from './login-config.js'
export type { QueueOptions } from './queue-config.js'
export { type Addresses, createServer, TickwireServer } from './server.js'
export type { Authenticate, Credentials, Identity, LoginContext } from './session/authentication.js'
