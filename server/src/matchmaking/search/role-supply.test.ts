// Queues that a role is short of: the few who wish it are found among the many who do not, and where nobody does, nothing is searched.

import t from 'tap'
import { always, sides, skill } from '../rules/reference/sketch.js'
import { DUEL, SKILL_ATTRIBUTES, solo } from '../rules/testing.js'
import { createMatcher } from './matcher.js'

const COMMON = 2_000

const config = {
  ...DUEL,
  ...skill({ matchSpreadMax: always(10) }),
  ...sides(3, { roles: ['tank', 'heal', 'scout'].map((role) => ({ role, countMin: 1, countMax: 1 })) }),
  attributes: SKILL_ATTRIBUTES,
  roles: { offRolePlayersMax: always(0), offRoleCost: 1 },
}

/** Tanks of the same rating, far more than candidates; `scarce` others of each role stand to both sides of them. */
function poolWith(scarce: number) {
  const matcher = createMatcher(config)
  const wishing = (id: string, mu: number, role: string) => solo({ id, is: { mu, sigma: 1 }, roles: [role] })
  for (let i = 0; i < COMMON; i++) matcher.addTicket(wishing(`tank${i}`, 25, 'tank'))
  for (let i = 0; i < scarce; i++) {
    matcher.addTicket(wishing(`heal${i}`, 29, 'heal'))
    matcher.addTicket(wishing(`scout${i}`, 21, 'scout'))
  }
  return matcher
}

t.test('the few who wish a scarce role are not hidden by those who wish a common one', async (t) => {
  const proposals = poolWith(4).cycle(1_000, 1)
  t.equal(proposals.length, 2, 'two healers and two scouts each')
})

t.test('where a role is missing everybody finds that out quickly', async (t) => {
  const matcher = poolWith(1)
  const from = process.cpuUsage()
  t.same(matcher.cycle(1_000, 1), [])
  t.equal(matcher.stats.anchorsSearched, COMMON + 2)
  const { user } = process.cpuUsage(from)
  t.ok(user < 1_000_000, `${user} us of CPU; searching all sets takes a millisecond for each`)
})

t.test('who is short of a role looks again, and is matched once so many may play off role', async (t) => {
  const offRolePlayersMax = [
    { waitedMs: 0, value: 0 },
    { waitedMs: 10_000, value: 6 },
  ]
  const matcher = createMatcher({ ...config, roles: { offRolePlayersMax, offRoleCost: 1 } })
  for (let i = 0; i < 6; i++) matcher.addTicket(solo({ id: `tank${i}`, is: { mu: 25, sigma: 1 }, roles: ['tank'] }))
  t.same(matcher.cycle(0, 1), [])
  let found = 0
  for (let nowMs = 500; nowMs <= 10_500; nowMs += 500) found += matcher.cycle(nowMs, 1).length
  t.equal(found, 1)
})
