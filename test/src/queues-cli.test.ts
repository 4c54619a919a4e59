// Queues as an operator handles them on the command line, against a server that runs: what is printed, and how commands end.

import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { QueueStats, TicketExplanation } from '@tickwire/gen-nodejs/admin.types.js'
import type { Ticket } from '@tickwire/gen-nodejs/matchmaking.types.js'
import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import type { QueueOptions } from '@tickwire/server'
import t, { type Test } from 'tap'
import { startArena } from './arena-server.js'

const TICKWIRE = fileURLToPath(new URL('../../../cli/dist/main.js', import.meta.url))
const TEAMS = [{ name: 'side', playersMin: 1, playersMax: 1, quantity: 2 }]
const DUEL: QueueOptions = { name: 'duel', roomKind: 'arena', teams: TEAMS, skill: {} }
const OPERATOR = { name: 'ada', role: 'admin' as const, token: 'o'.repeat(32) }

interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

async function operating(t: Test) {
  const { server, adminPort } = await startArena(t, { queues: [DUEL], operators: [OPERATOR] })
  const folder = t.testdir({ token: OPERATOR.token })
  const tickwire = (...args: string[]) =>
    new Promise<Ended>((resolve) => {
      const at = ['--url', `http://127.0.0.1:${adminPort}`, '--token-file', join(folder, 'token')]
      const child = execFile(process.execPath, [TICKWIRE, ...args, ...at], (_, out, err) => {
        resolve({ code: child.exitCode ?? -1, out, err })
      })
    })
  const json = async <T>(...args: string[]): Promise<T> => {
    const { code, out, err } = await tickwire(...args, '--json')
    if (code !== 0) throw new Error(`tickwire ${args.join(' ')} ended with ${code}: ${err}`)
    return JSON.parse(out) as T
  }
  const file = (name: string, value: unknown): string => {
    const path = join(folder, name)
    writeFileSync(path, JSON.stringify(value))
    return path
  }
  const { requests } = server.app.matchmaking
  const wait = (playerId: string) =>
    requests.createFor('test', 'duel', [{ playerId, attributes: {}, latencyMsByRegion: {}, roles: [] }], playerId)
      .ticketId
  return { tickwire, json, file, wait }
}

t.test('queues and tickets are seen, explained and taken back', async (t) => {
  const { tickwire, json, wait } = await operating(t)
  const ticketId = wait('bob')
  t.match(await json<QueueStats[]>('queues'), [{ queue: 'duel', tickets: 1 }])
  t.match(await tickwire('queues'), { code: 0, out: /^QUEUE +OPEN +TICKETS.* MATCHER *\nduel +yes +1 +1 .* runs *\n/ })
  t.match(await json<Ticket[]>('tickets', 'duel'), [{ ticketId, players: ['bob'] }])
  t.match(await tickwire('tickets', 'duel'), { code: 0, out: /SEARCHING +\d+ +1 +bob/ })
  t.match(await json<TicketExplanation>('explain', ticketId), { ticket: { ticketId }, compared: 0 })
  t.match(await tickwire('explain', ticketId), { code: 0, out: /^It has waited / })
  t.match(await tickwire('cancel', ticketId, '--why', 'a test'), { code: 0, out: `${ticketId} is cancelled\n` })
})

t.test('a queue is tried, edited by what it says of itself or by a file of queues, paused and removed', async (t) => {
  const { tickwire, json, file } = await operating(t)
  const config = await json<QueueConfig>('queue', 'duel')
  const whole = file('whole.json', { ...config, cycleMs: 1_000 })
  const trial = await tickwire('queue', 'try', whole, '--seconds', '60')
  t.match(trial, { code: 0, out: /^duel +NOW +PROPOSED\n[\s\S]*drawn by chance/ })

  const short = file('short.json', [
    { ...DUEL, cycleMs: 2_000 },
    { ...DUEL, name: 'other' },
  ])
  const why = ['--why', 'a test']
  t.match(await tickwire('queue', 'edit', 'duel', whole, '--dry-run', ...why), {
    code: 0,
    out: 'duel would be at version 2\n',
  })
  t.match(await json<QueueConfig>('queue', 'edit', 'duel', whole, ...why), { version: 2, cycleMs: 1_000 })
  t.match(await json<QueueConfig>('queue', 'edit', 'duel', short, ...why), { version: 3, cycleMs: 2_000 })
  t.match(await json<QueueConfig>('queue', 'edit', 'other', short, ...why), { version: 1, name: 'other' })
  t.same(await json<QueueConfig[]>('queue', 'export'), [
    { ...DUEL, cycleMs: 2_000 },
    { ...DUEL, name: 'other' },
  ])
  t.match(await tickwire('queue', 'pause', 'duel', ...why), { code: 0, out: 'duel is paused\n' })
  t.match(await tickwire('queue', 'duel'), { code: 0, out: /^queue +duel\nversion +4\nopen +no\ntickets waiting +0\n/ })
  t.match(await tickwire('queue', 'open', 'duel', ...why), { code: 0, out: 'duel is open\n' })
  t.match(await tickwire('queue', 'remove', 'duel', ...why), { code: 0, out: 'duel is removed\n' })
  t.match(await tickwire('queue', 'duel'), { code: 4, err: 'tickwire queue: no queue duel\n' })
})

t.test('what the server refuses ends as it does for other commands', async (t) => {
  const { tickwire, file } = await operating(t)
  const why = ['--why', 'a test']
  const good = file('good.json', DUEL)
  const bad = file('bad.json', { ...DUEL, cycleMs: 1 })
  const cases: [string[], number, RegExp][] = [
    [['queue', 'edit', 'duel', bad, ...why], 1, /cycleMs: is 1; use 50 to 10000/],
    [['queue', 'edit', 'duel', good, '--if-version', '7', ...why], 1, /at version 1, not 7/],
    [['queue', 'remove', 'gone', ...why], 4, /no queue gone/],
    [['explain', 'gone'], 4, /no ticket gone/],
  ]
  for (const [args, code, err] of cases) t.match(await tickwire(...args), { code, err }, args.join(' '))
})
