#!/usr/bin/env node
// `make codes` as a command: reads the traces and reports, checks the constants of `protocol/`, or records the traces again.
// Exit code 1: a constant is not what the traces give.

import { parseArgs } from 'node:util'
import { reportOf } from './report.js'
import { deviations, readWorlds, recordFile, TRACE_NAMES } from './worlds.js'

const HELP = `Usage: node codes/dist/main.js [--check | --record]

Derives the static codes of the protocol from the recorded worlds in codes/traces (docs/CODES.md).

  (none)     what the worlds consist of, what codes cost on them, and the class widths that follow
  --check    exit code 1 if protocol/ does not have what follows
  --record   record the traces again, from their seeds
  --help     this text
`

const flags = {
  check: { type: 'boolean' },
  record: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

function main(args: string[]): number {
  const { check, record, help } = parseArgs({ args, options: flags }).values
  if (help) process.stdout.write(HELP)
  else if (record) {
    for (const { file, bytes } of TRACE_NAMES.map(recordFile)) process.stdout.write(`${file}: ${bytes} bytes\n`)
  } else if (check) {
    const lines = deviations(readWorlds())
    for (const line of lines) process.stderr.write(`${line}\n`)
    return lines.length === 0 ? 0 : 1
  } else process.stdout.write(reportOf(readWorlds()))
  return 0
}

try {
  process.exitCode = main(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`codes: ${(error as Error).message}\n`)
  process.exitCode = 1
}
