// Where figures come from: the machine, how busy it was with other things, the packages and the commit. A figure without
// these is not a figure.

import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { arch, type CpuInfo, cpus, loadavg, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** The repository: bench/dist/src/../../.. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

/** How long the machine is watched before the first bench, milliseconds. */
const WATCH_MS = 500

/** Above this share of all cores somebody else is at work, and timed figures suffer. */
const BUSY_PERCENT_MAX = 10

const GOVERNOR = '/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor'

export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly arch: string
  readonly memoryGb: number
  /** Name of the distribution, and the kernel. */
  readonly os: string
  readonly kernel: string
  readonly glibc: string
  /** Frequency policy of the CPU, or "unknown" where it cannot be read, as in most virtual machines. */
  readonly governor: string
  /** Of the last minute, at the start; a build just before shows here. */
  readonly loadAverage: number
  /** Share of all cores that was in use just before the first bench. */
  readonly busyPercent: number
}

/** Takes WATCH_MS. */
export async function describeMachine(): Promise<Machine> {
  const before = cpus()
  await sleep(WATCH_MS)
  const after = cpus()
  return {
    cpu: after[0]?.model.trim() ?? 'unknown',
    cores: after.length,
    arch: arch(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    os: /^PRETTY_NAME="?([^"\n]+)/m.exec(textOf('/etc/os-release'))?.[1] ?? process.platform,
    kernel: release(),
    glibc: glibcVersion(),
    governor: textOf(GOVERNOR).trim() || 'unknown',
    loadAverage: Math.round(loadavg()[0]! * 100) / 100,
    busyPercent: Math.round(busyPercent(before, after)),
  }
}

/** What is wrong with measuring now, or undefined. */
export function warningOf({ busyPercent }: Machine): string | undefined {
  if (busyPercent <= BUSY_PERCENT_MAX) return undefined
  return `the machine is busy with something else (${busyPercent} % of its cores): timed figures will be noisy`
}

/** Whether figures of both may stand in one table. */
export function isSameMachine(a: Machine, b: Machine): boolean {
  return a.cpu === b.cpu && a.cores === b.cores && a.os === b.os
}

export function busyPercent(before: readonly CpuInfo[], after: readonly CpuInfo[]): number {
  const [from, to] = [timesOf(before), timesOf(after)]
  const all = to.all - from.all
  return all === 0 ? 0 : (100 * (all - (to.idle - from.idle))) / all
}

function timesOf(infos: readonly CpuInfo[]): { readonly all: number; readonly idle: number } {
  let [all, idle] = [0, 0]
  for (const { times } of infos) {
    all += times.user + times.nice + times.sys + times.irq + times.idle
    idle += times.idle
  }
  return { all, idle }
}

/** The version of each package that the benches load: their own first, then the repository's. */
export function versionsOf(packages: readonly string[], root = ROOT): Record<string, string> {
  const versions: Record<string, string> = {}
  for (const name of [...new Set(packages)].sort()) {
    const places = ['bench/node_modules', 'node_modules'].map((folder) => join(root, folder, name, 'package.json'))
    const file = places.find((place) => existsSync(place))
    versions[name] = file === undefined ? 'not installed' : (JSON.parse(textOf(file)) as { version: string }).version
  }
  return versions
}

/** Commit of the clone, with "+" when files differ from it; "unknown" outside of one. */
export function commitOf(root = ROOT): string {
  try {
    const git = (...args: string[]) =>
      execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
    return git('rev-parse', '--short=12', 'HEAD') + (git('status', '--porcelain') === '' ? '' : '+')
  } catch {
    return 'unknown'
  }
}

function glibcVersion(): string {
  const report = process.report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined
  return report?.header?.glibcVersionRuntime ?? 'none'
}

/** Empty when it cannot be read. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
