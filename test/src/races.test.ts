// Races around rooms and seats: whatever the order in which players create, join, connect, call, leave, lose connections and let
// tokens expire, while an operator kicks, bans, locks, closes and drains, rooms fail and the server stops, no seat leaks, no
// room is over its limit or lives on without players, nobody who is banned sits in one, and each call is answered once.
// What fails is printed with the command that does it again. More of it: `make sim RUNS=20000`.

import { EMPTY_ROOM_MS, RESUME_TOKEN_MS, ROTATION_GRACE_MS, SEAT_TOKEN_MS } from '@tickwire/server/internals'
import fc from 'fast-check'
import t from 'tap'
import { type OperatorAction, PLAYERS, RACE_HOLD_MS, Race, type RaceAction } from './races.js'

const RUNS = Number(process.env.RUNS ?? 2_000)

/** The same in each test run; other runs begin elsewhere. */
const SEED = Number(process.env.SEED ?? (process.env.RUNS === undefined ? 20_262 : Date.now() % 2 ** 31))

/** Of one interleaving, to do it again. */
const REPLAY = process.env.REPLAY

const player = fc.nat(PLAYERS - 1)
const room = fc.nat(1)

const shortMs = fc.constantFrom(1, 25, 50, 100, 1_000)
const longMs = fc.constantFrom(RACE_HOLD_MS, SEAT_TOKEN_MS - 100, SEAT_TOKEN_MS, EMPTY_ROOM_MS + 50, ROTATION_GRACE_MS)
const daysMs = fc.constantFrom(RESUME_TOKEN_MS - 100, RESUME_TOKEN_MS)
const graceMs = fc.constantFrom(0, 100, SEAT_TOKEN_MS)

const often = <T>(weight: number, arbitrary: fc.Arbitrary<T>) => ({ weight, arbitrary })

const byPlayer = (
  ...kinds: (
    | 'quickPlay'
    | 'connect'
    | 'cut'
    | 'reload'
    | 'hangUp'
    | 'playCall'
    | 'poll'
    | 'cutRpc'
    | 'resume'
    | 'logout'
  )[]
) => fc.record({ kind: fc.constantFrom(...kinds), player })

const inRoom = (...kinds: ('enter' | 'join' | 'leave' | 'call')[]) =>
  fc.record({ kind: fc.constantFrom(...kinds), player, room })

/** What takes a player or a room out of the game is as common as what brings them back. */
const operatorAction: fc.Arbitrary<OperatorAction> = fc.oneof(
  often(3, fc.record({ kind: fc.constantFrom('kick' as const, 'liftBan' as const), player })),
  often(2, fc.record({ kind: fc.constant('ban'), player, minutes: fc.constantFrom(1, undefined) })),
  often(3, fc.record({ kind: fc.constantFrom('lock', 'unlock'), room })),
  often(1, fc.record({ kind: fc.constant('closeRoom'), room, graceMs })),
  often(1, fc.record({ kind: fc.constant('drain'), graceMs: fc.constantFrom(1, SEAT_TOKEN_MS) })),
  often(3, fc.record({ kind: fc.constantFrom('openRoom', 'cancelDrain', 'awaitDrain') })),
)

/** Full rooms, second connections and calls in flight must be common; what ends everything must be rare. */
const action: fc.Arbitrary<RaceAction> = fc.oneof(
  often(12, inRoom('enter')),
  often(12, inRoom('join', 'leave', 'call')),
  often(12, byPlayer('playCall')),
  often(18, byPlayer('connect', 'cut', 'reload', 'hangUp')),
  often(8, byPlayer('quickPlay', 'cutRpc', 'resume', 'logout', 'poll')),
  often(12, operatorAction),
  often(4, fc.record({ kind: fc.constant('create'), player, playersMax: fc.integer({ min: 1, max: 2 }) })),
  often(20, fc.record({ kind: fc.constant('wait'), ms: shortMs })),
  often(3, fc.record({ kind: fc.constant('wait'), ms: longMs })),
  often(1, fc.record({ kind: fc.constant('wait'), ms: daysMs })),
  often(1, fc.record({ kind: fc.constant('fail'), room })),
  often(1, fc.record({ kind: fc.constant('stop') })),
)

t.test('whatever the order of what players and operators do, nothing leaks and everything is answered', async (t) => {
  const interleaving = fc.array(action, { minLength: 5, maxLength: 30 })
  const run = async (actions: readonly RaceAction[]): Promise<void> => {
    const race = await Race.begin()
    for (const next of actions) await race.act(next)
    await race.end()
  }
  const property = fc.asyncProperty(interleaving, run)
  const path = REPLAY === undefined ? {} : { path: REPLAY, endOnFailure: true }
  const found = await fc.check(property, { seed: SEED, numRuns: RUNS, ...path })
  if (!found.failed) {
    t.pass(`${found.numRuns} interleavings from seed ${SEED}`)
    return
  }
  t.comment(`again: SEED=${found.seed} REPLAY=${found.counterexamplePath} node test/dist/src/races.test.js`)
  t.fail(`${String(found.errorInstance)}: ${JSON.stringify(found.counterexample?.[0])}`)
})
