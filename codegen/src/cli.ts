#!/usr/bin/env node
// The tickwire-codegen command: options in, files or messages out, an exit code. The work is `generate.ts` and
// `compare.ts`; only this file writes to the terminal.

import { readFileSync } from 'node:fs'
import { ApacheError } from './apache.js'
import { compareSchemas, formatEdits, parseLock } from './compare.js'
import { check, generate } from './generate.js'
import { HELP, type Options, parseOptions, UsageError } from './options.js'
import { driftOf, writeOutput } from './output.js'
import { formatProblem, Problems } from './problems.js'
import { lockOf } from './schema.js'

function main(argv: readonly string[]): number {
  try {
    const options = parseOptions(argv)
    if (options.help) {
      process.stdout.write(HELP)
      return 0
    }
    return options.compare === undefined ? runGenerate(options) : runCompare(options, options.compare)
  } catch (error) {
    if (error instanceof UsageError) return fail(error.message, 2)
    if (error instanceof ApacheError) {
      return fail(error.isMissing ? `${error.message} --no-apache goes without it.` : error.message, 1)
    }
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return fail(error.message, 1)
    throw error
  }
}

function runGenerate(options: Options): number {
  const problems = new Problems()
  const output = generate(options, problems)
  if (problems.count > 0) return report(problems)
  if (!options.check) {
    writeOutput(options.out, output)
    return 0
  }
  const drift = driftOf(options.out, output)
  for (const { file, what, line } of drift) {
    process.stdout.write(`${options.out}/${file}${line === undefined ? '' : `:${line}`}  ${what}\n`)
  }
  return drift.length === 0
    ? 0
    : fail(`${drift.length} generated files are not what the IDL says; run it again without --check.`, 1)
}

function runCompare(options: Options, lockFile: string): number {
  const problems = new Problems()
  const [checked] = check(options.files, options.includeDirs, problems)
  if (problems.count > 0) return report(problems)
  if (checked?.room === undefined)
    return fail(`${options.files[0]} describes no room, so there is no schema to compare.`, 1)
  const old = parseLock(readFileSync(lockFile, 'utf8'))
  if (old === undefined) return fail(`${lockFile} is no schema lock of tickwire-codegen.`, 1)
  const edits = compareSchemas(old, lockOf(checked.room))
  process.stdout.write(formatEdits(edits))
  return edits.some((edit) => edit.breaks) ? 1 : 0
}

function report(problems: Problems): number {
  for (const problem of problems.sorted()) process.stderr.write(`${formatProblem(problem)}\n`)
  return fail(`${problems.count} ${problems.count === 1 ? 'problem' : 'problems'}; nothing was written.`, 1)
}

function fail(message: string, code: number): number {
  process.stderr.write(`tickwire-codegen: ${message}\n`)
  return code
}

process.exitCode = main(process.argv.slice(2))
