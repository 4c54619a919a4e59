// The package's second entry: match functions, and the words they speak in. A team's own module needs no more to be one.

export * from './matchmaking/model.js'
