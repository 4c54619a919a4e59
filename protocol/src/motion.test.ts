// The predictor of linear fields: what an even motion costs, what a turn does, and that both ends agree.

import { hashInt, newHash } from '@tickwire/simulation'
import fc from 'fast-check'
import t from 'tap'
import { BitReader, BitWriter } from './bits.js'
import { Motion } from './motion.js'

const MAX = 65_535

/** Residuals of a motion as it is encoded. */
function residuals(values: readonly number[]): number[] {
  const motion = new Motion()
  motion.settle(values[0]!)
  return values.slice(1).map((now) => {
    const residual = now - motion.predict(MAX)
    motion.advance(now, residual)
    return residual
  })
}

function even(from: number, speed: number, ticks: number): number[] {
  return Array.from({ length: ticks }, (_, tick) => Math.round(from + speed * tick))
}

t.test(
  'rule 8: an even motion at any speed is predicted to the step after a few steps, five times of six',
  async (t) => {
    let missed = 0
    let count = 0
    for (let speed = -60; speed <= 60; speed += 0.37) {
      const tail = residuals(even(30_000, speed, 60)).slice(20)
      t.ok(tail.every((residual) => Math.abs(residual) <= 1))
      missed += tail.filter((residual) => residual !== 0).length
      count += tail.length
    }
    t.ok(missed / count < 0.17, `${missed} of ${count} missed`)
  },
)

t.test('a turn is one large residual, and the next step is predicted to within one', async (t) => {
  const values = [...even(1_000, 50, 20), ...even(1_000 + 950 - 33.3, -33.3, 20)]
  const after = residuals(values).slice(19)
  t.ok(Math.abs(after[0]!) > 70)
  t.ok(after.slice(1).every((residual) => Math.abs(residual) <= 1))
})

t.test('predictions stay inside the range at its rims', async (t) => {
  const motion = new Motion()
  motion.settle(MAX - 3)
  motion.advance(MAX, 3)
  t.equal(motion.predict(MAX), MAX)
  motion.settle(3)
  motion.advance(0, -3)
  t.equal(motion.predict(MAX), 0)
})

t.test(
  'a follower that starts in the middle goes on in step with the encoder, to the last bit of its state',
  async (t) => {
    const step = fc.integer({ min: -400, max: 400 })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.nat({ max: 59 }), (steps, joins) => {
        const [encoder, follower] = [new Motion(), new Motion()]
        encoder.settle(30_000)
        for (const [i, change] of steps.entries()) {
          if (i === joins % steps.length) {
            const w = new BitWriter(16)
            encoder.write(w, 16)
            follower.read(new BitReader().open(w.bytes()), MAX, 16)
          }
          const now = Math.min(MAX, Math.max(0, encoder.last + change))
          const residual = now - encoder.predict(MAX)
          encoder.advance(now, residual)
          if (i < joins % steps.length) continue
          const decoded = follower.predict(MAX) + residual
          if (decoded !== now) return false
          follower.advance(decoded, residual)
          const hashes = [encoder, follower].map((motion) => {
            const hash = newHash()
            hashInt(hash, 1)
            motion.hashInto(hash)
            return hash.value
          })
          if (hashes[0] !== hashes[1]) return false
        }
        return true
      }),
    )
    t.pass()
  },
)
