// A server that falls behind sends less and so costs less: the rows must say it.

import { test } from 'tap'
import { type Figures, timedRows } from './colyseus.js'

const SECONDS = 4
const CLIENTS = 10

/** A window in which each client got so many messages a second, each for so much CPU time. */
function windowOf(ratePerClient: number, cpuUsPerMessage: number): Figures {
  const messages = ratePerClient * CLIENTS * SECONDS
  return {
    messages,
    bytes: messages,
    seconds: SECONDS,
    clients: CLIENTS,
    useful: 1,
    cpuMs: (messages * cpuUsPerMessage) / 1000,
    rigCpuPercent: 10,
    latenessP99Ms: 1,
    sizes: [1],
    largest: 1,
    intervalP99Ms: 50,
    backMs: [],
    closed: 0,
  }
}

test('a server that keeps its rate is one row of CPU time', (t) => {
  const rows = timedRows('x', { ours: [windowOf(20, 30)], theirs: [windowOf(19.9, 20)] })
  t.equal(rows.length, 1)
  t.match(rows[0], { metric: 'server CPU per client-message', ours: 30, theirs: 20, ratio: 1.5 })
  t.end()
})

test('one that does not has its rate beside it', (t) => {
  const rows = timedRows('x', { ours: [windowOf(20, 30)], theirs: [windowOf(12, 20)] })
  t.match(rows[1], { metric: 'messages per client', better: 'higher', ours: 20, theirs: 12 })
  t.end()
})
