// Roles: each as often as a team wants it, wished ones first.

import type { QueueConfig, RoleRule } from '@tickwire/gen-nodejs/queues.types.js'
import { party, solo } from '../testing.js'
import { always, reference, widening } from './sketch.js'

/** One team of a tank and a healer, as in a raid; `offRole` players may be something else than they wished. */
const raid = (offRolePlayersMax: RoleRule['offRolePlayersMax'], more: Partial<QueueConfig> = {}) => ({
  teams: [{ name: 'raid', playersMin: 2, playersMax: 2, quantity: 1, roles: ['tank', 'healer'].map(oneOf) }],
  roles: { offRolePlayersMax, offRoleCost: 1 },
  ...more,
})
const oneOf = (role: string) => ({ role, countMin: 1, countMax: 1 })
const as = (id: string, ...roles: readonly string[]) => solo({ id, roles })

export const ROLE_CASES = [
  reference({
    name: 'each role is taken once',
    why: 'both want the same, and nobody may be off-role',
    queue: raid(always(0)),
    tickets: [as('a', 'tank'), as('b', 'tank')],
    nowMs: 1e6,
    matches: [],
  }),
  reference({
    name: 'wishes that fit each other',
    why: 'a tank and a healer',
    queue: raid(always(0)),
    tickets: [as('a', 'tank'), as('b', 'healer')],
    matches: [['a', 'b']],
  }),
  reference({
    name: 'a second wish is a wish',
    why: 'a would rather be a healer, but a tank too; b only a healer',
    queue: raid(always(0)),
    tickets: [as('a', 'healer', 'tank'), as('b', 'healer')],
    matches: [['a', 'b']],
  }),
  reference({
    name: 'who wishes nothing plays anything',
    why: 'b takes what a leaves and is not off-role',
    queue: raid(always(0)),
    tickets: [as('a', 'healer'), as('b')],
    matches: [['a', 'b']],
  }),
  reference({
    name: 'one off-role player is allowed after a while',
    why: 'the limit goes from 0 to 1 in 10 s; before, a fraction is not a player',
    queue: raid(widening(0, 1)),
    tickets: [as('a', 'tank'), as('b', 'tank')],
    nowMs: 9_999,
    matches: [],
  }),
  reference({
    name: 'and then it is made',
    why: 'the limit is 1',
    queue: raid(widening(0, 1)),
    tickets: [as('a', 'tank'), as('b', 'tank')],
    nowMs: 10_000,
    matches: [['a', 'b']],
  }),
  reference({
    name: 'roles hold within a party too',
    why: 'both of the party are healers',
    queue: raid(always(0), { party: { sizeMax: 2, skillSpreadMax: [], teamPartySizeGapMax: [], soloOnly: false } }),
    tickets: [
      party('p', [
        { id: 'p-1', roles: ['healer'] },
        { id: 'p-2', roles: ['healer'] },
      ]),
    ],
    nowMs: 1e6,
    matches: [],
  }),
  reference({
    name: 'a role at most countMax times',
    why: 'anybody may be off-role, but a third has no seat in a team of two',
    queue: raid([]),
    tickets: [as('a', 'tank'), as('b', 'tank'), as('c', 'tank')],
    matches: [['a', 'b']],
    isChoice: true,
  }),
  reference({
    name: 'bots take the roles that are missing',
    why: 'after botsAfterMs a bot heals',
    queue: raid(always(0), { botsAfterMs: 1_000 }),
    tickets: [as('a', 'tank')],
    nowMs: 1_000,
    matches: [['a']],
  }),
  reference({
    name: 'a role that the team does not have is met by no seat',
    why: 'a wished only "scout" and would be off-role in any',
    queue: raid(always(0)),
    tickets: [as('a', 'scout'), as('b', 'healer')],
    nowMs: 1e6,
    matches: [],
  }),
]
