// A server under measurement, seen from outside: a process of its own that is started, asked for its CPU time and stopped.
// Every contender is measured through these three, so that none is measured more kindly. The inside is `measured.ts`.

import { type ChildProcess, type ForkOptions, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Asked, Usage } from './measured.js'

/** From start to ready, milliseconds. */
const READY_MS = 20_000

/** From being asked to stop to being killed, milliseconds. */
const STOP_MS = 3_000

export class ServerChild<Ready> {
  private readonly dead: Promise<never>

  private constructor(
    private readonly child: ChildProcess,
    /** Where it listens: what it passed to `serveMeasured`. */
    readonly ready: Ready,
  ) {
    this.dead = deathOf(child)
  }

  /**
   * Starts `script`, whose arguments come as JSON.
   * @param script - a compiled module that calls `serveMeasured`
   * @param options - flags for `node`, or what to run it by
   */
  static async start<Ready>(
    script: URL,
    args: object = {},
    options: Pick<ForkOptions, 'execPath' | 'execArgv'> = { execArgv: [] },
  ): Promise<ServerChild<Ready>> {
    const child = fork(script, [JSON.stringify(args)], {
      ...options,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const kill = () => child.kill('SIGKILL')
    process.once('exit', kill)
    child.once('exit', () => process.off('exit', kill))
    const late = AbortSignal.timeout(READY_MS)
    try {
      const [message] = await Promise.race([once(child, 'message', { signal: late }), deathOf(child)])
      return new ServerChild<Ready>(child, (message as { ready: Ready }).ready)
    } catch (error) {
      kill()
      throw new Error(`${script.pathname} did not start: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  /** What the process has used since its start. */
  async usage(): Promise<Usage> {
    return (await this.ask<{ usage: Usage }>({})).usage
  }

  /** Has it do what it knows by that name, and waits for it. */
  async order(order: string): Promise<string> {
    return (await this.ask<{ done: string }>({ order })).done
  }

  private async ask<Answer>(asked: Asked): Promise<Answer> {
    // To one that has ended it fails, and `dead` says so.
    this.child.send(asked, () => {})
    const [message] = await Promise.race([once(this.child, 'message'), this.dead])
    return message as Answer
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    const exited = once(this.child, 'exit')
    this.child.kill('SIGTERM')
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_MS)
    await exited
    clearTimeout(timer)
  }
}

function deathOf(child: ChildProcess): Promise<never> {
  const death = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`the server ended by itself (${signal ?? `exit code ${code}`})`)
  })
  death.catch(() => {})
  return death
}
