// `make bench` as a command: its exit codes, and that Ctrl-C leaves no server behind.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const MAIN = fileURLToPath(new URL('./main.js', import.meta.url))

interface Run {
  readonly child: ChildProcess
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>
  /** Everything that it has said so far. */
  output: string
}

function run(...args: string[]): Run {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(child, 'close').then(([code]) => code as number | null)
  const started: Run = { child, ended, output: '' }
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.on('data', (chunk) => {
      started.output += chunk
    })
  }
  return started
}

/** Process ids of a process' children: Linux tells. */
function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((child) => parentOf(child) === pid)
}

function parentOf(pid: number): number | undefined {
  try {
    // The name of the program, in brackets, may hold anything.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return undefined
  }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await pause(20)
}

t.test('--help and a mistake end at once', async (t) => {
  const help = run('--help')
  t.equal(await help.ended, 0)
  t.match(help.output, /--publish/)
  const mistake = run('--only', 'nothing')
  t.equal(await mistake.ended, 1)
  t.match(mistake.output, /^bench: --only: there is no bench "nothing"; there are floor/)
})

t.test('a results file that holds something else is not overwritten', async (t) => {
  const out = join(t.testdir(), 'notes.txt')
  writeFileSync(out, 'mine')
  const started = run('--only', 'codec', '--out', out)
  t.equal(await started.ended, 1)
  t.match(started.output, /holds no results of make bench/)
  t.equal(readFileSync(out, 'utf8'), 'mine')
})

t.test('Ctrl-C ends with 130, and no server is left behind', async (t) => {
  const started = run('--only', 'rpc', '--out', join(t.testdir(), 'latest.json'))
  await until(() => /rpc .*round 1/.test(started.output))
  const servers = childrenOf(started.child.pid!)
  t.equal(servers.length, 3, started.output)
  started.child.kill('SIGINT')
  t.equal(await started.ended, 130)
  t.match(started.output, /bench: interrupted/)
  await until(() => servers.every((pid) => parentOf(pid) === undefined))
})

t.test('a run that is killed leaves no server behind either', async () => {
  const started = run('--only', 'rpc', '--out', join(t.testdir(), 'latest.json'))
  await until(() => /rpc .*round 1/.test(started.output))
  const servers = childrenOf(started.child.pid!)
  started.child.kill('SIGKILL')
  await started.ended
  await until(() => servers.every((pid) => parentOf(pid) === undefined))
})
