import t from 'tap'
import { FIGURES, type Figures, SAMPLE_MS, SAMPLES_MAX, Stats } from './stats.js'

const NONE = Object.fromEntries(FIGURES.map((name) => [name, 0])) as Figures

function sampled(seconds: number): Stats {
  let players = 0
  const stats = new Stats(() => ({ ...NONE, players: ++players }))
  // Called ten times a second, as the server does.
  for (let ms = 0; ms < seconds * SAMPLE_MS; ms += 100) stats.sample(ms, 1_000_000 + ms)
  return stats
}

t.test('a sample a second, the last one at hand', async (t) => {
  const stats = sampled(5)
  t.equal(stats.last.players, 5)
  t.same(
    stats.since(['players'], 0, SAMPLE_MS),
    [1, 2, 3, 4, 5].map((players, i) => ({ atMs: 1_000_000 + i * SAMPLE_MS, values: { players } })),
  )
  t.equal(new Stats(() => NONE).last.players, 0, 'before the first sample')
})

t.test('an hour is kept, and asked for from a time, in steps', async (t) => {
  const stats = sampled(SAMPLES_MAX + 10)
  const all = stats.since(['players'], 0, SAMPLE_MS)
  t.equal(all.length, SAMPLES_MAX)
  t.equal(all[0]?.values.players, 11, 'the oldest were overwritten')
  const minutes = stats.since(['players'], all[0]!.atMs, 60_000)
  t.equal(minutes.length, 60)
  t.equal(minutes[1]!.atMs - minutes[0]!.atMs, 60_000)
  t.equal(stats.since([], all.at(-1)!.atMs, SAMPLE_MS).length, 1)
})

t.test('a clock that stood still makes no samples up', async (t) => {
  const stats = new Stats(() => NONE)
  stats.sample(0, 0)
  stats.sample(90_000, 90_000)
  stats.sample(90_100, 90_100)
  t.equal(stats.since([], 0, SAMPLE_MS).length, 2)
})

t.test('unknown names and odd steps are refused', async (t) => {
  const stats = sampled(1)
  t.throws(() => stats.since(['pings'], 0, SAMPLE_MS), { code: 1, details: { parameter: 'names' } })
  for (const stepMs of [0, SAMPLE_MS - 1, SAMPLE_MS * SAMPLES_MAX + 1]) {
    t.throws(() => stats.since([], 0, stepMs), { code: 1, details: { parameter: 'stepMs' } })
  }
})
