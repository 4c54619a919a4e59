// Sizes of teams, matches that are not full, bots, parties, and whom players avoid.

import { party, solo } from '../testing.js'
import { always, rated, reference, sides, skill } from './sketch.js'

const a = solo({ id: 'a' })
const b = solo({ id: 'b' })
const c = solo({ id: 'c' })
const d = solo({ id: 'd' })
const duo = (id: string, sinceMs = 0) => party(id, [{ id: `${id}-1` }, { id: `${id}-2` }], { sinceMs })

export const TEAM_CASES = [
  reference({
    name: 'two players make a duel',
    why: 'the plainest queue',
    tickets: [a, b],
    matches: [['a', 'b']],
  }),
  reference({ name: 'one player makes nothing', why: 'each side wants one', tickets: [a], matches: [], nowMs: 1e6 }),
  reference({
    name: 'four players make two duels',
    why: 'nobody waits for whom there is a match',
    queue: skill({ matchSpreadMax: always(1) }),
    tickets: [rated('a', 10), rated('b', 10), rated('c', 30), rated('d', 30)],
    matches: [
      ['a', 'b'],
      ['c', 'd'],
    ],
  }),
  reference({
    name: 'three players of 2v2 wait for a fourth',
    why: 'playersMin is 2 for both sides, and there are no bots',
    queue: sides(2),
    tickets: [a, b, c],
    nowMs: 1e6,
    matches: [],
  }),
  reference({
    name: 'a match that is not full waits fillForMs',
    why: 'the oldest ticket has waited 4,999 of 5,000 ms',
    queue: sides(2, { playersMin: 1 }),
    tickets: [a, solo({ id: 'b', sinceMs: 4_000 }), solo({ id: 'c', sinceMs: 4_000 })],
    nowMs: 4_999,
    matches: [],
  }),
  reference({
    name: 'after fillForMs it is made with all who are there',
    why: 'the oldest ticket has waited 5,000 ms; three in one match are better than two and one left',
    queue: sides(2, { playersMin: 1 }),
    tickets: [a, solo({ id: 'b', sinceMs: 4_000 }), solo({ id: 'c', sinceMs: 4_000 })],
    nowMs: 5_000,
    matches: [['a', 'b', 'c']],
    isChoice: true,
  }),
  reference({
    name: 'a full match does not wait fillForMs',
    why: 'all four seats are taken',
    queue: sides(2, { playersMin: 1 }),
    tickets: [a, b, c, d],
    matches: [['a', 'b', 'c', 'd']],
  }),
  reference({
    name: 'no bots before botsAfterMs',
    why: 'it has waited 9,999 of 10,000 ms',
    queue: { botsAfterMs: 10_000 },
    tickets: [a],
    nowMs: 9_999,
    matches: [],
  }),
  reference({
    name: 'bots fill up to playersMin after botsAfterMs',
    why: 'the oldest ticket has waited 10,000 ms',
    queue: { botsAfterMs: 10_000 },
    tickets: [a],
    nowMs: 10_000,
    matches: [['a']],
  }),
  reference({
    name: 'bots do not fill beyond playersMin',
    why: 'one and a bot are playersMin of each side, and the match that is not full has waited',
    queue: { ...sides(2, { playersMin: 1 }), botsAfterMs: 1_000 },
    tickets: [a],
    nowMs: 5_000,
    matches: [['a']],
  }),
  reference({
    name: 'bots and fillForMs both hold for a match that is not full',
    why: 'bots might play, but seats are still open and 5,000 ms are not over',
    queue: { ...sides(2, { playersMin: 1 }), botsAfterMs: 1_000 },
    tickets: [a],
    nowMs: 4_999,
    matches: [],
  }),
  reference({
    name: 'a party stays in one team',
    why: 'the two of the party are one side, the two alone the other',
    queue: sides(2),
    tickets: [duo('p'), a, b],
    matches: [['p', 'a', 'b']],
  }),
  reference({
    name: 'a party is matched whole or not at all',
    why: 'two sides of one each have no seat for a party of two',
    queue: { party: { sizeMax: 2, skillSpreadMax: [], teamPartySizeGapMax: [], soloOnly: false } },
    tickets: [duo('p'), a],
    matches: [],
  }),
  reference({
    name: 'a party of the largest size is taken',
    why: 'sizeMax is 2',
    queue: sides(2),
    tickets: [duo('p'), duo('q')],
    matches: [['p', 'q']],
  }),
  reference({
    name: 'a party above sizeMax is not',
    why: 'sizeMax is 1, though a team has two seats',
    queue: { ...sides(2), party: { sizeMax: 1, skillSpreadMax: [], teamPartySizeGapMax: [], soloOnly: false } },
    tickets: [duo('p'), a, b],
    matches: [],
  }),
  reference({
    name: 'soloOnly takes nobody with company',
    why: 'a queue for players alone',
    queue: { ...sides(2), party: { sizeMax: 2, skillSpreadMax: [], teamPartySizeGapMax: [], soloOnly: true } },
    tickets: [duo('p'), a, b, c, d],
    matches: [['a', 'b', 'c', 'd']],
  }),
  reference({
    name: 'a party is not set against players alone',
    why: 'the largest parties of the sides, 2 and 1, are further apart than 0',
    queue: { ...sides(2), party: { sizeMax: 2, skillSpreadMax: [], teamPartySizeGapMax: always(0), soloOnly: false } },
    tickets: [duo('p'), a, b],
    nowMs: 1e6,
    matches: [],
  }),
  reference({
    name: 'a party is set against a party of its size',
    why: 'the gap is 0',
    queue: { ...sides(2), party: { sizeMax: 2, skillSpreadMax: [], teamPartySizeGapMax: always(0), soloOnly: false } },
    tickets: [duo('p'), a, b, duo('q')],
    matches: [['p', 'q']],
  }),
  reference({
    name: 'friends of unlike skill may not queue together',
    why: 'best less worst of the party is 11, above 10',
    queue: {
      ...sides(2),
      ...skill({}),
      party: { sizeMax: 2, skillSpreadMax: always(10), teamPartySizeGapMax: [], soloOnly: false },
    },
    tickets: [
      party('p', [
        { id: 'p-1', is: { mu: 30 } },
        { id: 'p-2', is: { mu: 19 } },
      ]),
      rated('a', 25),
      rated('b', 24),
    ],
    nowMs: 1e6,
    matches: [],
  }),
  reference({
    name: 'nobody is with somebody whom they avoid',
    why: 'a avoids b; it does not matter who of them waited first',
    tickets: [solo({ id: 'a', avoid: ['b'] }), b],
    nowMs: 1e6,
    matches: [],
  }),
  reference({
    name: 'not even in the same team',
    why: 'avoiding is about the match',
    queue: sides(2),
    tickets: [solo({ id: 'a', avoid: ['b'] }), b, c, d],
    nowMs: 1e6,
    matches: [],
  }),
  reference({
    name: 'who avoids a friend plays with them nonetheless',
    why: 'a party chose itself; avoiding is about others',
    queue: sides(2),
    tickets: [{ ...duo('p'), avoid: ['p-2'] }, a, b],
    matches: [['p', 'a', 'b']],
  }),
  reference({
    name: 'with others both are matched',
    why: 'a and c, or b and c, but only one of them; a waits longer',
    tickets: [solo({ id: 'a', avoid: ['b'] }), solo({ id: 'b', sinceMs: 50_000 }), solo({ id: 'c', sinceMs: 50_000 })],
    nowMs: 60_000,
    matches: [['a', 'c']],
    isChoice: true,
  }),
]
