// The server of a run: one of its own, started as a process and always stopped again, or one that runs already. The
// process' end, if nobody asked for it, aborts the run.

import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { RunningServer } from './options.js'

/** The repository: loadtest/dist/../.. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

const COMMAND = ['cli/dist/main.js', 'serve', 'games/arena/dist/src/game.js']
const PORTS = ['--port', '0', '--thrift-port', '0', '--admin-port', '0']
const FLAGS = [...PORTS, '--address-limits', 'off', '--self-check', '--drain-seconds', '0']

/** From start to "ready", milliseconds. */
const READY_MS = 15_000

/** From being asked to stop to being killed, milliseconds. */
const STOP_MS = 3_000

/** Lines that the server said, kept to show them; later ones are dropped. */
const LINES_MAX = 20

/** The addresses of a "ready" line, or undefined for any other line. */
export function parseReady(line: string): RunningServer | undefined {
  const match = /^ready (http:\S+) thrift tcp:\S+ admin (http:\S+)$/.exec(line)
  return match === null ? undefined : { url: match[1]!, metricsUrl: match[2]! }
}

export class ServerProcess {
  /** What it said besides "ready": warnings and errors. */
  readonly lines: string[] = []
  /** Aborts with the reason when the process ends unasked. */
  readonly ended = new AbortController()
  private readonly child: ChildProcess
  private readonly exited: Promise<void>
  private stopping = false

  private constructor(flags: readonly string[]) {
    this.child = spawn(process.execPath, [...COMMAND, ...FLAGS, ...flags], {
      cwd: ROOT,
      env: { ...process.env, LOG_LEVEL: 'warn' },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own: Ctrl-C must reach the load test alone, which then stops the server.
      detached: true,
    })
    process.once('exit', this.kill)
    this.exited = new Promise((resolve) => {
      this.child.once('error', (error) => this.lines.push(error.message))
      this.child.once('close', (code, signal) => {
        process.off('exit', this.kill)
        if (!this.stopping) this.ended.abort(new Error(this.obituary(signal ?? `exit code ${code}`)))
        resolve()
      })
    })
  }

  /**
   * Rejects, with nothing left running, when the server does not come up.
   * @param flags - of `tickwire serve`, besides those that every run has
   */
  static async start(
    flags: readonly string[] = [],
  ): Promise<{ readonly process: ServerProcess; readonly addresses: RunningServer }> {
    const server = new ServerProcess(flags)
    try {
      return { process: server, addresses: await server.ready() }
    } catch (error) {
      await server.stop()
      throw error
    }
  }

  /** Resolves when the process is gone. */
  async stop(): Promise<void> {
    this.stopping = true
    this.child.kill('SIGTERM')
    const timer = setTimeout(this.kill, STOP_MS)
    await this.exited
    clearTimeout(timer)
  }

  private readonly kill = (): void => {
    this.child.kill('SIGKILL')
  }

  private ready(): Promise<RunningServer> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`the server was not ready within ${READY_MS} ms`)), READY_MS)
      this.ended.signal.addEventListener('abort', () => {
        clearTimeout(timer)
        reject(this.ended.signal.reason)
      })
      const listen = (line: string) => {
        const addresses = parseReady(line)
        if (addresses === undefined) {
          if (this.lines.length < LINES_MAX) this.lines.push(line)
          return
        }
        clearTimeout(timer)
        resolve(addresses)
      }
      createInterface({ input: this.child.stdout! }).on('line', listen)
      createInterface({ input: this.child.stderr! }).on('line', listen)
    })
  }

  private obituary(end: string): string {
    const last = this.lines.at(-1)
    return `the server ended by itself (${end})${last === undefined ? '' : `: ${last}`}`
  }
}
