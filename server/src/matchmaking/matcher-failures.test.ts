// A queue whose matcher fails, or proposes what may not be: it alone suffers, operators see it, and it is tried again ever more seldom.

import t from 'tap'
import { REFUSALS_TOLD_MS } from './proposals.js'
import { MATCHER_RESTART_MS, MATCHER_RESTART_MS_MAX, WITHHELD_MS, WITHHELD_MS_MAX } from './queue-matcher.js'
import { duel, TestMatchmaking } from './testing.js'
import { TicketStatus } from './ticket.js'

const MINUTE_MS = 60_000
const PLAYERS = ['a', 'b', 'c', 'd']

function worldOf(...queues: Parameters<typeof duel>[0][]): TestMatchmaking {
  const world = new TestMatchmaking(queues.map((fields) => duel({ ticketTimeoutMs: 3_600_000, ...fields })))
  for (const playerId of PLAYERS) world.connect(playerId)
  return world
}

/** Queues of which some matchers throw. */
function failing(...broken: string[]) {
  const world = worldOf({}, { name: 'other' })
  const bad = new Set(broken)
  const cycles: number[] = []
  world.matchers.atCycle = (queue) => {
    if (!bad.has(queue)) return
    cycles.push(world.scheduler.nowMs())
    throw new Error(`mine\n    at a line of ${queue}`)
  }
  return { world, bad, cycles, startMs: world.scheduler.nowMs() }
}

t.test('one that throws is down, and begins again after ever longer; the other queue is matched', async (t) => {
  const { world, bad, cycles, startMs } = failing('duel')
  const { desk } = world.matchmaker
  const [a, b] = [world.queue('a'), world.queue('b')]
  const [c] = ['c', 'd'].map((playerId) => world.queue(playerId, { queue: 'other' }))
  await world.step(1_000)
  t.equal(world.statusOf(c!), TicketStatus.ASSIGNED)
  t.match(desk.stats(['duel', 'other']), [
    { tickets: 2, matcherFailures: 1, matcherDown: 'its matcher has failed, and begins again in 1 s: mine' },
    { matcherFailures: 0, matcherDown: undefined },
  ])
  t.match(desk.census(), [
    { matcherFailures: 1, isMatcherDown: true },
    { matcherFailures: 0, isMatcherDown: false },
  ])
  t.same(desk.alerts(), ['queue duel: its matcher has failed, and begins again in 1 s: mine'])
  t.match((await desk.explain(a)).words, [
    /^Nobody is matched in its queue: its matcher has failed/,
    /^It is SEARCHING/,
  ])

  await world.step(10 * MINUTE_MS)
  const waits = cycles.map((atMs, i) => atMs - (cycles[i - 1] ?? startMs)).slice(1)
  t.same(
    waits.slice(0, 6),
    [1, 2, 4, 8, 16, 32].map((times) => times * MATCHER_RESTART_MS),
  )
  t.same(new Set(waits.slice(6)), new Set([MATCHER_RESTART_MS_MAX]))
  t.equal(world.errors.length, cycles.length, 'each is told once')

  bad.clear()
  await world.step(MATCHER_RESTART_MS_MAX)
  t.same([world.statusOf(a), world.statusOf(b)], [TicketStatus.ASSIGNED, TicketStatus.ASSIGNED], 'nobody is lost')
  t.match(desk.stats(['duel']), [{ matcherDown: undefined, matcherFailures: cycles.length }])
})

t.test('a while without failures, or an edit of the queue, and the next wait is short again', async (t) => {
  const { world, bad } = failing('duel')
  const { desk } = world.matchmaker
  const inS = () => /in (\d+) s/.exec(desk.stats(['duel'])[0]!.matcherDown ?? '')?.[1]
  world.queue('a')
  await world.step(20_000)
  t.equal(inS(), '12')
  desk.put(duel({ ticketTimeoutMs: 3_600_000 }), 1)
  t.equal(inS(), undefined, 'an edit tries at once')
  await world.step(500)
  t.equal(inS(), '1')
  bad.clear()
  await world.step(MATCHER_RESTART_MS_MAX + 2_000)
  bad.add('duel')
  await world.step(500)
  t.equal(inS(), '1')
})

t.test(
  'a proposal that breaks a rule is not made each cycle; it is told once a minute, with how many there were',
  async (t) => {
    const world = worldOf({})
    const { desk } = world.matchmaker
    const madeMs: number[] = []
    world.matchers.bend = (proposal) => {
      madeMs.push(world.scheduler.nowMs())
      return { ...proposal, teams: proposal.teams.slice(1) }
    }
    const [a, b] = [world.queue('a'), world.queue('b')]
    await world.step(5 * MINUTE_MS)
    const waits = madeMs.map((atMs, i) => atMs - madeMs[i - 1]!).slice(1)
    t.same(
      waits.slice(0, 5),
      [1, 2, 4, 8, 16].map((times) => times * WITHHELD_MS),
    )
    t.same(new Set(waits.slice(5)), new Set([WITHHELD_MS_MAX]))
    t.match(desk.stats([]), [{ proposalsRefused: madeMs.length, tickets: 2 }])
    t.ok(world.errors.length <= 1 + (5 * MINUTE_MS) / REFUSALS_TOLD_MS)
    t.match(String(world.errors[0]), new RegExp(`${a}, ${b}: team team1 is missing$`))
    t.match(String(world.errors[1]), /team team1 is missing, and 5 before it$/)
    t.match((await desk.explain(a)).words, [/^Matches with it were proposed against the rules: \d+, the log says how/])

    world.matchers.bend = (proposal) => proposal
    const c = world.queue('c')
    const d = world.queue('d')
    await world.step(500)
    t.same(
      [world.statusOf(c), world.statusOf(d)],
      [TicketStatus.ASSIGNED, TicketStatus.ASSIGNED],
      'who is new is matched',
    )
    await world.step(WITHHELD_MS_MAX)
    t.same([world.statusOf(a), world.statusOf(b)], [TicketStatus.ASSIGNED, TicketStatus.ASSIGNED])
  },
)

t.test('who is withheld may cancel, and is no secret to a matcher that begins anew', async (t) => {
  const world = worldOf({})
  world.matchers.bend = (proposal) => ({ ...proposal, teams: [] })
  const [a, b] = [world.queue('a'), world.queue('b')]
  await world.step(500)
  world.matchmaker.cancel(a, 'a')
  t.match(world.matchmaker.list(), [{ playersWaiting: 1 }])
  world.matchers.bend = (proposal) => proposal
  const c = world.queue('c')
  world.matchers.isHolding = true
  await world.step(500)
  world.matchers.isHolding = false
  world.matchers.held[0]!.fail()
  await world.step(MATCHER_RESTART_MS + 1_000)
  t.same([world.statusOf(b), world.statusOf(c)], [TicketStatus.ASSIGNED, TicketStatus.ASSIGNED])
})
