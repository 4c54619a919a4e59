// The traces: who comes is who was announced. Each figure is held to the law it is drawn from, within four standard errors.

import { Random } from '@tickwire/simulation'
import t from 'tap'
import { mean, quantile } from './measures.js'
import { arrivalsOf, type Crowd, MU, normal, SIGMA, TRUTHS, weighted } from './trace.js'
import { tracesOf } from './traces.js'

const CROWD: Crowd = {
  perSecond: () => 20,
  seconds: 500,
  seed: 3,
  patienceSeconds: 60,
  patienceDeviation: 0.6,
  partyWeights: [3, 1],
}

t.test('the same seed is the same crowd, another one is not', async (t) => {
  t.same(arrivalsOf(CROWD).slice(0, 50), arrivalsOf(CROWD).slice(0, 50))
  t.not(arrivalsOf(CROWD)[0]!.atMs, arrivalsOf({ ...CROWD, seed: 4 })[0]!.atMs)
})

t.test('arrivals come in order and at their rate', async (t) => {
  const arrivals = arrivalsOf(CROWD)
  t.ok(Math.abs(arrivals.length - 10_000) < 4 * Math.sqrt(10_000), String(arrivals.length))
  t.ok(arrivals.every(({ atMs }, i) => i === 0 || atMs >= arrivals[i - 1]!.atMs))
  const rising = arrivalsOf({ ...CROWD, perSecond: (share) => 10 + 20 * share })
  const early = rising.filter(({ atMs }) => atMs < 250_000).length / rising.length
  t.ok(Math.abs(early - 0.375) < 0.02, `${early} in the first half of a rate that rises to three times as much`)
})

t.test('a rating says of a true skill what it means to say', async (t) => {
  const solos = arrivalsOf(CROWD).filter(({ ticket }) => ticket.players.length === 1)
  const errors = solos.flatMap(({ ticket, trueSkills }) => {
    const { mu, sigma } = ticket.players[0]!.attributes
    return trueSkills[0]!.map((skill) => (skill - mu!.number!) / sigma!.number!)
  })
  t.equal(errors.length, TRUTHS * solos.length)
  t.ok(Math.abs(mean(errors)) < 0.02, `mean ${mean(errors)}`)
  t.ok(Math.abs(mean(errors.map((z) => z * z)) - 1) < 0.04, 'variance')
  const skills = solos.map(({ trueSkills }) => trueSkills[0]![0]!)
  t.ok(Math.abs(mean(skills) - MU) < 0.4, `all together: mean ${mean(skills)}`)
  const deviation = Math.sqrt(mean(skills.map((skill) => (skill - MU) ** 2)))
  t.ok(Math.abs(deviation - SIGMA) < 0.3, `all together: deviation ${deviation}`)
})

t.test('patience is lognormal, parties come in their sizes', async (t) => {
  const arrivals = arrivalsOf(CROWD)
  const patience = arrivals.map(({ atMs, leavesMs }) => (leavesMs - atMs) / 1_000)
  t.ok(Math.abs(quantile(patience, 0.5) - 60) < 2.5, `median ${quantile(patience, 0.5)}`)
  const nine = quantile(patience, 0.9)
  t.ok(Math.abs(nine - 60 * Math.exp(0.6 * 1.2816)) < 6, `p90 ${nine}`)
  const pairs = mean(arrivals.map(({ ticket }) => (ticket.players.length === 2 ? 1 : 0)))
  t.ok(Math.abs(pairs - 0.25) < 0.02, `${pairs} pairs`)
})

t.test('chance falls as it is weighted', async (t) => {
  const random = new Random(1)
  const counts = [0, 0, 0]
  for (let i = 0; i < 6_000; i++) counts[weighted(random, [1, 0, 2])]!++
  t.equal(counts[1], 0)
  t.ok(Math.abs(counts[0]! - 2_000) < 150, String(counts))
  const draws = Array.from({ length: 10_000 }, () => normal(random))
  t.ok(Math.abs(mean(draws)) < 0.04 && Math.abs(mean(draws.map((z) => z * z)) - 1) < 0.06)
})

t.test('each trace has the shape that its queue asks for', async (t) => {
  for (const { name, arrivals, queue, endMs } of tracesOf(0.1)) {
    const { party, regions, teams } = queue(1)
    t.ok(arrivals.length > 50, `${name}: ${arrivals.length} tickets`)
    t.ok(
      arrivals.every(({ atMs, leavesMs }) => atMs < endMs && leavesMs > atMs),
      name,
    )
    t.ok(
      arrivals.every(({ ticket }) => ticket.players.length <= party.sizeMax),
      name,
    )
    const players = arrivals.flatMap(({ ticket }) => ticket.players)
    t.ok(
      players.every(({ latencyMsByRegion }) => regions.every((region) => latencyMsByRegion[region]! > 0)),
      name,
    )
    t.ok(
      players.every(({ roles }) => roles.length > 0 === teams[0]!.roles.length > 0),
      `${name}: roles`,
    )
  }
})
