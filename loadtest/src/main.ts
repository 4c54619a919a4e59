#!/usr/bin/env node
// The load test as a command: options in; progress, table and report out. Exit code 0: everybody played without an error;
// 1: something went wrong; 130: stopped by Ctrl-C.

import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { HELP, parseOptions } from './options.js'
import { pageOf } from './page/page.js'
import { Progress } from './progress.js'
import { runLoadtest } from './run.js'
import { ROOT } from './server-process.js'
import { row, tableOf } from './table.js'

const EXIT_FAILED = 1
const EXIT_INTERRUPTED = 130

async function main(args: readonly string[], signal: AbortSignal): Promise<number> {
  const options = parseOptions(args)
  if (options === 'help') {
    process.stdout.write(HELP)
    return 0
  }
  const progress = new Progress(process.stderr, () => performance.now())
  const { report, serverLines } = await runLoadtest(options, progress, signal)
  for (const line of serverLines) process.stderr.write(`server: ${line}\n`)
  process.stdout.write(tableOf(report))
  const out = options.out === undefined ? join(ROOT, 'loadtest/results/latest.json') : resolve(options.out)
  mkdirSync(dirname(out), { recursive: true })
  writeFileSync(out, `${JSON.stringify(report, undefined, 2)}\n`)
  const page = `${out.replace(/\.json$/, '')}.html`
  writeFileSync(page, pageOf(report))
  process.stdout.write(row('report', out) + row('page', page))
  return report.verdict === 'passed' ? 0 : EXIT_FAILED
}

const interrupted = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => interrupted.abort(new Error('interrupted')))
}

try {
  process.exitCode = await main(process.argv.slice(2), interrupted.signal)
} catch (error) {
  process.stderr.write(`loadtest: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = interrupted.signal.aborted ? EXIT_INTERRUPTED : EXIT_FAILED
}
