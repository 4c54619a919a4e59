// How far from the region everybody may be, and which region a match gets.

import { type LatencyRule, RegionChoice } from '@tickwire/gen-nodejs/queues.types.js'
import { party, solo } from '../testing.js'
import { always, reference, sides, widening } from './sketch.js'

const latency = (rule: Partial<LatencyRule> = {}) => ({
  regions: ['eu', 'us'],
  latency: { maxMs: always(100), spreadMaxMs: undefined, choice: RegionChoice.LOWEST_WORST, unknownMs: 9_999, ...rule },
})
const at = (id: string, eu: number | undefined, us: number | undefined, sinceMs = 0) => {
  return solo({ id, sinceMs, ms: { ...(eu !== undefined && { eu }), ...(us !== undefined && { us }) } })
}

export const REGION_CASES = [
  reference({
    name: 'without a latency rule the first region',
    why: 'latencies are not looked at',
    queue: { regions: ['us', 'eu'] },
    tickets: [at('a', 10, 300), at('b', 10, 300)],
    matches: [{ tickets: ['a', 'b'], region: 'us' }],
  }),
  reference({
    name: 'a region near enough for both',
    why: '100 ms is at most 100 ms; in eu one has 101',
    queue: latency(),
    tickets: [at('a', 20, 100), at('b', 101, 100)],
    matches: [{ tickets: ['a', 'b'], region: 'us' }],
  }),
  reference({
    name: 'no region near enough for both',
    why: 'each has one of their own',
    queue: latency(),
    tickets: [at('a', 20, 101), at('b', 101, 20)],
    nowMs: 1e6,
    matches: [],
  }),
  reference({
    name: 'the worst latency decides',
    why: 'eu: worst 80, mean 45; us: worst 70, mean 70',
    queue: latency(),
    tickets: [at('a', 10, 70), at('b', 80, 70)],
    matches: [{ tickets: ['a', 'b'], region: 'us' }],
  }),
  reference({
    name: 'or the mean does',
    why: 'the same two, by LOWEST_MEAN',
    queue: latency({ choice: RegionChoice.LOWEST_MEAN }),
    tickets: [at('a', 10, 70), at('b', 80, 70)],
    matches: [{ tickets: ['a', 'b'], region: 'eu' }],
  }),
  reference({
    name: 'nobody has too much less than another',
    why: 'eu is 70 ms apart, above 50; us is 0 apart though slower',
    queue: latency({ spreadMaxMs: always(50) }),
    tickets: [at('a', 10, 90), at('b', 80, 90)],
    matches: [{ tickets: ['a', 'b'], region: 'us' }],
  }),
  reference({
    name: 'a region that was not measured counts as unknownMs',
    why: '9,999 ms is above the limit',
    queue: latency(),
    tickets: [at('a', 20, undefined), at('b', undefined, 20)],
    nowMs: 1e6,
    matches: [],
  }),
  reference({
    name: 'unknownMs may be near enough',
    why: '90 ms is assumed of b, in eu and in us; a decides',
    queue: latency({ unknownMs: 90 }),
    tickets: [at('a', 20, 95), at('b', undefined, undefined)],
    matches: [{ tickets: ['a', 'b'], region: 'eu' }],
  }),
  reference({
    name: 'the limit is the own of each',
    why: 'the far one has waited 10 s and accepts 200; the near one has 20 ms and just came',
    queue: latency({ maxMs: widening(100, 200) }),
    tickets: [at('a', 200, undefined), at('b', 20, undefined, 10_000)],
    nowMs: 10_000,
    matches: [{ tickets: ['a', 'b'], region: 'eu' }],
  }),
  reference({
    name: 'who just came does not accept what the other does',
    why: 'the near one has waited 10 s, the far one not at all',
    queue: latency({ maxMs: widening(100, 200) }),
    tickets: [at('a', 20, undefined), at('b', 200, undefined, 10_000)],
    nowMs: 10_000,
    matches: [],
  }),
  reference({
    name: 'everybody of a party must be near',
    why: 'one of them has 101 ms in eu, the other in us',
    queue: { ...latency(), ...sides(2) },
    tickets: [
      party('p', [
        { id: 'p-1', ms: { eu: 20, us: 101 } },
        { id: 'p-2', ms: { eu: 101, us: 20 } },
      ]),
      at('a', 20, 20),
      at('b', 20, 20),
    ],
    nowMs: 1e6,
    matches: [],
  }),
]
