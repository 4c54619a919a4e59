// The clients of one round, seen from outside: a process of their own, because they must not take the time of what they
// measure. One client that is refused or cut fails the round: a figure of fewer clients than it says is a lie.

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { ProtocolName } from './protocols.js'
import type { LoadWindow, RigOptions, Stall } from './rig.js'

export type { LoadWindow, Stall } from './rig.js'

/** Above it the rig is the limit and not the server, percent of a core. */
export const RIG_CPU_PERCENT_MAX = 90

export interface LoadOptions extends RigOptions {
  readonly protocol: ProtocolName
}

/** What a worker is asked. */
export interface WindowRequest {
  readonly seconds: number
  readonly stall?: Stall | undefined
}

/** What it answers. */
export type LoadAnswer = { readonly joined: true } | { readonly window: LoadWindow } | { readonly failed: string }

const WORKER = new URL('worker.js', import.meta.url)

export class Load {
  /** Rejects when the round has failed. */
  private readonly failed: Promise<never>

  private constructor(private readonly child: ChildProcess) {
    this.failed = new Promise((_resolve, reject) => {
      child.on('message', (message: LoadAnswer) => {
        if ('failed' in message) reject(new Error(message.failed))
      })
      child.once('exit', (code, signal) => reject(new Error(`the rig ended by itself (${signal ?? `code ${code}`})`)))
    })
    this.failed.catch(() => {})
  }

  /** Resolves when every client has joined and had its first update of the state. Rejects with what went wrong. */
  static async start(options: LoadOptions): Promise<Load> {
    const child = fork(WORKER, [JSON.stringify(options)], {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const kill = () => child.kill('SIGKILL')
    process.once('exit', kill)
    child.once('exit', () => process.off('exit', kill))
    const load = new Load(child)
    try {
      await load.answer()
      return load
    } catch (error) {
      await load.stop()
      const { clients, protocol } = options
      throw new Error(`${clients} ${protocol} clients: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  /**
   * What the clients receive from now on for so long. Rejects when one of them is or was cut that does not stall.
   * @param stall - must end within the window
   */
  async window(seconds: number, stall?: Stall): Promise<LoadWindow> {
    this.child.send({ seconds, stall } satisfies WindowRequest)
    const message = await this.answer()
    if ('window' in message) return message.window
    throw new Error('the rig answers something else than it was asked')
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    const exited = once(this.child, 'exit')
    this.child.kill('SIGKILL')
    await exited
  }

  private async answer(): Promise<LoadAnswer> {
    const [message] = await Promise.race([once(this.child, 'message'), this.failed])
    return message as LoadAnswer
  }
}
