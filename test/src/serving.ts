// The arena as `tickwire serve` runs it, in a process of its own: for what signals and the end of a process do.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'

const COMMAND_LINE = fileURLToPath(new URL('../../../cli/dist/main.js', import.meta.url))
const GAME = fileURLToPath(import.meta.resolve('@tickwire/arena'))
const OTHER_PORTS = ['--thrift-port', '0', '--admin-port', '0']

export interface Serving {
  readonly child: ChildProcess
  readonly url: string
  /** Its exit code, once it has ended. */
  readonly ended: Promise<number>
  /** Waits for a line of its log. */
  logged(pattern: RegExp): Promise<void>
}

/** A port that nobody listens on. One that a server picked itself it does not get again at once. */
export async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return String(port)
}

/** Serves until a signal, or the end of the test: on a free port, unless the flags name one. */
export async function serving(t: Test, ...flags: string[]): Promise<Serving> {
  const port = flags.includes('--port') ? [] : ['--port', '0']
  const child = spawn(process.execPath, [COMMAND_LINE, 'serve', GAME, ...port, ...OTHER_PORTS, ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_ENV: '', LOG_LEVEL: 'info' },
  })
  t.teardown(() => child.kill('SIGKILL'))
  const ended = once(child, 'exit').then(([code]) => code as number)
  const lines: string[] = []
  const output = createInterface({ input: child.stdout })
  output.on('line', (line) => lines.push(line))
  const logged = async (pattern: RegExp): Promise<void> => {
    while (!lines.some((line) => pattern.test(line))) await once(output, 'line')
  }
  await logged(/^ready /)
  return { child, url: lines.find((line) => line.startsWith('ready '))!.split(' ')[1]!, ended, logged }
}
