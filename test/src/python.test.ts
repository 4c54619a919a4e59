// A Python client, generated from the same IDL, in the same room as an SDK client: each sees what the other does. Over framed
// TCP, in binary and in compact protocol.

import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Avatar, Chest, Score } from '@tickwire/arena/schema'
import { ErrorCode } from '@tickwire/client'
import type { ProtocolName } from '@tickwire/server/testing'
import t, { type Test } from 'tap'
import { bringTogether, join, type RunningArena, startArena, until } from './arena-server.js'

const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url))

/** Debian's package belongs to this interpreter; another `python3` may stand first on the PATH. */
const PYTHON = '/usr/bin/python3'

type Said = { readonly step: string; readonly error?: object } & Readonly<Record<string, unknown>>

/** Python code of everything that the client uses, until the end of the test. */
function generatePython(t: Test): string {
  const folder = mkdtempSync(joinPath(tmpdir(), 'tickwire-python-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  for (const idl of ['idl/greeter', 'idl/session', 'idl/lobby', 'games/arena/arena']) {
    execFileSync('thrift', ['-r', '-I', 'idl', '--gen', 'py', '-out', folder, `${idl}.thrift`], { cwd: REPOSITORY })
  }
  return folder
}

/** @throws Error that says what to install */
function requirePackages(): void {
  const needed: readonly (readonly [string, string, readonly string[]])[] = [
    ['thrift-compiler', 'thrift', ['--version']],
    ['python3-thrift', PYTHON, ['-c', 'import thrift']],
  ]
  const missing = needed.filter(([, command, args]) => {
    try {
      execFileSync(command, args, { stdio: 'ignore' })
      return false
    } catch {
      return true
    }
  })
  if (missing.length === 0) return
  const packages = missing.map(([name]) => name).join(' ')
  throw new Error(`this test needs the Debian packages ${packages}: run "make debian", or apt-get install ${packages}`)
}

class PythonPlayer {
  private readonly child: ChildProcessWithoutNullStreams
  private readonly lines: AsyncIterator<string>
  private errors = ''

  constructor(t: Test, generated: string, { thriftPort }: RunningArena, protocol: ProtocolName) {
    const script = joinPath(REPOSITORY, 'test/python/client.py')
    this.child = spawn(PYTHON, [script, generated, String(thriftPort), protocol])
    t.teardown(() => this.child.kill())
    this.child.stderr.on('data', (chunk) => {
      this.errors += String(chunk)
    })
    this.lines = createInterface(this.child.stdout)[Symbol.asyncIterator]()
  }

  /** What it says next. */
  async hears(step: string): Promise<Said> {
    const { value, done } = await this.lines.next()
    if (done === true) throw new Error(`the Python client ended before "${step}": ${this.errors}`)
    const said = JSON.parse(value) as Said
    if (said.step !== step) throw new Error(`the Python client is at "${said.step}", not at "${step}"`)
    return said
  }

  goOn(): void {
    this.child.stdin.write('\n')
  }
}

for (const protocol of ['binary', 'compact'] satisfies ProtocolName[]) {
  t.test(`a Python client and an SDK client in one room see each other's effects (${protocol})`, async (t) => {
    requirePackages()
    const arena = await startArena(t)
    const { room } = await join(t, arena.url, 'Ada')
    const python = new PythonPlayer(t, generatePython(t), arena, protocol)

    t.equal((await python.hears('hello')).message, 'Hello, Python!')
    t.match((await python.hears('stranger')).error, { kind: 'Refused', code: ErrorCode.UNAUTHENTICATED })
    t.equal((await python.hears('login')).displayName, 'Pip')
    const self = await python.hears('self')
    await until(room, () => [...room.of(Score)].some(({ name }) => name === 'Pip'))
    bringTogether(arena.server, String(self.roomId), room.own!.id, Number(self.avatarId))
    await until(room, () => [...room.of(Avatar)].some(({ id, name }) => id === self.avatarId && name === 'Pip'))
    t.pass('the SDK client sees the Python avatar')

    python.goOn()
    t.match((await python.hears('far')).error, { kind: 'Refused', code: ErrorCode.GAME, reason: 'TOO_FAR' })
    t.match((await python.hears('none')).error, { kind: 'NotFound', what: 'chest', key: '16000000' })
    const { chestId, items } = await python.hears('opened')
    t.ok(Array.isArray(items) && items.length > 0, 'Python got what was in the chest')
    await until(room, () => [...room.of(Chest)].some(({ id, open }) => id === chestId && open))
    t.pass('the SDK client sees the chest open')
    t.match((await python.hears('empty')).error, { kind: 'Refused', code: ErrorCode.GAME, reason: 'EMPTY' })
    const { players, names } = await python.hears('scores')
    t.equal(players, 2)
    t.same([...(names as string[])].sort(), ['Ada', 'Pip'])
    t.match((await python.hears('nowhere')).error, { kind: 'TApplicationException', message: /^NOT_FOUND: / })

    python.goOn()
    await until(room, () => ![...room.of(Avatar)].some(({ id }) => id === self.avatarId))
    t.pass('the seat ends with the connection')
  })
}
