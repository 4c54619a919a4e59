// What is said of a queue that can run and is odd.

import { AttributeType, type QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import t from 'tap'
import { checkQueueConfig } from './check-queue-config.js'
import { queueWarnings } from './queue-warnings.js'
import { always, skill, widening } from './reference/sketch.js'
import { DUEL } from './testing.js'

const SERVER = { regions: ['eu', 'us'], roomKinds: [{ kind: 'arena', playersMax: 20, options: [] }] }
const LATENCY = { maxMs: always(100), spreadMaxMs: undefined, choice: 1, unknownMs: 9_999 } as const
const MODES = { name: 'modes', type: AttributeType.TAGS, fallback: { tags: [] }, serverOnly: false }
const team = { name: 'side', playersMin: 1, playersMax: 2, quantity: 2, roles: [] }
const oneOf = (role: string) => ({ role, countMin: 1, countMax: 1 })
const quality = (change: Partial<QueueConfig['quality']>) => ({ quality: { ...DUEL.quality, ...change } })
const said = (path: string, problem: string, fix: string) => ({ path, problem, fix })

const ODD: readonly (readonly [what: string, change: Partial<QueueConfig>, ...warnings: object[]])[] = [
  [
    'a limit that narrows',
    skill({ matchSpreadMax: widening(5, 3) }),
    said('skill.matchSpreadMax[1].value', 'goes from 5 to 3: who waits longer finds less', 'turn it round'),
  ],
  [
    'a least quality that rises',
    quality({ qualityMin: widening(0.3, 0.5) }),
    said('quality.qualityMin[1].value', 'goes from 0.3 to 0.5: who waits longer finds less', 'turn it round'),
  ],
  [
    'a point after the end',
    { ...skill({ matchSpreadMax: widening(3, 5) }), ticketTimeoutMs: 10_000 },
    said(
      'skill.matchSpreadMax[1].waitedMs',
      '10000 is never reached: a ticket ends after 10000',
      'lower it, or raise ticketTimeoutMs',
    ),
  ],
  [
    'bots after the end',
    { botsAfterMs: 300_000 },
    said('botsAfterMs', '300000 is never reached: a ticket ends after 300000', 'lower it, or raise ticketTimeoutMs'),
  ],
  [
    'roles of no team',
    { roles: { offRolePlayersMax: [], offRoleCost: 1 } },
    said('roles', 'has no effect: no team has roles', 'give a team roles, or remove it'),
  ],
  [
    'roles without a rule',
    { teams: [{ ...team, roles: ['a', 'b'].map(oneOf) }] },
    said('roles', 'is absent: players get roles that they did not wish at once', 'add it, with offRolePlayersMax'),
    said('teams[0].playersMin', 'is 1, and its roles want 2 players', 'raise it, or lower countMin of a role'),
  ],
  [
    'unknown is near',
    { regions: ['eu'], latency: { ...LATENCY, unknownMs: 100 } },
    said('latency.unknownMs', '100 is within maxMs: a region that was not measured is near enough', 'raise it'),
  ],
  [
    'a fallback that shares nothing',
    {
      attributes: [MODES],
      rules: [{ name: 'modes', test: { overlap: { attribute: 'modes', sharedMin: always(1) } } }],
    },
    said(
      'rules[0].test.overlap.sharedMin',
      'is never below 1, and the fallback of "modes" has 0 tags: who says nothing waits in vain',
      'lower it, or give the fallback more tags',
    ),
  ],
  [
    'rematches without skill',
    quality({ recentOpponents: 5 }),
    said('quality.recentOpponents', 'counts for skill only, and there is none', 'add skill, or set it to 0'),
  ],
]

for (const [what, change, ...warnings] of ODD) {
  t.test(`odd, but it can run: ${what}`, async (t) => {
    const config = { ...DUEL, ...change }
    t.same(queueWarnings(config), warnings)
    t.same(checkQueueConfig(config, SERVER), [], 'nothing is refused for it')
  })
}

t.test('a queue in which nothing is odd has no warnings', async (t) => {
  t.same(queueWarnings({ ...DUEL, ...skill({ matchSpreadMax: widening(3, 10) }) }), [])
})
