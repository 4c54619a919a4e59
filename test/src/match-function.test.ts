// The match function of docs/MATCHMAKING.md compiles as it stands there, and its proposals hold; in other queues it is the built-in
// search.

import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { holds, type MatchFunction, matchFunction, viewOf } from '@tickwire/server/match-function'
import { REFERENCE_CASES } from '@tickwire/server/testing'
import t from 'tap'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
/** Inside this package, so that its dependencies are found. */
const FOLDER = `${ROOT}test/dist/match-function`

async function compiled(): Promise<MatchFunction> {
  const page = readFileSync(`${ROOT}docs/MATCHMAKING.md`, 'utf8')
  const section = page.slice(page.indexOf('## Writing a match function'))
  const code = /```ts\n([\s\S]*?)```/.exec(section)?.[1]
  if (code === undefined) throw new Error('docs/MATCHMAKING.md has no example of a match function')
  rmSync(FOLDER, { recursive: true, force: true })
  mkdirSync(FOLDER, { recursive: true })
  writeFileSync(`${FOLDER}/duels.ts`, code)
  writeFileSync(`${FOLDER}/package.json`, '{ "type": "module" }')
  const compilerOptions = { composite: false, incremental: false }
  writeFileSync(`${FOLDER}/tsconfig.json`, JSON.stringify({ extends: '../../../tsconfig.base.json', compilerOptions }))
  execFileSync(process.execPath, [`${ROOT}node_modules/typescript/bin/tsc`, '-p', '.'], { cwd: FOLDER, stdio: 'pipe' })
  const loaded = (await import(pathToFileURL(`${FOLDER}/duels.js`).href)) as { readonly default: MatchFunction }
  return loaded.default
}

t.test("the documentation's match function compiles, and what it proposes holds", async (t) => {
  const find = await compiled()
  const base = REFERENCE_CASES.find(
    ({ pool }) => pool.config.teams.length === 1 && pool.config.rules.length === 0,
  )!.pool
  const config = {
    ...base.config,
    name: 'duel',
    teams: [{ name: 'side', playersMin: 1, playersMax: 1, quantity: 2, roles: [] }],
    skill: undefined,
    latency: undefined,
  }
  const person = (playerId: string) => ({
    playerId,
    attributes: {},
    latencyMsByRegion: {},
    roles: [],
    recentOpponents: [],
  })
  const tickets = ['a', 'b', 'c', 'd', 'e'].map((id, i) => {
    return { ticketId: id, version: 1, enqueuedMs: 100 - i, players: [person(id)], avoid: [] }
  })
  const pool = { config, tickets, backfills: [] }
  const proposals = find(pool, 1_000, 1)
  t.same(
    proposals.map(({ tickets }) => tickets.map(({ ticketId }) => ticketId)),
    [
      ['e', 'd'],
      ['c', 'b'],
    ],
  )
  for (const proposal of proposals) t.same(holds(viewOf(pool), proposal, 1_000).problems, [])
  for (const { name, pool, nowMs } of REFERENCE_CASES.slice(0, 5)) {
    const other = { ...pool, config: { ...pool.config, name: 'other' } }
    t.same(find(other, nowMs, 1), matchFunction(other, nowMs, 1), name)
  }
})
