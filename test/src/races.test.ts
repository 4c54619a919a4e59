// Races around rooms and seats: whatever the order in which players create, join, connect, call, leave, lose connections and let
// tokens expire, while rooms fail and the server stops, no seat leaks, no room is over its limit or lives on without
// players, and each call is answered once. fast-check prints seed and path of what it finds. More of it: `make sim RUNS=20000`.

import { EMPTY_ROOM_MS, SEAT_TOKEN_MS } from '@tickwire/server/testing'
import fc from 'fast-check'
import t from 'tap'
import { PLAYERS, Race, type RaceAction } from './races.js'

const RUNS = Number(process.env.RUNS ?? 2_000)

/** The same in each test run; other runs begin elsewhere. */
const SEED = process.env.RUNS === undefined ? 20_262 : Date.now() % 2 ** 31

const player = fc.nat(PLAYERS - 1)
const room = fc.nat(1)

const shortMs = fc.constantFrom(1, 25, 50, 100, 1_000)
const longMs = fc.constantFrom(SEAT_TOKEN_MS - 100, SEAT_TOKEN_MS, EMPTY_ROOM_MS + 50)

const often = <T>(weight: number, arbitrary: fc.Arbitrary<T>) => ({ weight, arbitrary })

const byPlayer = (...kinds: ('quickPlay' | 'connect' | 'cut' | 'cutRpc' | 'logout' | 'playCall')[]) =>
  fc.record({ kind: fc.constantFrom(...kinds), player })

const inRoom = (...kinds: ('enter' | 'join' | 'leave' | 'call')[]) =>
  fc.record({ kind: fc.constantFrom(...kinds), player, room })

/** Full rooms, second connections and calls in flight must be common; what ends everything must be rare. */
const action: fc.Arbitrary<RaceAction> = fc.oneof(
  often(12, inRoom('enter')),
  often(12, inRoom('join', 'leave', 'call')),
  often(12, byPlayer('playCall')),
  often(12, byPlayer('connect', 'cut')),
  often(6, byPlayer('quickPlay', 'cutRpc', 'logout')),
  often(2, fc.record({ kind: fc.constant('create'), player, playersMax: fc.integer({ min: 1, max: 2 }) })),
  often(20, fc.record({ kind: fc.constant('wait'), ms: shortMs })),
  often(2, fc.record({ kind: fc.constant('wait'), ms: longMs })),
  often(1, fc.record({ kind: fc.constant('fail'), room })),
  often(1, fc.record({ kind: fc.constant('stop') })),
)

t.test('whatever the order of what players do, nothing leaks and everything is answered', async (t) => {
  const interleaving = fc.array(action, { minLength: 5, maxLength: 30 })
  const run = async (actions: readonly RaceAction[]): Promise<void> => {
    const race = new Race()
    for (const next of actions) await race.act(next)
    await race.end()
  }
  await fc.assert(fc.asyncProperty(interleaving, run), { seed: SEED, numRuns: RUNS })
  t.pass(`${RUNS} interleavings from seed ${SEED}`)
})
