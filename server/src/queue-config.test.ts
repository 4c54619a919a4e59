// Queues as people write them: filled up from the IDL's defaults, refused with the path and the fix.

import { BackfillPriority, WaitOf } from '@tickwire/gen-nodejs/queues.types.js'
import t from 'tap'
import { resolveQueues } from './queue-config.js'

const SERVER = { regions: ['local'], roomKinds: [{ kind: 'arena', playersMax: 100, options: [] }] }
const DUEL = { name: 'duel', roomKind: 'arena', teams: [{ name: 'side', playersMin: 1, playersMax: 1, quantity: 2 }] }

t.test('what is not said is as the IDL says, and enums go by name', async (t) => {
  const [queue] = resolveQueues([{ ...DUEL, waitOf: 'OLDEST', skill: {}, backfill: { priority: 'HIGH' } }], SERVER)
  t.match(queue, {
    version: 1,
    open: true,
    regions: [],
    waitOf: WaitOf.OLDEST,
    cycleMs: 500,
    party: { sizeMax: 1, soloOnly: false },
    skill: { attribute: 'mu', matchSpreadMax: [] },
    backfill: { priority: BackfillPriority.HIGH, seatHoldMs: 10_000 },
    quality: { skillWeight: 1, qualityMin: [] },
  })
  t.equal(queue?.acceptance, null, 'nobody is asked unless it is said')
})

t.test('a mistake is told with its path and the fix, all of them at once', async (t) => {
  const cases: [unknown, RegExp][] = [
    [{}, /^queues: not a list; write \[/],
    [['duel'], /^queues\[0\]: not an object/],
    [[{ ...DUEL, cycle: 1 }], /^queues\[0\]\.cycle: no such field; there are name, version/],
    [[{ ...DUEL, teams: [{ ...DUEL.teams[0], size: 2 }] }], /^queues\[0\]\.teams\[0\]\.size: no such field/],
    [[DUEL, DUEL], /^queues\[1\]\.name: "duel" is taken by queues\[0\]/],
    [[{ ...DUEL, roomKind: 'chess' }], /^queues\[0\]\.roomKind: .*; use arena$/m],
    [[{ ...DUEL, waitOf: 'SOMEBODY' }], /^queues\[0\]\.waitOf: .*; use EACH, OLDEST, NEWEST$/m],
    [[{ ...DUEL, roomKind: 'chess', cycleMs: 1 }], /roomKind: .*\n.*cycleMs: /],
  ]
  for (const [queues, message] of cases) t.throws(() => resolveQueues(queues, SERVER), { message })
})
