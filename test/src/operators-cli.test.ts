// `tickwire` as an operator types it: a server as a process of its own, the commands as processes, and what they print and
// how they end.

import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join as joinPath } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { AuditEntry, ConfigEntry, PlayerDetail, RoomDetail, StatsPoint } from '@tickwire/gen-nodejs/admin.types.js'
import t, { type Test } from 'tap'
import { join } from './arena-server.js'

const TICKWIRE = fileURLToPath(new URL('../../../cli/dist/main.js', import.meta.url))
const GAME = fileURLToPath(new URL('../../../games/arena/dist/src/game.js', import.meta.url))
const ANY_PORTS = ['--port', '0', '--thrift-port', '0', '--admin-port', '0', '--log-level', 'silent']
const NO_DRAIN = ['--drain-seconds', '0']

interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

function tickwire(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [TICKWIRE, ...args],
      { env: { ...process.env, ...env } },
      (_, out, err) => {
        resolve({ code: child.exitCode ?? -1, out, err })
      },
    )
  })
}

interface Serving {
  readonly http: string
  readonly admin: string
  readonly tokenFile: string | undefined
}

/** Runs `tickwire serve` until the end of the test. */
async function serving(t: Test, ...flags: string[]): Promise<Serving> {
  const child: ChildProcess = spawn(process.execPath, [TICKWIRE, 'serve', GAME, ...ANY_PORTS, ...NO_DRAIN, ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_ENV: '' },
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  t.teardown(async () => {
    child.kill('SIGTERM')
    await ended
  })
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
  const ready = /^ready (\S+) thrift \S+ admin (\S+)$/.exec((await lines.next()).value as string)
  if (ready === null) throw new Error('the server was not ready')
  const isConfigured = flags.includes('--operators')
  const tokenLine = isConfigured ? null : /^operator token in (.+)$/.exec((await lines.next()).value as string)
  return { http: ready[1]!, admin: new URL(ready[2]!).origin, tokenFile: tokenLine?.[1] }
}

t.test('a server without operators makes a token that this user alone can read, and commands find it', async (t) => {
  const { http, admin, tokenFile } = await serving(t)
  t.equal(statSync(tokenFile!).mode & 0o777, 0o600)
  t.ok(readFileSync(tokenFile!, 'utf8').trim().length >= 32)
  const run = async <T>(...args: string[]): Promise<T> => {
    const { code, out, err } = await tickwire([...args, '--url', admin, '--json'])
    if (code !== 0) throw new Error(`tickwire ${args.join(' ')} ended with ${code}: ${err}`)
    return JSON.parse(out) as T
  }
  const { client } = await join(t, http, 'Ada')
  const playerId = client.player!.playerId
  const [room] = await run<RoomDetail[]>('rooms')
  const { roomId } = room!.summary
  t.match(await run<RoomDetail>('room', roomId), { seats: [{ playerId, displayName: 'Ada', connected: true }] })
  t.match(await run<PlayerDetail[]>('players'), [{ playerId, roomIds: [roomId] }])
  t.match(await run<ConfigEntry>('config', 'notice', 'hi', '--why', 'manners'), { value: 'hi', version: 2 })
  const [newest] = (await run<StatsPoint[]>('stats', 'players')).slice(-1)
  t.match(newest, { values: { players: 1 } })
  await run('ban', playerId, '--minutes', '5', '--why', 'tests')
  t.match(await run('drain', '--why', 'the end', '--deadline', '1', '--wait'), { finished: true, roomsLeft: 0 })
  const audit = await run<AuditEntry[]>('audit', '--actor', 'local')
  t.same(
    audit.map(({ action, why, ok }) => `${action} ${why} ${ok}`),
    ['drain the end true', 'ban tests true', 'setConfig manners true'],
  )
})

t.test('tables are for people, exit codes for scripts', async (t) => {
  const token = 'x'.repeat(32)
  const operators = joinPath(t.testdir({}), 'operators')
  const auditFile = joinPath(t.testdirName, 'audit.jsonl')
  const tokenFile = joinPath(t.testdirName, 'token')
  writeFileSync(operators, `# who may\nvera viewer ${token}\n`)
  writeFileSync(tokenFile, `${token}\n`)
  const { admin } = await serving(t, '--operators', operators, '--audit', auditFile)
  const run = (...args: string[]) => tickwire([...args, '--url', admin, '--token-file', tokenFile])
  const status = await run('status')
  t.match(status, {
    code: 0,
    out: /^NODE +VERSION .*\n.* 0\.1\.0 [\s\S]*0 players in 0 rooms; nothing needs an eye\n$/,
  })
  t.match(await run('stats'), { code: 0, out: /^FIGURE +NOW .*COURSE\nrooms +0 +0 +0 +0 +▁+\n/ })
  t.match(await run('stats', 'luck'), { code: 1, err: /"luck" is none of rooms, players/ })
  t.match(await run('room', 'gone'), { code: 4, err: 'tickwire room: no room gone\n' })
  t.match(await run('kick', 'p1', '--why', 'tests'), { code: 5, err: /needs the role operator, not viewer/ })
  writeFileSync(tokenFile, 'y'.repeat(32))
  t.match(await run('status'), { code: 5, err: /no operator has this token/ })
  const lines = readFileSync(auditFile, 'utf8').trim().split('\n')
  t.match(
    lines.map((line) => JSON.parse(line) as AuditEntry),
    [
      { actor: 'vera', action: 'kick', ok: false, details: { code: 'FORBIDDEN' } },
      { actor: '-', action: 'login', ok: false },
    ],
  )
})

t.test('the help names every command, and so does a command that there is not', async (t) => {
  t.match(await tickwire(['--help']), { code: 0, out: / {2}serve [\s\S]* {2}kick PLAYER .*\n[\s\S]* {2}audit / })
  t.match(await tickwire(['fly']), { code: 2, err: /no command "fly"; there is: new, dev, build, serve, status/ })
})

t.test('in production somebody must be configured', async (t) => {
  const ended = await tickwire(['serve', GAME, '--guests', ...ANY_PORTS], { NODE_ENV: 'production' })
  t.match(ended, { code: 1, err: /operators: none are configured, and NODE_ENV is production/ })
})
