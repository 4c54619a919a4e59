// How far apart in skill players may be, and whose wait moves the limits.

import { Aggregate, Interpolation, WaitOf } from '@tickwire/gen-nodejs/queues.types.js'
import { DUEL, party, solo } from '../testing.js'
import { always, rated, reference, sides, skill, widening } from './sketch.js'

const spread = (max: number) => skill({ matchSpreadMax: always(max) })
const widens = { ...skill({ matchSpreadMax: widening(0, 10) }) }
const steps = { ...widens, interpolation: Interpolation.STEP }
/** One who came at 0 and one who came at 8,000, 5 apart. */
const early = [rated('a', 20), rated('b', 25, 8_000)]
const duo = (id: string, ...mus: readonly number[]) => {
  return party(
    id,
    mus.map((mu, i) => ({ id: `${id}-${i}`, is: { mu, sigma: 0 } })),
  )
}

export const SKILL_CASES = [
  reference({
    name: 'a spread that is met exactly holds',
    why: '5 apart, at most 5',
    queue: spread(5),
    tickets: [rated('a', 20), rated('b', 25)],
    matches: [['a', 'b']],
  }),
  reference({
    name: 'a spread beyond the limit does not',
    why: '5.001 apart, at most 5',
    queue: spread(5),
    tickets: [rated('a', 20), rated('b', 25.001)],
    nowMs: 1e6,
    matches: [],
  }),
  reference({
    name: 'the spread is of all, not of neighbours',
    why: 'each neighbour is within 5 but the ends are 9 apart',
    queue: { ...spread(5), teams: [{ name: 'side', playersMin: 1, playersMax: 1, quantity: 3, roles: [] }] },
    tickets: [rated('a', 20), rated('b', 24.5), rated('c', 29)],
    nowMs: 1e6,
    matches: [],
  }),
  reference({
    name: 'a linear limit is not reached yet',
    why: 'after 4,900 ms the limit is 4.9',
    queue: widens,
    tickets: [rated('a', 20), rated('b', 25)],
    nowMs: 4_900,
    matches: [],
  }),
  reference({
    name: 'a linear limit is reached between its points',
    why: 'after 5,000 ms the limit is 5',
    queue: widens,
    tickets: [rated('a', 20), rated('b', 25)],
    nowMs: 5_000,
    matches: [['a', 'b']],
  }),
  reference({
    name: 'a stepped limit does not move between its points',
    why: 'after 9,999 ms the limit is 0 as at first',
    queue: steps,
    tickets: [rated('a', 20), rated('b', 25)],
    nowMs: 9_999,
    matches: [],
  }),
  reference({
    name: 'a stepped limit moves at its point',
    why: 'after 10,000 ms the limit is 10',
    queue: steps,
    tickets: [rated('a', 20), rated('b', 25)],
    nowMs: 10_000,
    matches: [['a', 'b']],
  }),
  reference({
    name: 'a limit is flat after its last point',
    why: 'it is 10 for ever, and they are 11 apart',
    queue: widens,
    tickets: [rated('a', 20), rated('b', 31)],
    nowMs: 1e6,
    matches: [],
  }),
  reference({
    name: 'each: who came late must accept too',
    why: 'the one who waited 10 s accepts 10, the other after 2 s only 2',
    queue: { ...widens, waitOf: WaitOf.EACH },
    tickets: early,
    nowMs: 10_000,
    matches: [],
  }),
  reference({
    name: 'each: both accept',
    why: 'the one who came late has waited 5 s',
    queue: { ...widens, waitOf: WaitOf.EACH },
    tickets: early,
    nowMs: 13_000,
    matches: [['a', 'b']],
  }),
  reference({
    name: 'oldest: the longest wait counts for all',
    why: 'after 5 s the limit is 5, whenever the other came',
    queue: { ...widens, waitOf: WaitOf.OLDEST },
    tickets: [rated('a', 20), rated('b', 25, 5_000)],
    nowMs: 5_000,
    matches: [['a', 'b']],
  }),
  reference({
    name: 'newest: the shortest wait counts for all',
    why: 'one has waited 12.9 s, the other 4.9 s',
    queue: { ...widens, waitOf: WaitOf.NEWEST },
    tickets: early,
    nowMs: 12_900,
    matches: [],
  }),
  reference({
    name: 'newest: and is enough in time',
    why: 'the other has waited 5 s',
    queue: { ...widens, waitOf: WaitOf.NEWEST },
    tickets: early,
    nowMs: 13_000,
    matches: [['a', 'b']],
  }),
  reference({
    name: 'who has no skill is not matched by it',
    why: 'b lacks the attribute and it has no fallback; there is not even a limit',
    queue: skill({}),
    tickets: [rated('a', 20), solo({ id: 'b' })],
    nowMs: 1e6,
    matches: [],
  }),
  reference({
    name: 'uncertainty counts against a player',
    why: '25 less 2 x 5 is 15, as the other',
    queue: skill({ uncertaintyWeight: 2, matchSpreadMax: always(0) }),
    tickets: [solo({ id: 'a', is: { mu: 25, sigma: 5 } }), rated('b', 15), rated('c', 25)],
    matches: [['a', 'b']],
  }),
  reference({
    name: 'a party counts as the mean of its best and its mean, and more for company',
    why: '(30 + 25) / 2 and 1 for the second player are 28.5',
    queue: {
      ...sides(2),
      ...skill({
        partyAggregate: Aggregate.MEAN_OF_MAX_AND_MEAN,
        partyBonusPerExtraPlayer: 1,
        matchSpreadMax: always(0),
      }),
    },
    tickets: [duo('p', 20, 30), rated('a', 28.5), rated('b', 28.5), rated('c', 25)],
    matches: [['p', 'a', 'b']],
  }),
  reference({
    name: 'teams are split so that their gap holds',
    why: 'only 10 + 40 against 20 + 30 has equal means',
    queue: { ...sides(2), ...skill({ teamGapMax: always(0) }) },
    tickets: [rated('a', 10), rated('b', 20), rated('c', 30), rated('d', 40)],
    matches: [['a', 'b', 'c', 'd']],
  }),
  reference({
    name: 'no split of the teams is even enough',
    why: 'the best split, 10 + 41 against 20 + 30, is 0.5 apart',
    queue: { ...sides(2), ...skill({ teamGapMax: always(0.4) }) },
    tickets: [rated('a', 10), rated('b', 20), rated('c', 30), rated('d', 41)],
    nowMs: 1e6,
    matches: [],
  }),
  reference({
    name: 'a win chance within the limit',
    why: '1 against 0 of skill wins 0.5673 of games',
    queue: skill({ winChanceMax: always(0.5674) }),
    tickets: [rated('a', 25), rated('b', 26)],
    matches: [['a', 'b']],
  }),
  reference({
    name: 'even teams are within the strictest win chance',
    why: 'both have 0.5, and 0.5 is the limit',
    queue: skill({ winChanceMax: always(0.5) }),
    tickets: [rated('a', 25), rated('b', 25)],
    matches: [['a', 'b']],
  }),
  reference({
    name: 'a win chance beyond the limit',
    why: '1 against 0 of skill wins 0.5673 of games',
    queue: skill({ winChanceMax: always(0.567) }),
    tickets: [rated('a', 25), rated('b', 26)],
    nowMs: 1e6,
    matches: [],
  }),
  reference({
    name: 'uncertain skills make an outcome less certain',
    why: 'with sigma 8 each, a gap of 1 wins 0.531 of games',
    queue: skill({ winChanceMax: always(0.54) }),
    tickets: [solo({ id: 'a', is: { mu: 25, sigma: 8 } }), solo({ id: 'b', is: { mu: 26, sigma: 8 } })],
    matches: [['a', 'b']],
  }),
  reference({
    name: 'a match below the least quality is not made',
    why: 'a gap of 5 is a quality of 2 x 0.198 = 0.396',
    queue: { ...skill({}), quality: { ...DUEL.quality, qualityMin: always(0.4) } },
    tickets: [rated('a', 20), rated('b', 25)],
    nowMs: 1e6,
    matches: [],
  }),
  reference({
    name: 'the least quality falls with the wait',
    why: 'of both tickets the strictest, and after 10 s it is 0.3',
    queue: { ...skill({}), quality: { ...DUEL.quality, qualityMin: widening(0.9, 0.3) } },
    tickets: [rated('a', 20), rated('b', 25)],
    nowMs: 10_000,
    matches: [['a', 'b']],
  }),
  reference({
    name: 'those who met lately make a worse match',
    why: 'of even skills the quality is 1 less 0.1, below 0.95; with c it is 1',
    queue: { ...skill({}), quality: { ...DUEL.quality, qualityMin: always(0.95), recentOpponents: 5 } },
    tickets: [
      solo({ id: 'a', is: { mu: 25, sigma: 0 }, met: ['b'] }),
      solo({ id: 'b', is: { mu: 25, sigma: 0 }, met: ['a'] }),
      solo({ id: 'c', is: { mu: 30, sigma: 0 } }),
    ],
    nowMs: 1e6,
    matches: [],
  }),
  reference({
    name: 'of several matches the even one',
    why: 'a has waited as long as the others; 25 against 25.5 is better than 25 against 29',
    queue: spread(10),
    tickets: [rated('a', 25), rated('b', 29), rated('c', 25.5)],
    matches: [['a', 'c']],
    isChoice: true,
  }),
  reference({
    name: 'nobody jumps a very long wait',
    why: 'b and c are even, but a has waited ten minutes and any opponent will do',
    queue: spread(10),
    tickets: [rated('a', 20), rated('b', 25, 599_000), rated('c', 25, 599_000)],
    nowMs: 600_000,
    matches: [['a', 'b']],
    isChoice: true,
  }),
]
