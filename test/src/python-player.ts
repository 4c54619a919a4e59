// The Python client of test/python/client.py as a child process: what it says step by step, and when it goes on.

import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { ProtocolName } from '@tickwire/server/internals'
import type { Test } from 'tap'
import type { RunningArena } from './arena-server.js'

const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url))

/** Debian's package belongs to this interpreter; another `python3` may stand first on the PATH. */
const PYTHON = '/usr/bin/python3'

export type Said = { readonly step: string; readonly error?: object } & Readonly<Record<string, unknown>>

/** Python code of everything that the client uses, until the end of the test. */
export function generatePython(t: Test): string {
  const folder = mkdtempSync(joinPath(tmpdir(), 'tickwire-python-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  for (const idl of ['idl/greeter', 'idl/session', 'idl/lobby', 'games/arena/arena']) {
    execFileSync('thrift', ['-r', '-I', 'idl', '--gen', 'py', '-out', folder, `${idl}.thrift`], { cwd: REPOSITORY })
  }
  return folder
}

/** @throws Error that says what to install */
export function requirePythonPackages(): void {
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

export class PythonPlayer {
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
