// The isolation bench with a small room and a small flood: the flood must really arrive, and hostile ones be answered as such.

import { test } from 'tap'
import { runOf } from '../testing.js'
import { isolationRows } from './isolation.js'

test('every flood reaches the server, and the room is measured beside it', async (t) => {
  const { run, told } = runOf()
  const size = {
    players: 120,
    callsPerSecond: 500,
    connections: 4,
    addresses: 16,
    polls: 80,
    waiting: { tickets: 500, arrivalsPerSecond: 50 },
    matchingRounds: 1,
    seconds: 2,
  }
  const rows = await isolationRows(run, size)
  t.equal(rows.length, 7)
  for (const { case: name, ours, theirs } of rows) t.ok(ours > 0 && theirs !== null && theirs > 0, name)
  const counts = (what: string) => {
    const text = told.find((line) => line.includes(`${what}: `) && line.includes('sent'))
    const [, sent, answered, closed, refused] =
      /: (\d+) calls sent, (\d+) answered, (\d+) connections closed, (\d+) refused/.exec(text ?? '')!.map(Number)
    return { sent: sent!, answered: answered!, closed: closed!, refused: refused! }
  }
  const valid = counts('valid calls/s')
  t.ok(valid.sent > 250 && valid.answered > 0.8 * valid.sent && valid.closed === 0, JSON.stringify(valid))
  for (const what of ['unknown calls/s', 'malformed calls/s', 'malformed calls/s from 16 addresses']) {
    const hostile = counts(what)
    t.ok(
      hostile.answered > 0 && hostile.answered < 0.6 * hostile.sent && hostile.closed > 0,
      `${what}: not heard any more, then closed: ${JSON.stringify(hostile)}`,
    )
  }
  const waiting = told.find((line) => /\d+ wait, \d+ came/.test(line)) ?? ''
  const [, wait, came] = /(\d+) wait, (\d+) came, cycle p99 \d+ ms/.exec(waiting)!.map(Number)
  t.ok(wait! > 300 && came! >= 40, waiting)
})
