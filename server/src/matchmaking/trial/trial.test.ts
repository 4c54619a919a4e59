// Trials: what a config would do with who came, or with players who are drawn; the same each time, and one at a time.

import t from 'tap'
import { createMatcher } from '../search/matcher.js'
import { duel, ranked, TestMatchmaking } from '../testing.js'
import { ARRIVALS_MAX, ARRIVALS_MS, Arrivals } from './arrivals.js'
import { drawnArrivals } from './drawn.js'
import { runTrial } from './trial.js'
import { RECORDED_MIN, TRIAL_S_MAX, TRIAL_S_MIN, Trials } from './trials.js'

const NEVER = () => 0

function somebody(atMs: number, size = 1) {
  const nobody = { attributes: {}, latencyMsByRegion: {}, roles: [], recentOpponents: [] }
  return { atMs, players: Array.from({ length: size }, (_, i) => ({ playerId: `${atMs}-${i}`, ...nobody })) }
}

t.test('tickets are matched, give up at their time, or wait at the end', (t) => {
  const config = duel({ ticketTimeoutMs: 10_000, cycleMs: 500, fillForMs: 0 })
  const arrivals = [0, 1_000, 30_000, 58_000].map((atMs) => somebody(atMs))
  const run = runTrial(config, { arrivals, spanMs: 60_000, seed: 1 }, createMatcher(config), NEVER)
  t.match(run, { matches: 1, refused: 0, unheld: 0 })
  const { stats } = run
  t.match(stats, { queue: 'duel', tickets: 1, players: 1, oldestWaitedMs: 2_000, matchesPerMin: 1, waitP99Ms: 1_000 })
  t.equal(stats.timedOutShare, 1 / 3)
  t.end()
})

t.test('a party that the queue would not take is counted, and plays in no match', (t) => {
  const config = duel()
  const arrivals = [somebody(0, 2), somebody(1), somebody(2)]
  const run = runTrial(config, { arrivals, spanMs: 10_000, seed: 1 }, createMatcher(config), NEVER)
  t.match(run, { refused: 1, matches: 1 })
  t.end()
})

t.test('proposals that break a rule are not played', (t) => {
  const config = duel()
  const matcher = createMatcher(config)
  const wrong = Object.assign(matcher, {
    cycle: () => [{ tickets: [], teams: [], region: undefined, quality: 1, backfill: undefined }],
  })
  const run = runTrial(config, { arrivals: [somebody(0)], spanMs: 1_000, seed: 1 }, wrong, NEVER)
  t.match(run, { matches: 0, unheld: 2 })
  t.end()
})

t.test('players are drawn alike from one seed, in parties that the queue takes', (t) => {
  const config = ranked()
  const drawn = drawnArrivals(config, 600_000, 7)
  t.same(drawnArrivals(config, 600_000, 7), drawn)
  t.notSame(drawnArrivals(config, 600_000, 8), drawn)
  const players = drawn.reduce((sum, arrival) => sum + arrival.players.length, 0)
  t.ok(players > 150 && players < 350, `${players} players, four in ten seconds`)
  t.same([...new Set(drawn.map((arrival) => arrival.players.length))].sort(), [1, 2])
  t.end()
})

t.test('arrivals have no names, are forgotten after an hour, and are bounded', (t) => {
  const arrivals = new Arrivals(0)
  const player = {
    playerId: 'ada',
    attributes: {},
    latencyMsByRegion: { here: 20 },
    roles: [],
    recentOpponents: ['bob'],
  }
  arrivals.add('duel', 1, [player])
  arrivals.add('other', 2, [player])
  const [arrival] = arrivals.since('duel', 0)
  t.match(arrival, { atMs: 1, players: [{ playerId: /^p\d+$/, latencyMsByRegion: { here: 20 }, recentOpponents: [] }] })
  t.equal(arrivals.knownSinceMs(1_000), 0)
  t.equal(arrivals.knownSinceMs(ARRIVALS_MS + 5), 5)
  for (let i = 0; i < ARRIVALS_MAX; i++) arrivals.add('duel', 10 + i, [player])
  t.equal(arrivals.since('duel', 0).length, ARRIVALS_MAX)
  t.equal(arrivals.since('duel', 0)[0]!.atMs, 10, 'in order')
  t.equal(arrivals.knownSinceMs(ARRIVALS_MAX), 10)
  t.end()
})

t.test('who came is replayed, now against proposed; with too few others are drawn', async (t) => {
  const world = new TestMatchmaking([duel()])
  const { trials } = world.matchmaker
  const proposed = duel({ cycleMs: 5_000 })
  t.match(await trials.try(duel(), proposed, 60), { recorded: 0, warnings: [/^0 tickets came .* drawn by chance$/] })
  for (let i = 0; i < RECORDED_MIN; i++) {
    world.queue(`p${i}`)
    await world.step(1_000)
  }
  const trial = await trials.try(duel(), proposed, 60)
  t.match(trial, { arrivals: RECORDED_MIN, recorded: RECORDED_MIN, warnings: ['what is recorded covers 20 s'] })
  t.ok(trial.now!.waitP50Ms < trial.proposed.waitP50Ms)
  t.notOk((await trials.try(undefined, proposed, 60)).now)
  for (const seconds of [TRIAL_S_MIN - 1, TRIAL_S_MAX + 1, Number.NaN]) {
    await t.rejects(trials.try(undefined, proposed, seconds), { message: /^seconds must be/ })
  }
  const first = trials.try(duel(), proposed, 60)
  await t.rejects(trials.try(duel(), proposed, 60), { name: 'UnavailableError', message: /another trial/ })
  await first
  t.ok(await trials.try(duel(), proposed, 60), 'and then again')
})

t.test('a trial that takes too long is told so', async (t) => {
  const trials = new Trials({
    arrivals: new Arrivals(0),
    run: async () => undefined,
    nowMs: NEVER,
    randomU32: NEVER,
  })
  await t.rejects(trials.try(undefined, duel(), 60), { name: 'UnavailableError', message: /fewer seconds/ })
})
