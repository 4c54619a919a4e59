// What the load test is told on its command line. Pure; every mistake is one line that names the flag and the fix.

import { parseArgs } from 'node:util'
import { DEFAULT_ADMIN_PORT } from '@tickwire/gen-nodejs/common.types.js'
import { SCENARIOS } from './scenarios/index.js'
import type { Scenario } from './scenarios/scenario.js'

const BOTS_MAX = 10_000
const SECONDS_MAX = 86_400
const HZ_MAX = 255

const NAMES = [...SCENARIOS.keys()]

export const HELP = `Usage: node loadtest/dist/main.js [options]

Joins many bots to the arena over real sockets, measures, and ends with exit code 1 if anything went wrong.
Beside the JSON report goes a page with charts.

Options:
  --scenario NAME  one of the list below                                  default movement
  --bots N         players to join                                        default: the scenario's
  --seconds N      length of the measured window                          default: the scenario's
  --minutes N      the same in minutes
  --hz N           ticks and snapshots a second of the server it starts   default: what the IDL says
  --url URL        a server that runs already                             default: starts one of its own
  --admin URL      that server's /metrics                                 default: port ${DEFAULT_ADMIN_PORT} of its host
  --out FILE       where the report goes, JSON                            default loadtest/results/latest.json
  --help           this text

Scenarios:
${[...SCENARIOS.values()].map(({ name, title, bots, seconds }) => `  ${name.padEnd(15)}${title} (${bots} bots, ${seconds} s)`).join('\n')}
`

const FLAGS = {
  scenario: { type: 'string', default: 'movement' },
  bots: { type: 'string' },
  seconds: { type: 'string' },
  minutes: { type: 'string' },
  hz: { type: 'string' },
  url: { type: 'string' },
  admin: { type: 'string' },
  out: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const

/** A server that the load test does not own. */
export interface RunningServer {
  readonly url: string
  /** Its operator listener; it may be out of reach. */
  readonly metricsUrl: string
}

export interface Options {
  readonly scenario: Scenario
  readonly bots: number
  readonly seconds: number
  /** Of the own server; undefined: what the IDL says. */
  readonly hz: number | undefined
  /** Undefined: start one. */
  readonly server: RunningServer | undefined
  /** Undefined: the usual place. */
  readonly out: string | undefined
}

/**
 * @returns the options, or "help"
 * @throws Error with one line for a person
 */
export function parseOptions(args: readonly string[]): Options | 'help' {
  const { values } = parseArgs({ args: [...args], options: FLAGS })
  if (values.help) return 'help'
  const scenario = SCENARIOS.get(values.scenario)
  if (scenario === undefined) throw new Error(`--scenario: "${values.scenario}" is none of ${NAMES.join(', ')}`)
  if (values.admin !== undefined && values.url === undefined) {
    throw new Error('--admin: belongs to the server of --url; give that too')
  }
  if (values.hz !== undefined && values.url !== undefined) {
    throw new Error('--hz: a server that runs already has its rate (tickwire serve --tick-rate); leave --hz out')
  }
  if (values.seconds !== undefined && values.minutes !== undefined) {
    throw new Error('--minutes: says the same as --seconds; give one of them')
  }
  const minutes = wholeNumber('--minutes', values.minutes, 1, SECONDS_MAX / 60)
  return {
    scenario,
    bots: wholeNumber('--bots', values.bots, 1, BOTS_MAX) ?? scenario.bots,
    seconds:
      minutes === undefined
        ? (wholeNumber('--seconds', values.seconds, 1, SECONDS_MAX) ?? scenario.seconds)
        : minutes * 60,
    hz: wholeNumber('--hz', values.hz, 1, HZ_MAX),
    server: values.url === undefined ? undefined : runningServer(values.url, values.admin),
    out: values.out,
  }
}

function runningServer(text: string, admin: string | undefined): RunningServer {
  const url = httpUrl('--url', text)
  if (admin !== undefined) return { url: url.href, metricsUrl: httpUrl('--admin', admin).href }
  return { url: url.href, metricsUrl: `http://${url.hostname}:${DEFAULT_ADMIN_PORT}/metrics` }
}

/** Undefined when nothing was said. */
function wholeNumber(flag: string, text: string | undefined, min: number, max: number): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (text.trim() !== '' && Number.isInteger(value) && value >= min && value <= max) return value
  throw new Error(`${flag}: "${text}" is no whole number of ${min} to ${max}`)
}

function httpUrl(flag: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url
  throw new Error(`${flag}: "${text}" is no URL; write it like http://127.0.0.1:7777`)
}
