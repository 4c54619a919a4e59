import t from 'tap'
import { ByteBudget, KNOWN_ENTITIES_MIN } from './byte-budget.js'

t.test('a budget earns its rate, and saves up one second of it', async (t) => {
  const budget = new ByteBudget(10_000)
  t.equal(budget.earn(0), 10_000)
  budget.spend(9_000)
  t.equal(budget.earn(100), 2_000)
  budget.spend(3_000)
  t.equal(budget.earn(150), -500, 'the last snapshot may go beyond')
  t.equal(budget.earn(60_000), 10_000)
})

t.test('who uses it up knows of less, and of more again later, never above the limit', async (t) => {
  const budget = new ByteBudget(10_000, 300)
  budget.earn(0)
  budget.exhaust(200, 0)
  t.equal(budget.knownMax, 160)
  budget.exhaust(160, 50)
  t.equal(budget.knownMax, 128)
  budget.earn(900)
  t.equal(budget.knownMax, 128, 'not within a second')
  budget.earn(1_050)
  t.equal(budget.knownMax, 136)
  for (let ms = 2_100; ms < 60_000; ms += 1_050) budget.earn(ms)
  t.equal(budget.knownMax, 300)
  for (let i = 0; i < 50; i++) budget.exhaust(budget.knownMax, 60_000)
  t.equal(budget.knownMax, KNOWN_ENTITIES_MIN)
  t.equal(budget.exhausted, 52)
})

t.test('without a limit there is always more', async (t) => {
  const budget = new ByteBudget(Number.POSITIVE_INFINITY)
  budget.earn(0)
  budget.spend(1e12)
  t.equal(budget.earn(0), Number.POSITIVE_INFINITY)
})
