// The isolation bench with a small room and a small flood: the flood must really arrive, and hostile ones be answered as such.

import { test } from 'tap'
import { runOf } from '../testing.js'
import { isolationRows } from './isolation.js'

test('every flood reaches the server, and the room is measured beside it', async (t) => {
  const { run, told } = runOf()
  const size = { players: 120, callsPerSecond: 500, connections: 4, polls: 10, seconds: 1 }
  const rows = await isolationRows(run, size)
  t.equal(rows.length, 5)
  for (const { case: name, ours, theirs } of rows) t.ok(ours > 0 && theirs !== null && theirs > 0, name)
  const counts = (kind: string) => {
    const text = told.find((line) => line.includes(`${kind} calls/s: `) && line.includes('sent'))
    const [, sent, answered, closed] = /: (\d+) calls sent, (\d+) answered, (\d+) connections/
      .exec(text ?? '')!
      .map(Number)
    return { sent: sent!, answered: answered!, closed: closed! }
  }
  const valid = counts('valid')
  t.ok(valid.sent > 250 && valid.answered > 0.8 * valid.sent && valid.closed === 0, JSON.stringify(valid))
  const unknown = counts('unknown')
  t.ok(unknown.answered > 0 && unknown.closed > 0, `struck out in the end: ${JSON.stringify(unknown)}`)
  t.ok(counts('malformed').closed > 10, 'each connection is closed at its third strike')
})
