// @tickwire/server/testing: for the tests of games, a room stepped in memory, with players (docs/GAME-GUIDE.md); for those of
// match functions, the reference cases (docs/MATCHMAKING.md).

export { type ExpectedMatch, type ReferenceCase, referenceProblems } from './matchmaking/rules/reference/case.js'
export { REFERENCE_CASES } from './matchmaking/rules/reference/cases.js'
export { type PlayedRoom, type PlayRoomOptions, playRoom } from './testing/play-room.js'
