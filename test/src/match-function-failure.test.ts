// A team's match function that throws for one queue of a real server: that queue alone stands still, players wait on, operators see why,
// and the other queue matches.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { QueueOptions } from '@tickwire/server'
import t, { type Test } from 'tap'
import { startArena } from './arena-server.js'

const TEAMS = [{ name: 'side', playersMin: 1, playersMax: 1, quantity: 2 }]
const queue = (name: string): QueueOptions => ({ name, roomKind: 'arena', teams: TEAMS, skill: {}, cycleMs: 50 })

/** The built-in search, but for one queue. */
function moduleThatThrows(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'tickwire-match-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const builtIn = JSON.stringify(import.meta.resolve('@tickwire/server/match-function'))
  const path = join(folder, 'match.mjs')
  writeFileSync(
    path,
    `import { matchFunction } from ${builtIn}
export default (pool, nowMs, seed) => {
  if (pool.config.name === 'bad') throw new Error('divided by zero players')
  return matchFunction(pool, nowMs, seed)
}`,
  )
  return path
}

const passed = () => new Promise((resolve) => setTimeout(resolve, 20))

t.test('the other queue goes on, and operators see what is wrong with this one', async (t) => {
  const queues = [queue('bad'), queue('good')]
  const { server } = await startArena(t, { queues, matchFunction: moduleThatThrows(t) })
  const { requests, matchmaker } = server.app.matchmaking
  const { desk } = matchmaker
  const wait = (playerId: string, name: string) => {
    const player = { playerId, attributes: {}, latencyMsByRegion: {}, roles: [] }
    return requests.createFor('test', name, [player], playerId).ticketId
  }
  wait('ada', 'bad')
  const ticketId = wait('bob', 'bad')
  while (desk.stats(['bad'])[0]!.matcherDown === undefined) await passed()
  t.match(desk.stats(['bad']), [
    { tickets: 2, matcherDown: /has failed, and begins again in \d+ s: .*divided by zero/ },
  ])
  t.match(desk.alerts(), [/^queue bad: its matcher has failed/])
  t.match((await desk.explain(ticketId)).ticket, { ticketId, queue: 'bad' })
  for (const playerId of ['cyd', 'dan', 'eve', 'fay']) wait(playerId, 'good')
  while (desk.census()[1]!.matches < 2) await passed()
  t.match(desk.census(), [
    { queue: 'bad', tickets: 2, matches: 0 },
    { queue: 'good', tickets: 0, isMatcherDown: false, matcherFailures: 0 },
  ])
  const metrics = await server.metrics.registry.metrics()
  t.match(metrics, /tickwire_queue_matcher_failures_total\{queue="bad"\} [1-9]/)
})
