// `make fuzz`: runs the fuzz targets one after the other and ends with exit code 1 if one of them found something. What was
// found is printed and written to test/fuzz-findings, an input a file, in hex, to become a named test in fuzz.test.ts.

import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { readCorpus, writeCorpus } from './corpus.js'
import { Coverage } from './coverage.js'
import { FuzzLoop } from './loop.js'
import type { FuzzTarget } from './target.js'
import { Watchdog } from './watchdog.js'

const FINDINGS = fileURLToPath(new URL('../../../fuzz-findings/', import.meta.url))

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    target: { type: 'string' },
    seed: { type: 'string' },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
})

// Before anything of ours is loaded, so that all of it reports its branches.
const coverage = Coverage.start()
const { TARGETS } = await import('./targets.js')

const HELP = `Usage: node test/dist/src/fuzz/main.js [options]

Feeds changed inputs to what reads foreign bytes and keeps those that reach new branches of it.

Options:
  --seconds N    for each target                              default 60
  --target NAME  one of the list below                        default: all, one after the other
  --seed N       of the changes                               default: the time
  --keep         write the smallest inputs that reach as much to test/corpus
  --help         this text

Targets:
${TARGETS.map(({ name, what }) => `  ${name.padEnd(15)}${what}`).join('\n')}
`

async function fuzz(target: FuzzTarget, seconds: number, seed: number): Promise<boolean> {
  mkdirSync(FINDINGS, { recursive: true })
  coverage.reset()
  const watchdog = new Watchdog(join(FINDINGS, `${target.name}-hangs.hex`))
  const loop = new FuzzLoop(target, coverage, watchdog)
  const known = [...(await target.seeds()), ...readCorpus(target.name)]
  const { executions, findings, corpus } = await loop.run(known, seconds, seed)
  const { reached } = coverage
  console.log(
    `${target.name}: ${executions} executions, ${Math.round(executions / seconds)} a second, ${reached} branches, ` +
      `${corpus.length} inputs, ${findings.length} findings (seed ${seed})`,
  )
  for (const { error, input } of findings) {
    const hex = Buffer.from(input).toString('hex')
    const hash = createHash('sha256').update(input).digest('hex').slice(0, 12)
    const path = join(FINDINGS, `${target.name}-${hash}.hex`)
    writeFileSync(path, `${hex}\n`)
    console.log(`${path}\n${hex.slice(0, 400)}\n${error}\n`)
  }
  if (values.keep) writeCorpus(target.name, await loop.smallest(corpus))
  await watchdog.stop()
  return findings.length === 0
}

if (values.help) process.stdout.write(HELP)
else {
  const chosen = TARGETS.filter(({ name }) => values.target === undefined || name === values.target)
  if (chosen.length === 0) throw new Error(`no target "${values.target}"; --help lists them`)
  const seed = values.seed === undefined ? Date.now() % 2 ** 32 : Number(values.seed)
  for (const target of chosen) if (!(await fuzz(target, Number(values.seconds), seed))) process.exitCode = 1
}
