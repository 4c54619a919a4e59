// That the reference cases say what the judge says: all matches that hold are found by trying all.

import t from 'tap'
import type { Proposal } from '../../model.js'
import { type ExpectedMatch, type ReferenceCase, referenceProblems } from './case.js'
import { REFERENCE_CASES } from './cases.js'
import { allMatches } from './exhaustive.js'

const isOf = (match: ExpectedMatch, found: ExpectedMatch) => {
  return (
    [...match.tickets].sort().join() === [...found.tickets].sort().join() &&
    match.backfill === found.backfill &&
    (match.region === undefined || match.region === found.region)
  )
}

for (const reference of REFERENCE_CASES) {
  t.test(reference.name, async (t) => {
    const { pool, nowMs, matches, isChoice } = reference
    const found = allMatches(pool, nowMs)
    for (const match of matches)
      t.ok(
        found.some((other) => isOf(match, other)),
        `${match.tickets} holds`,
      )
    const taken = new Set(matches.flatMap(({ tickets }) => tickets))
    const rooms = new Set(matches.flatMap(({ backfill }) => backfill ?? []))
    const left = found.filter(({ tickets, backfill }) => {
      return !tickets.some((id) => taken.has(id)) && (backfill === undefined || !rooms.has(backfill))
    })
    t.same(left, [], 'nothing that is left could be matched')
    const others = found.filter((other) => !matches.some((match) => isOf(match, other)))
    t.equal(others.length > 0, isChoice, isChoice ? 'there is a choice' : 'nothing else holds')
  })
}

t.test('names are told apart', async (t) => {
  t.equal(new Set(REFERENCE_CASES.map(({ name }) => name)).size, REFERENCE_CASES.length)
})

t.test('a match function that says something else is told what', async (t) => {
  const [duel] = REFERENCE_CASES as [ReferenceCase]
  const right: Proposal = {
    tickets: ['b', 'a'].map((ticketId) => ({ ticketId, version: 1 })),
    teams: ['a', 'b'].map((playerId, i) => {
      return { team: `side${i + 1}`, players: [{ playerId, role: undefined }], bots: 0 }
    }),
    region: undefined,
    quality: 1,
    backfill: undefined,
  }
  t.same(
    referenceProblems(() => [right], duel),
    [],
  )
  t.same(
    referenceProblems(() => [], duel),
    ['not proposed: a + b (proposed: nothing)'],
  )
  t.same(
    referenceProblems(() => [right, right], duel),
    ['ticket b is in two proposals', 'ticket a is in two proposals'],
  )
  t.same(
    referenceProblems(() => [{ ...right, region: 'eu' }], { ...duel, matches: [] }),
    ['a + b in eu: regions: 1 against 0 (eu)', 'proposed: a + b in eu'],
  )
})
