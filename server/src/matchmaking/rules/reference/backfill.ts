// Seats of running rooms: who may join them, and when they go before new matches.

import { BackfillPriority, type BackfillRule, Comparison } from '@tickwire/gen-nodejs/queues.types.js'
import { party, player, solo } from '../testing.js'
import { always, rated, reference, room, sides, skill } from './sketch.js'

const rule = (change: Partial<BackfillRule> = {}) => ({
  backfill: {
    priority: BackfillPriority.NORMAL,
    seatHoldMs: 10_000,
    skillDistanceMax: [],
    stopAfterMs: undefined,
    ...change,
  },
})
const there = (id: string, mu = 25) => player({ id, is: { mu, sigma: 0 } })
const duo = party('p', [{ id: 'p-1' }, { id: 'p-2' }])
const as = (id: string, ...roles: readonly string[]) => player({ id, roles })
/** Two teams of a tank and a healer; nobody is off-role. */
const raids = {
  ...sides(2, { roles: ['tank', 'healer'].map((role) => ({ role, countMin: 1, countMax: 1 })) }),
  roles: { offRolePlayersMax: always(0), offRoleCost: 1 },
}
/** The first team has a seat, the second is whole. */
const half = room('r', [1, 0], [[there('x')], [there('y'), there('z')]])

