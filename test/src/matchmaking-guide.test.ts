// What docs/MATCHMAKING.md shows works: its queues are right as they stand, odd in nothing, and make matches; its client waits, accepts
// and plays. The match function has a test of its own (`match-function`).

import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import arena from '@tickwire/arena'
import { type Client, connect } from '@tickwire/client'
import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import type { QueueOptions } from '@tickwire/server'
import { holds, matchFunction, type PoolTicket, viewOf } from '@tickwire/server/match-function'
import { queueSurroundings, resolveQueues } from '@tickwire/server/queue-config'
import t from 'tap'
import { startArena } from './arena-server.js'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
/** Inside this package, so that its dependencies are found. */
const FOLDER = `${ROOT}test/dist/matchmaking-guide`

const page = readFileSync(`${ROOT}docs/MATCHMAKING.md`, 'utf8')

/** The first block of a language in a section. */
function block(section: string, language: string): string {
  const from = page.indexOf(`## ${section}\n`)
  const found = new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(page.slice(from))?.[1]
  if (from < 0 || found === undefined) throw new Error(`docs/MATCHMAKING.md: no ${language} block in "${section}"`)
  return found
}

const written = (section: string) => JSON.parse(block(section, 'json')) as QueueOptions[]

/** So many alone who wait, all alike but for their wishes. */
function waiting(roles: readonly string[]): PoolTicket[] {
  return roles.map((role, i) => ({
    ticketId: `t${i}`,
    version: 1,
    enqueuedMs: 0,
    avoid: [],
    players: [
      {
        playerId: `p${i}`,
        attributes: { mu: { number: 25 + (i % 3) }, sigma: { number: 2 } },
        latencyMsByRegion: { eu: 20 + i },
        roles: role === '' ? [] : [role],
        recentOpponents: [],
      },
    ],
  }))
}

function matchesOf(config: QueueConfig, tickets: readonly PoolTicket[]) {
  const pool = { config, tickets, backfills: [] }
  const proposals = matchFunction(pool, 1_000, 1)
  for (const proposal of proposals) t.same(holds(viewOf(pool), proposal, 1_000).problems, [])
  return proposals
}

t.test('the queues of the page are right, and make matches', async (t) => {
  const surroundings = queueSurroundings([arena], 'eu')
  const [duel] = resolveQueues(written('A 1v1 queue in five lines'), surroundings)
  t.equal(matchesOf(duel!, waiting(['', ''])).length, 1)
  const [ranked] = resolveQueues(written('Ranked 5v5 with roles'), surroundings)
  const wishes = ['tank', 'heal', 'hit', 'hit', 'hit', 'tank', 'heal', 'hit', 'hit', 'hit']
  const [match, ...more] = matchesOf(ranked!, waiting(wishes))
  t.same(more, [])
  for (const { players } of match!.teams) {
    t.same(players.map(({ role }) => role).sort(), ['heal', 'hit', 'hit', 'hit', 'tank'])
  }
  t.same(matchesOf(ranked!, waiting(wishes.map((role) => (role === 'heal' ? 'hit' : role)))), [], 'nobody heals')
})

type Play = (client: Client) => Promise<{ readonly roomId: string; leave(): void }>

async function guidedClient(): Promise<Play> {
  rmSync(FOLDER, { recursive: true, force: true })
  mkdirSync(FOLDER, { recursive: true })
  const code = `import arena from '@tickwire/arena'
import { arenaSchema as schema } from '@tickwire/arena/schema'
import type { Client } from '@tickwire/client'
import { Answer, matchmakingService, TicketStatus } from '@tickwire/client/matchmaking'
import type { ServiceType } from '@tickwire/protocol'

const service = arena.service as ServiceType

export async function play(client: Client) {
${block('A 1v1 queue in five lines', 'ts')}
  return room
}
`
  writeFileSync(`${FOLDER}/client.ts`, code)
  writeFileSync(`${FOLDER}/package.json`, '{ "type": "module" }')
  const compilerOptions = { composite: false, incremental: false }
  writeFileSync(`${FOLDER}/tsconfig.json`, JSON.stringify({ extends: '../../../tsconfig.base.json', compilerOptions }))
  execFileSync(process.execPath, [`${ROOT}node_modules/typescript/bin/tsc`, '-p', '.'], { cwd: FOLDER, stdio: 'pipe' })
  const loaded = (await import(pathToFileURL(`${FOLDER}/client.js`).href)) as { readonly play: Play }
  return loaded.play
}

t.test("the page's client compiles, and two of it meet in a room", async (t) => {
  const play = await guidedClient()
  const { url } = await startArena(t, { queues: written('A 1v1 queue in five lines') })
  const rooms = await Promise.all(
    ['Ada', 'Ben'].map(async (displayName) => {
      const client = await connect({ url })
      t.teardown(() => client.close())
      await client.login({ displayName })
      const room = await play(client)
      t.teardown(() => room.leave())
      return room.roomId
    }),
  )
  t.equal(rooms[0], rooms[1])
})
