// A game of `tickwire new` below the repository, where its packages are found, and `tickwire dev` running in it.

import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import type { Test } from 'tap'

const DIST = fileURLToPath(new URL('../', import.meta.url))
const CLI = fileURLToPath(new URL('../../../cli/dist/main.js', import.meta.url))

/** What lies over a page whose game has a problem. */
export const OVERLAY = 'section[role=alert]'

/** What takes a build, and the TypeScript compiler on a busy machine, milliseconds. */
const PATIENCE_MS = 60_000

export class DevProject {
  /** All that it said on both streams. */
  output = ''
  private child: ChildProcess | undefined

  constructor(private readonly folder: string) {}

  /** Changes a file, as somebody who saves it does. @param changes - texts and what takes their place */
  edit(file: string, ...changes: readonly (readonly [string, string])[]): void {
    let text = readFileSync(join(this.folder, file), 'utf8')
    for (const [from, to] of changes) {
      if (!text.includes(from)) throw new Error(`${file} has no ${from}`)
      text = text.replace(from, to)
    }
    writeFileSync(join(this.folder, file), text)
  }

  /** Runs a command of `tickwire` to its end. */
  run(
    args: readonly string[],
    env: NodeJS.ProcessEnv = process.env,
  ): { code: number | null; out: string; err: string } {
    const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], {
      cwd: this.folder,
      env,
      encoding: 'utf8',
    })
    return { code: status, out: stdout, err: stderr }
  }

  /** @param command - that serves: dev, or serve with its game @returns where its page is */
  async start(t: Test, env: NodeJS.ProcessEnv = process.env, command: readonly string[] = ['dev']): Promise<string> {
    const args = [CLI, ...command, '--port', '0', '--thrift-port', '0', '--admin-port', '0']
    const child = spawn(process.execPath, args, { cwd: this.folder, env })
    this.child = child
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.output += text
      })
    }
    t.teardown(() => this.stop())
    await this.until(() => /^(running|ready) \S+/m.test(this.output))
    return /^(?:running|ready) (\S+)/m.exec(this.output)![1]!
  }

  /** As by Ctrl-C. @returns the exit code */
  async stop(): Promise<number | null> {
    const { child } = this
    if (child === undefined || child.exitCode !== null) return child?.exitCode ?? null
    child.kill('SIGINT')
    return new Promise((resolve) => child.once('exit', resolve))
  }

  async until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
    const endMs = Date.now() + PATIENCE_MS
    while (!(await isTrue())) {
      if (Date.now() > endMs) throw new Error(`never came to: ${isTrue}\n${this.output}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  /** Waits for what a page says, over its reloads. */
  pageSays(page: Page, expression: string): Promise<void> {
    return this.until(() => page.evaluate<boolean>(`Boolean(${expression})`).catch(() => false))
  }
}

export function newProject(t: Test, name: string): DevProject {
  const parent = join(DIST, 'dev-projects')
  const folder = join(parent, name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(parent, { recursive: true })
  execFileSync(process.execPath, [CLI, 'new', name], { cwd: parent })
  const project = new DevProject(folder)
  // The page as it is shows its room to nobody.
  project.edit('client.ts', ['room.onClose(', 'Object.assign(globalThis, { room, Dot })\nroom.onClose('])
  t.comment(folder)
  return project
}
