// What the load test is told on its command line. Pure; every mistake is one line that names the flag and the fix.

import { parseArgs } from 'node:util'
import { DEFAULT_ADMIN_PORT } from '@tickwire/gen-nodejs/common.types.js'

const BOTS_MAX = 10_000
const SECONDS_MAX = 86_400
const CALLERS_MAX = 256

export const HELP = `Usage: node loadtest/dist/main.js [options]

Joins many bots to the arena over real sockets, measures, and ends with exit code 1 if anything went wrong.

Options:
  --bots N       players to join                                        default 200
  --seconds N    length of the measured window                          default 10
  --rpc N        concurrent Thrift callers, measured after it; 0: none  default 4
  --url URL      a server that runs already                             default: starts one of its own
  --admin URL    that server's /metrics                                 default: port ${DEFAULT_ADMIN_PORT} of its host
  --out FILE     where the report goes, JSON                            default loadtest/results/latest.json
  --help         this text
`

const FLAGS = {
  bots: { type: 'string', default: '200' },
  seconds: { type: 'string', default: '10' },
  rpc: { type: 'string', default: '4' },
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
  readonly bots: number
  readonly seconds: number
  readonly callers: number
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
  if (values.admin !== undefined && values.url === undefined) {
    throw new Error('--admin: belongs to the server of --url; give that too')
  }
  return {
    bots: wholeNumber('--bots', values.bots, 1, BOTS_MAX),
    seconds: wholeNumber('--seconds', values.seconds, 1, SECONDS_MAX),
    callers: wholeNumber('--rpc', values.rpc, 0, CALLERS_MAX),
    server: values.url === undefined ? undefined : runningServer(values.url, values.admin),
    out: values.out,
  }
}

function runningServer(text: string, admin: string | undefined): RunningServer {
  const url = httpUrl('--url', text)
  if (admin !== undefined) return { url: url.href, metricsUrl: httpUrl('--admin', admin).href }
  return { url: url.href, metricsUrl: `http://${url.hostname}:${DEFAULT_ADMIN_PORT}/metrics` }
}

function wholeNumber(flag: string, text: string, min: number, max: number): number {
  const value = Number(text)
  if (text.trim() !== '' && Number.isInteger(value) && value >= min && value <= max) return value
  throw new Error(`${flag}: "${text}" is no whole number of ${min} to ${max}`)
}

function httpUrl(flag: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url
  throw new Error(`${flag}: "${text}" is no URL; write it like http://127.0.0.1:7777`)
}
