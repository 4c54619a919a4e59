// The package's second entry: match functions, the words they speak in, and the judge that holds them to the rules.

export * from './matchmaking/model.js'
export { type Held, holds, type PoolView, sharedBy, viewOf } from './matchmaking/rules/holds.js'
export { matcherOf, matchFunction } from './matchmaking/search/match-function.js'
export { type BuiltInMatcher, type CycleStats, createMatcher } from './matchmaking/search/matcher.js'
