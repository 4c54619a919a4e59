// `results/latest.json`: its shape, and how a run's rows join those of earlier runs. A bench that ran replaces its own rows
// and nobody else's; rows of another machine are dropped, because side by side they would compare the machines.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Panel, Row } from './bench.js'
import { isSameMachine, type Machine } from './machine.js'
import { BENCH_NAMES } from './options.js'

/** Of one bench: what it is, and the run that its rows come from. */
export interface Origin {
  readonly title: string
  readonly commit: string
  readonly command: string
  /** ISO 8601, UTC. */
  readonly measuredAt: string
}

export interface Results {
  /** Of the newest run. */
  readonly machine: Machine
  /** Of every package that a bench loads, by name. */
  readonly versions: Readonly<Record<string, string>>
  /** Of the newest run, like `command` and `finishedAt`; what a bench's rows come from is in `benches`. */
  readonly commit: string
  readonly node: string
  readonly command: string
  readonly finishedAt: string
  readonly benches: Readonly<Record<string, Origin>>
  readonly comparisons: readonly Row[]
  /** Of the benches that draw a picture of their own; absent in results of earlier versions. */
  readonly panels?: Readonly<Record<string, readonly Panel[]>>
}

/** What one bench has measured, and where. */
export interface Measured {
  readonly bench: string
  readonly rows: readonly Row[]
  readonly panels: readonly Panel[]
  readonly machine: Machine
  readonly versions: Readonly<Record<string, string>>
  readonly node: string
  readonly origin: Origin
}

export function merge(before: Results | undefined, measured: Measured): Results {
  const { bench, rows, panels, machine, versions, node, origin } = measured
  const kept = before !== undefined && isSameMachine(before.machine, machine) ? before : undefined
  const others = kept?.comparisons.filter((row) => row.bench !== bench) ?? []
  return {
    machine,
    versions: { ...kept?.versions, ...versions },
    commit: origin.commit,
    node,
    command: origin.command,
    finishedAt: origin.measuredAt,
    benches: { ...kept?.benches, [bench]: origin },
    comparisons: BENCH_NAMES.flatMap((name) => (name === bench ? rows : others.filter((row) => row.bench === name))),
    panels: { ...kept?.panels, [bench]: panels },
  }
}

/** Undefined when there are none yet. @throws Error when the file holds something else */
export function readResults(file: string): Results | undefined {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
  try {
    const results = JSON.parse(text) as Results
    if (Array.isArray(results.comparisons)) return results
  } catch {
    // What is said below is all that matters to a person.
  }
  throw new Error(`${file} holds no results of make bench; remove it, or choose another file with OUT=`)
}

export function writeResults(file: string, results: Results): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${JSON.stringify(results, undefined, 2)}\n`)
}
