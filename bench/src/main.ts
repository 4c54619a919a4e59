#!/usr/bin/env node
// `make bench` as a command: options in; progress, tables and results out. Exit code 0: every bench ran; 1: one failed, which
// is said; 130: stopped by Ctrl-C. Servers are children that end with this process, however it ends.

import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Progress } from '@tickwire/loadtest/progress'
import { CATALOGUE } from './catalogue.js'
import { chartOf } from './chart.js'
import { pictureOf, withResults } from './document.js'
import { commitOf, describeMachine, ROOT, versionsOf, warningOf } from './machine.js'
import { type BenchName, commandOf, HELP, type Options, parseOptions, ROUNDS, ROUNDS_FULL } from './options.js'
import { panelsOf } from './panels.js'
import { merge, type Results, readResults, writeResults } from './results.js'
import { runSuite } from './suite.js'
import { tableOf } from './table.js'

const EXIT_FAILED = 1
const EXIT_INTERRUPTED = 130

async function main(args: readonly string[], signal: AbortSignal): Promise<number> {
  const options = parseOptions(args)
  if (options === 'help') {
    process.stdout.write(HELP)
    return 0
  }
  const out = options.out === undefined ? join(ROOT, 'bench/results/latest.json') : resolve(options.out)
  const complete = await measure(options, out, signal)
  process.stdout.write(`results: ${out}\n`)
  const results = readResults(out)
  if (options.publish && results !== undefined) publish(results)
  return complete ? 0 : EXIT_FAILED
}

/** Runs what was asked for and stores the rows of each bench as soon as it has them. */
async function measure(options: Options, out: string, signal: AbortSignal): Promise<boolean> {
  let results = readResults(out)
  const machine = await describeMachine()
  const warning = warningOf(machine)
  if (warning !== undefined) process.stderr.write(`bench: ${warning}\n`)
  const progress = new Progress(process.stderr, () => performance.now())
  const commit = commitOf()
  const suite = runSuite({
    names: options.only,
    load: (name) => CATALOGUE[name as BenchName](),
    rounds: options.full ? ROUNDS_FULL : ROUNDS,
    progress: (name, text) => progress.show(name, text),
    finished: ({ name, title, packages }, rows, panels) => {
      progress.end()
      process.stdout.write(tableOf(`${name}: ${title}`, rows))
      const origin = { title, commit, command: commandOf(options), measuredAt: new Date().toISOString() }
      const versions = versionsOf(packages)
      results = merge(results, { bench: name, rows, panels, machine, versions, node: process.version, origin })
      writeResults(out, results)
    },
    failed: (name, error) => {
      progress.end()
      process.stderr.write(`bench: ${name} failed: ${error instanceof Error ? error.stack : String(error)}\n`)
    },
    signal,
  })
  return suite.finally(() => progress.end())
}

/** Into the documentation; a bench that did not run now but has results is shown with them. */
function publish(results: Results): void {
  const document = join(ROOT, 'docs/BENCHMARKS.md')
  const chart = join(ROOT, 'docs/benchmarks.svg')
  writeFileSync(document, withResults(readFileSync(document, 'utf8'), results))
  writeFileSync(chart, chartOf(results.comparisons))
  process.stdout.write(`published: ${document}\npublished: ${chart}\n`)
  for (const [bench, panels] of Object.entries(results.panels ?? {})) {
    if (panels.length === 0) continue
    const picture = join(ROOT, 'docs', pictureOf(bench))
    writeFileSync(picture, panelsOf(panels))
    process.stdout.write(`published: ${picture}\n`)
  }
}

const interrupted = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => interrupted.abort(new Error('interrupted')))
}

try {
  process.exitCode = await main(process.argv.slice(2), interrupted.signal)
} catch (error) {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = interrupted.signal.aborted ? EXIT_INTERRUPTED : EXIT_FAILED
}
// A bench that was given up may still hold a timer or a server; servers end with this process.
process.exit()
