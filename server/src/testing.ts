// @tickwire/server/testing: a game's room stepped in memory, with players, for the tests of games (docs/GAME-GUIDE.md).

export { type PlayedRoom, type PlayRoomOptions, playRoom } from './testing/play-room.js'
