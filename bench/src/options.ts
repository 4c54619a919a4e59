// What `make bench` is told on its command line. Pure; every mistake is one line that names the flag and the fix.

import { parseArgs } from 'node:util'

/** In the order in which they run and are shown. */
export const BENCH_NAMES = [
  'floor',
  'colyseus',
  'rpc',
  'codec',
  'scale',
  'crowd',
  'isolation',
  'matchmaking',
  'freeze',
] as const
export type BenchName = (typeof BENCH_NAMES)[number]

/** Those that run unless told otherwise: `freeze` needs root. */
export const BENCHES_BY_DEFAULT: readonly BenchName[] = BENCH_NAMES.filter((name) => name !== 'freeze')

/** Rounds of what is timed. With three, one round that was disturbed does not move the median. */
export const ROUNDS = 3
export const ROUNDS_FULL = 5

export const HELP = `Usage: node bench/dist/src/main.js [options]     (make bench ONLY=rpc,codec FULL=1 OUT=FILE PUBLISH=1)

Measures Tickwire side by side with its peers on this machine and ends with exit code 1 if a bench failed.

Options:
  --only A,B     the benches to run: ${BENCH_NAMES.join(', ')}
                 default: all but freeze, which needs root
  --full         ${ROUNDS_FULL} rounds of what is timed instead of ${ROUNDS}
  --out FILE     where the results go, JSON                           default bench/results/latest.json
  --publish      also writes them into docs/: BENCHMARKS.md, benchmarks.svg, bench-*.svg
  --help         this text
`

const FLAGS = {
  only: { type: 'string' },
  full: { type: 'boolean', default: false },
  out: { type: 'string' },
  publish: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const

export interface Options {
  readonly only: readonly BenchName[]
  readonly full: boolean
  /** Undefined: the usual place. */
  readonly out: string | undefined
  readonly publish: boolean
}

/**
 * @returns the options, or "help"
 * @throws Error with one line for a person
 */
export function parseOptions(args: readonly string[]): Options | 'help' {
  const { values } = parseArgs({ args: [...args], options: FLAGS })
  if (values.help) return 'help'
  return { only: benchesOf(values.only), full: values.full, out: values.out, publish: values.publish }
}

/** The same run as a command that anybody can repeat in a clone. */
export function commandOf({ only, full }: Options): string {
  const which = only.join() === BENCHES_BY_DEFAULT.join() ? '' : ` ONLY=${only.join(',')}`
  return `make bench${which}${full ? ' FULL=1' : ''}`
}

function benchesOf(text: string | undefined): readonly BenchName[] {
  if (text === undefined) return BENCHES_BY_DEFAULT
  const wanted = text.split(',').map((name) => name.trim())
  const unknown = wanted.find((name) => !BENCH_NAMES.includes(name as BenchName))
  if (unknown !== undefined)
    throw new Error(`--only: there is no bench "${unknown}"; there are ${BENCH_NAMES.join(', ')}`)
  return BENCH_NAMES.filter((name) => wanted.includes(name))
}
