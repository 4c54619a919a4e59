// Doing again what failed for a while only: how long it waits, when it gives up, and what it does not try again.

import { CloseReason, ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import { Random, RefusedError } from '@tickwire/simulation'
import t from 'tap'
import { flushed, SteppedScheduler } from './bench.test.helper.js'
import { CallError, closedError, closedFor, closedFromCode } from './errors.js'
import { RETRIES_MAX, RETRY_ASKED_MS_MAX, RETRY_FIRST_MS, RETRY_MS_MAX, retrying, waitMs } from './retry.js'

/** Runs what fails with `error`, `failures` times; the waits are stepped through. */
async function attempts(error: unknown, failures: number, isOver = () => false) {
  const scheduler = new SteppedScheduler()
  let made = 0
  const run = () => (++made > failures ? Promise.resolve('done') : Promise.reject(error))
  const outcome = retrying(run, { scheduler, random: () => 0.999, isOver }).catch((reason: unknown) => reason)
  await flushed()
  const startMs = scheduler.nowMs()
  while (scheduler.timerCount > 0) {
    scheduler.step(100)
    await flushed()
  }
  return { outcome: await outcome, made, waitedMs: scheduler.nowMs() - startMs }
}

t.test('waits double up to their maximum, and randomness takes at most half of each', async (t) => {
  t.same(
    [0, 1, 2, 3, 4, 5].map((attempt) => waitMs(attempt, 0)),
    [250, 500, 1_000, 2_000, 4_000, 4_000],
  )
  t.equal(waitMs(0, 1), RETRY_FIRST_MS)
  t.equal(waitMs(50, 1), RETRY_MS_MAX)
})

for (const [what, error] of [
  ['a lost connection', closedError(closedFromCode(1_006, ''))],
  ['a server that restarts', closedError(closedFor(CloseReason.SERVER_STOPPING, ''))],
  ['an answer that did not come', new CallError('TIMEOUT', 'late')],
  ['a server that cannot now', new CallError('UNAVAILABLE', 'not now')],
  ['a rate limit', new RefusedError(ErrorCode.RATE_LIMITED, 'slower')],
] as const) {
  t.test(`${what} is tried again, and not for ever`, async (t) => {
    t.match(await attempts(error, 2), { outcome: 'done', made: 3 })
    t.match(await attempts(error, RETRIES_MAX + 1), { outcome: error, made: RETRIES_MAX + 1 })
  })
}

for (const [what, error] of [
  ['a refusal', new RefusedError(ErrorCode.WRONG_PASSWORD, 'no')],
  ['a seat that another connection took', closedError(closedFor(CloseReason.REPLACED, ''))],
  ['a kick', closedError(closedFor(CloseReason.KICKED, ''))],
  ['a mistake', new TypeError('ours')],
] as const) {
  t.test(`${what} is final`, async (t) => {
    t.match(await attempts(error, 1), { outcome: error, made: 1, waitedMs: 0 })
  })
}

t.test('a server that asks for patience gets it, within bounds', async (t) => {
  const asking = (retryAfterMs: number) => new CallError('UNAVAILABLE', 'later', { retryAfterMs })
  const patient = await attempts(asking(20_000), 1)
  t.equal(patient.outcome, 'done')
  t.ok(patient.waitedMs >= 20_000, `${patient.waitedMs} ms`)
  t.match(await attempts(asking(RETRY_ASKED_MS_MAX + 1), 1), { made: 1, waitedMs: 0 })
})

t.test('a thousand clients that one restart cut off come back spread over half of each wait', async (t) => {
  const random = new Random(7)
  const dueMs = Array.from({ length: 1_000 }, () => waitMs(3, random.between(0, 1)))
  const longest = RETRY_FIRST_MS * 8
  const inTenths = Array.from({ length: 10 }, (_, i) => {
    const fromMs = longest * (0.5 + i / 20)
    return dueMs.filter((ms) => ms >= fromMs && ms < fromMs + longest / 20).length
  })
  t.equal(
    inTenths.reduce((sum, count) => sum + count, 0),
    1_000,
  )
  t.ok(Math.max(...inTenths) < 150, inTenths.join(' '))
})

t.test('what nobody waits for any more is not tried again', async (t) => {
  t.match(await attempts(new CallError('TIMEOUT', 'late'), 1, () => true), { made: 1 })
})
