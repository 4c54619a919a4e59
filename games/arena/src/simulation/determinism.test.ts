// The promise behind replay, prediction and desync checks: a seed and the same commands are the whole story.

import t from 'tap'
import { play } from '../random-play.js'
import { steppedArena } from '../stepped-arena.js'

t.test('rule 15: two runs from one seed and the same commands are equal after 10,000 ticks', async (t) => {
  t.same(play(7, 1, 10_000), play(7, 1, 10_000))
})

t.test('another seed or other commands end elsewhere', async (t) => {
  const last = (hashes: number[]): number => hashes.at(-1)!
  const hash = last(play(7, 1, 200))
  t.not(last(play(8, 1, 200)), hash)
  t.not(last(play(7, 2, 200)), hash)
})

t.test('two rooms that are stepped in turn do not touch each other', async (t) => {
  const alone = steppedArena({ seed: 5, bots: 12 })
  alone.step(300)
  const first = steppedArena({ seed: 5, bots: 12 })
  const second = steppedArena({ seed: 6, bots: 30 })
  for (let tick = 0; tick < 300; tick++) {
    first.step()
    second.step()
  }
  t.equal(first.world.hash(), alone.world.hash())
})
