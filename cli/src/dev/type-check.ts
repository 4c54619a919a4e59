// Runs the TypeScript compiler over the project in a process of its own, since it takes seconds and rooms tick meanwhile. A
// check that is overtaken by the next one is ended and says nothing.

import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Problem } from './problem.js'
import type { Project } from './project.js'
import type { Tools } from './tools.js'

export class TypeCheck {
  private running: ChildProcess | undefined

  constructor(
    private readonly project: Project,
    private readonly tools: Tools,
  ) {}

  /** @returns undefined when another check has begun meanwhile, or `stop` was called */
  async run(): Promise<readonly Problem[] | undefined> {
    this.stop()
    const { folder, built } = this.project
    if (!existsSync(join(folder, 'tsconfig.json'))) return []
    const flags = [
      '--noEmit',
      '--pretty',
      'false',
      '--incremental',
      '--tsBuildInfoFile',
      join(built, 'types.tsbuildinfo'),
    ]
    const child = spawn(process.execPath, [this.tools.tsc, '-p', '.', ...flags], { cwd: folder })
    this.running = child
    let text = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
    await new Promise((resolve) => child.once('close', resolve))
    if (this.running !== child) return undefined
    this.running = undefined
    return problemsOf(text)
  }

  stop(): void {
    this.running?.kill()
    this.running = undefined
  }
}

/** `file(line,column): error TS1: text`, with lines that go on indented, to places that editors link. */
export function problemsOf(output: string): Problem[] {
  const blocks = output.split(/\n(?=\S)/).filter((block) => block.trim() !== '')
  return blocks.map((block) => ({
    by: 'types',
    text: block.trimEnd().replace(/^(.+?)\((\d+),(\d+)\): error (TS\d+): /, '$1:$2:$3  $4  '),
  }))
}
