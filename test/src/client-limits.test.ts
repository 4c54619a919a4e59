// What a game may say about each client's limits, and what a server makes of it.

import { defineGame } from '@tickwire/server'
import t from 'tap'
import { fieldGame } from './field-game.js'

t.test('limits are checked where the game is defined, by name and range', async (t) => {
  const { game } = fieldGame()
  const cases: [object, RegExp][] = [
    [{ knownEntitiesMax: 8 }, /^game field: knownEntitiesMax must be 16 to 2048, not 8$/],
    [{ maxRewindMs: -1 }, /^game field: maxRewindMs must be 0 to 1000, not -1$/],
    [{ maxRewindMs: 1_001 }, /^game field: maxRewindMs must be 0 to 1000, not 1001$/],
    [{ maxRewindMs: Number.NaN }, /^game field: maxRewindMs must be 0 to 1000, not NaN$/],
    [{ knownEntitiesMax: 2_049 }, /^game field: knownEntitiesMax must be 16 to 2048, not 2049$/],
    [{ bytesPerSecondMax: 1_023 }, /^game field: bytesPerSecondMax must be 1024 or more, not 1023$/],
    [{ spectatorsMax: 65 }, /^game field: spectatorsMax must be 0 to 64, not 65$/],
    [{ seatHoldMs: 600_001 }, /^game field: seatHoldMs must be 0 to 600000, not 600001$/],
    [{ bytesPerSecondMax: Number.NaN }, /^game field: bytesPerSecondMax must be/],
  ]
  for (const [limits, message] of cases) t.throws(() => defineGame({ ...game, ...limits }), { message })
})

t.test('a game that says nothing gets the defaults', async (t) => {
  t.match(fieldGame().game, { knownEntitiesMax: 2_048, bytesPerSecondMax: 262_144 })
})
