// What is wrong with a proposal before any rule is asked, and that rules are asked.

import t from 'tap'
import type { Pool, Proposal } from '../model.js'
import { holds, sharedBy, viewOf } from './holds.js'
import { DUEL, party, player, solo } from './testing.js'

const CONFIG = {
  ...DUEL,
  teams: [{ name: 'side', playersMin: 1, playersMax: 2, quantity: 2, roles: [] }],
  party: { ...DUEL.party, sizeMax: 2 },
  fillForMs: 0,
}
const POOL: Pool = {
  config: CONFIG,
  tickets: [party('t1', [{ id: 'a' }, { id: 'b' }]), solo({ id: 'c' }), solo({ id: 'd' }), party('t2', [{ id: 'c' }])],
  backfills: [
    {
      backfillId: 'room',
      version: 3,
      openedMs: 0,
      region: 'eu',
      teams: [
        { team: 'side1', open: 1, present: [player({ id: 'd' })] },
        { team: 'side2', open: 0, present: [] },
      ],
    },
  ],
}
const place = (...ids: string[]) => ids.map((playerId) => ({ playerId, role: undefined }))
const name = (...ids: string[]) => ids.map((ticketId) => ({ ticketId, version: 1 }))
const sides = (one: string[], two: string[]) => [
  { team: 'side1', players: place(...one), bots: 0 },
  { team: 'side2', players: place(...two), bots: 0 },
]
const RIGHT: Proposal = {
  tickets: name('t1', 'c'),
  teams: sides(['a', 'b'], ['c']),
  region: undefined,
  quality: 1,
  backfill: undefined,
}

t.test('a proposal that is right holds, teams in any order, with the quality of the judge', async (t) => {
  const held = holds(viewOf(POOL), { ...RIGHT, teams: [...RIGHT.teams].reverse() }, 0)
  t.match(held, { holds: true, problems: [], verdict: { holds: true, quality: 0.5 } })
})

t.test('a proposal that is no match of the pool does not, and says why', async (t) => {
  const table: readonly (readonly [string, Partial<Proposal>, readonly string[]])[] = [
    ['no tickets', { tickets: [], teams: sides([], []) }, ['no tickets']],
    ['a ticket that left', { tickets: name('t1', 'x') }, ['ticket x is not in the pool']],
    [
      'a ticket that changed',
      { tickets: [...name('t1'), { ticketId: 'c', version: 2 }] },
      ['ticket c is proposed at version 2 and now at 1'],
    ],
    ['one ticket twice', { tickets: name('t1', 'c', 'c') }, ['ticket c is listed twice']],
    ['a backfill that left', { backfill: { backfillId: 'x', version: 1 } }, ['backfill x is not in the pool']],
    [
      'a backfill that changed',
      { backfill: { backfillId: 'room', version: 2 } },
      ['backfill room is proposed at version 2 and now at 3'],
    ],
    ['a quality beyond 1', { quality: 1.5 }, ['quality 1.5 is not 0 to 1']],
    ['no quality', { quality: Number.NaN }, ['quality NaN is not 0 to 1']],
    ['a team missing', { teams: RIGHT.teams.slice(0, 1) }, ['team side2 is missing']],
    [
      'a team of another queue',
      { teams: [...RIGHT.teams, { team: 'red', players: [], bots: 0 }] },
      ['the queue has no team red'],
    ],
    ['a team twice', { teams: [...RIGHT.teams, RIGHT.teams[0]!] }, ['team side1 is listed twice']],
    ['half a bot', { teams: [RIGHT.teams[0]!, { ...RIGHT.teams[1]!, bots: 0.5 }] }, ['team side2 has 0.5 bots']],
    ['a player left out', { teams: sides(['a'], ['c']) }, ['player b is in no team']],
    ['a stranger', { teams: sides(['a', 'b'], ['c', 'z']) }, ['player z is of no ticket that is listed']],
    [
      'a player in both teams',
      { teams: sides(['a', 'b'], ['c', 'a']) },
      ['player a is placed twice', 'ticket t1 is split between teams'],
    ],
    ['a party split', { teams: sides(['a'], ['b', 'c']) }, ['ticket t1 is split between teams']],
    [
      'two tickets of one player',
      { tickets: name('t1', 'c', 't2') },
      ['player c is in two tickets, or in the room already'],
    ],
    [
      'who plays in the room already',
      { tickets: name('d'), teams: sides(['d'], []), region: 'eu', backfill: { backfillId: 'room', version: 3 } },
      ['player d is in two tickets, or in the room already'],
    ],
    [
      'a role where there are none',
      { teams: [RIGHT.teams[0]!, { team: 'side2', players: [{ playerId: 'c', role: 'tank' }], bots: 0 }] },
      ['player c is tank in team side2, which has no roles'],
    ],
  ]
  for (const [what, change, problems] of table) {
    t.same(holds(viewOf(POOL), { ...RIGHT, ...change }, 0), { holds: false, problems, verdict: undefined }, what)
  }
})

t.test('a proposal that breaks a rule does not, with what was measured', async (t) => {
  const proposal = { ...RIGHT, region: 'eu', teams: sides(['a', 'b', 'c'], []) }
  const held = holds(viewOf(POOL), proposal, 0)
  t.same(held.problems, [
    'teams.playersMin: 0 against 1 (side2)',
    'teams.playersMax: 3 against 2 (side1)',
    'regions: 1 against 0 (eu)',
  ])
  t.equal(held.verdict?.holds, false)
})

t.test('joining a room takes its open seats and its region', async (t) => {
  const join = { ...RIGHT, tickets: name('c'), teams: sides(['c'], []), backfill: { backfillId: 'room', version: 3 } }
  t.same(holds(viewOf(POOL), { ...join, region: 'eu' }, 0).problems, [])
  t.same(holds(viewOf(POOL), { ...join, region: 'us', teams: sides([], ['c']) }, 0).problems, [
    'backfill.open: 1 against 0 (side2)',
    'regions: 1 against 0 (us)',
  ])
})

t.test('proposals of one cycle that share a ticket or a room are named', async (t) => {
  const backfill = { backfillId: 'room', version: 3 }
  t.same(sharedBy([RIGHT, { ...RIGHT, tickets: name('d') }]), [])
  t.same(
    sharedBy([
      { ...RIGHT, backfill },
      { ...RIGHT, tickets: name('d', 'c'), backfill },
    ]),
    ['ticket c', 'backfill room'],
  )
})
