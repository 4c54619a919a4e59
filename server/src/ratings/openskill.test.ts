// Ratings move the right way, and less the surer they are.

import t from 'tap'
import { NEW_RATING } from '../matchmaking/rating-store.js'
import { rateByOpenskill } from './openskill.js'

t.test('who wins gains, who loses loses, and a draw of equals moves nobody', async (t) => {
  const [[winner] = [], [loser] = []] = rateByOpenskill([[NEW_RATING], [NEW_RATING]], [1, 2])
  t.match(winner, { mu: 27.635389493140497, sigma: 8.06590141354368 })
  t.match(loser, { mu: 22.364610506859503 })
  const drawn = rateByOpenskill([[NEW_RATING], [NEW_RATING]], [1, 1])
  for (const [{ mu } = { mu: 0 }] of drawn) t.ok(Math.abs(mu - 25) < 1e-9)
})

t.test('a newcomer moves more than somebody well known, in teams as alone', async (t) => {
  const known = { mu: 25, sigma: 2 }
  const [[newcomer, regular] = []] = rateByOpenskill(
    [
      [NEW_RATING, known],
      [NEW_RATING, known],
    ],
    [2, 1],
  )
  t.ok(newcomer!.mu < regular!.mu && regular!.mu < 25)
})