export const BACKFILL_CASES = [
  reference({
    name: 'one joins a room with an open seat',
    why: 'no new match can be made of one',
    queue: { ...sides(2), ...rule() },
    tickets: [solo({ id: 'a' })],
    backfills: [half],
    matches: [{ tickets: ['a'], backfill: 'r', region: 'eu' }],
  }),
  reference({
    name: 'no more join than there are seats',
    why: 'one seat is open, so one of the two waits on: the later',
    queue: { ...sides(2), ...rule() },
    tickets: [solo({ id: 'a' }), solo({ id: 'b', sinceMs: 50_000 })],
    backfills: [half],
    nowMs: 60_000,
    matches: [{ tickets: ['a'], backfill: 'r' }],
    isChoice: true,
  }),
  reference({
    name: 'a party needs its seats in one team',
    why: 'each team has one seat',
    queue: { ...sides(2), ...rule() },
    tickets: [duo],
    backfills: [room('r', [1, 1], [[there('x')], [there('y')]])],
    nowMs: 1e6,
    matches: [],
  }),
  reference({
    name: 'a room need not be filled',
    why: 'one is better than nobody; playersMin and fillForMs are for new matches',
    queue: { ...sides(2), ...rule() },
    tickets: [solo({ id: 'a' })],
    backfills: [room('r', [2, 0], [[], [there('y'), there('z')]])],
    matches: [{ tickets: ['a'], backfill: 'r' }],
  }),
  reference({
    name: 'near enough to who plays there',
    why: '20 is 5 from the mean of 25, at most 5',
    queue: { ...sides(2), ...skill({ matchSpreadMax: always(0) }), ...rule({ skillDistanceMax: always(5) }) },
    tickets: [rated('a', 20)],
    backfills: [half],
    matches: [{ tickets: ['a'], backfill: 'r' }],
  }),
  reference({
    name: 'too far from who plays there',
    why: '19 is 6 from the mean of 25',
    queue: { ...sides(2), ...skill({}), ...rule({ skillDistanceMax: always(5) }) },
    tickets: [rated('a', 19)],
    backfills: [half],
    nowMs: 1e6,
    matches: [],
  }),
  reference({
    name: 'an empty room takes whoever comes',
    why: 'nobody is there to be far from',
    queue: { ...sides(2), ...skill({}), ...rule({ skillDistanceMax: always(5) }) },
    tickets: [rated('a', 19)],
    backfills: [room('r', [2, 2], [])],
    matches: [{ tickets: ['a'], backfill: 'r' }],
  }),
  reference({
    name: 'the gap between the teams counts who is there',
    why: '25 + 35 against 25 + 25 is 5 apart',
    queue: { ...sides(2), ...skill({ teamGapMax: always(4.9) }), ...rule() },
    tickets: [rated('a', 35)],
    backfills: [half],
    nowMs: 1e6,
    matches: [],
  }),
  reference({
    name: 'who is avoided may be there already',
    why: 'a avoids z',
    queue: { ...sides(2), ...rule() },
    tickets: [solo({ id: 'a', avoid: ['z'] })],
    backfills: [half],
    nowMs: 1e6,
    matches: [],
  }),
  reference({
    name: 'rules count who is there',
    why: 'all play on ice',
    queue: { ...sides(2), ...rule(), rules: [{ name: 'map', test: { same: { attribute: 'map' } } }] },
    tickets: [solo({ id: 'a', is: { map: 'dust' } })],
    backfills: [room('r', [1, 0], [[], [player({ id: 'y', is: { map: 'ice' } })]])],
    nowMs: 1e6,
    matches: [],
  }),
  reference({
    name: 'comparisons are for who is new',
    why: 'who is there has no level at all',
    queue: {
      ...sides(2),
      ...rule(),
      rules: [
        {
          name: 'level',
          test: { compare: { attribute: 'level', operation: Comparison.GREATER, value: 5, partyAggregate: 1 } },
        },
      ],
    },
    tickets: [solo({ id: 'a', is: { level: 6 } })],
    backfills: [half],
    matches: [{ tickets: ['a'], backfill: 'r' }],
  }),
  reference({
    name: 'latency is to the region of the room',
    why: '120 ms to eu, where the room is',
    queue: {
      ...sides(2),
      ...rule(),
      regions: ['eu', 'us'],
      latency: { maxMs: always(100), spreadMaxMs: undefined, choice: 1, unknownMs: 9_999 },
    },
    tickets: [solo({ id: 'a', ms: { eu: 120, us: 20 } })],
    backfills: [half],
    nowMs: 1e6,
    matches: [],
  }),
  reference({
    name: 'a role that is taken is taken',
    why: 'the tank of the room is there, and a plays nothing else',
    queue: { ...raids, ...rule() },
    tickets: [solo({ id: 'a', roles: ['tank'] }), solo({ id: 'b', roles: ['healer'] })],
    backfills: [room('r', [1, 0], [[as('x', 'tank')], [as('y', 'tank'), as('z', 'healer')]])],
    matches: [{ tickets: ['b'], backfill: 'r' }],
  }),
  reference({
    name: 'a room that does not say who plays what takes nobody',
    why: 'in a team with roles every player has one, and of x it is not known',
    queue: { ...raids, ...rule() },
    tickets: [solo({ id: 'a', roles: ['tank'] })],
    backfills: [room('r', [1, 0], [[as('x')], [as('y', 'tank'), as('z', 'healer')]])],
    nowMs: 1e6,
    matches: [],
  }),
  reference({
    name: 'HIGH: rooms go before new matches',
    why: 'the older of the two takes the seat though they could play each other',
    queue: rule({ priority: BackfillPriority.HIGH }),
    tickets: [solo({ id: 'a' }), solo({ id: 'b', sinceMs: 9_000 })],
    backfills: [room('r', [1, 0], [[], [there('y')]])],
    nowMs: 10_000,
    matches: [{ tickets: ['a'], backfill: 'r' }],
    isChoice: true,
  }),
  reference({
    name: 'LOW: new matches go before rooms',
    why: 'the two play each other and the seat stays open',
    queue: rule({ priority: BackfillPriority.LOW }),
    tickets: [solo({ id: 'a' }), solo({ id: 'b' })],
    backfills: [room('r', [1, 0], [[], [there('y')]])],
    matches: [['a', 'b']],
    isChoice: true,
  }),
  reference({
    name: 'LOW: who is left over joins a room',
    why: 'two of three play each other, the third takes the seat',
    queue: { ...skill({ matchSpreadMax: always(0) }), ...rule({ priority: BackfillPriority.LOW }) },
    tickets: [rated('a', 25), rated('b', 25), rated('c', 26)],
    backfills: [room('r', [1, 0], [[], [there('y')]])],
    matches: [{ tickets: ['a', 'b'] }, { tickets: ['c'], backfill: 'r' }],
    isChoice: true,
  }),
]
