// What every operators' command is made of: its arguments and flags, its help, and how it runs. Commands say what they show
// twice, as a value for scripts and as text for people; `--json` chooses.

import { existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { AdminClient } from '@tickwire/gen-nodejs/admin.handlers.js'
import type { Action } from '@tickwire/gen-nodejs/admin.types.js'
import { DEFAULT_ADMIN_PORT } from '@tickwire/gen-nodejs/common.types.js'
import { operatorTokenFile } from '@tickwire/server/operator-token'
import { connect } from './connection.js'
import { EXIT, exitCodeOf, UsageError } from './exit-codes.js'

/** A flag: its value's name in the help, or none for a switch; and what it does. */
export interface Flag {
  readonly value?: string
  readonly help: string
}

export interface Command {
  readonly name: string
  /** One line; more lines are for its own help. */
  readonly summary: string
  /** Names of the arguments; one in brackets may be left out. */
  readonly args: readonly string[]
  readonly flags: Readonly<Record<string, Flag>>
  /** It changes something: `--why` is needed, `--dry-run` may be given. */
  readonly writes: 'always' | 'sometimes' | 'never'
  run(context: Context): Promise<void>
}

export interface Context {
  readonly admin: AdminClient
  /** By position; undefined where one was left out. */
  readonly args: readonly (string | undefined)[]
  /** Of flags with a value. */
  value(flag: string): string | undefined
  /** A whole number of a flag, or the fallback. */
  number(flag: string, fallback: number): number
  isSet(flag: string): boolean
  /** What goes with a write. Throws UsageError without `--why`. */
  action(): Action
  show(value: unknown, text: () => string): void
}

const COMMON: Readonly<Record<string, Flag>> = {
  url: { value: 'URL', help: `operator listener; default http://127.0.0.1:${DEFAULT_ADMIN_PORT}` },
  'token-file': { value: 'FILE', help: 'operator token; default what a server on this machine wrote' },
  json: { help: 'for scripts: JSON instead of tables' },
  help: { help: 'this text' },
}

const WRITING: Readonly<Record<string, Flag>> = {
  why: { value: 'TEXT', help: 'the reason, for the audit' },
  'dry-run': { help: 'check everything, change nothing' },
}

/** Runs a command line. @returns the exit code */
export async function runCommand(command: Command, line: readonly string[]): Promise<number> {
  let close: (() => void) | undefined
  try {
    const { values, positionals } = parse(command, line)
    if (values.help === true) {
      process.stdout.write(helpOf(command))
      return EXIT.ok
    }
    checkArgs(command, positionals)
    const url = urlOf(values)
    const connection = connect(url.origin, tokenOf(values, url))
    close = connection.close
    await command.run(contextOf(connection.admin, values, positionals))
    return EXIT.ok
  } catch (error) {
    process.stderr.write(`tickwire ${command.name}: ${error instanceof Error ? error.message : String(error)}\n`)
    return exitCodeOf(error)
  } finally {
    close?.()
  }
}

export function helpOf(command: Command): string {
  const isWriting = command.writes !== 'never'
  const flags = Object.entries({ ...command.flags, ...(isWriting ? WRITING : {}), ...COMMON })
  const lines = flags.map(([name, { value, help }]) => {
    return `  ${`--${name}${value === undefined ? '' : ` ${value}`}`.padEnd(20)} ${help}`
  })
  return `Usage: ${usageOf(command)}\n\n${command.summary}\n\nOptions:\n${lines.join('\n')}\n`
}

export function usageOf({ name, args, writes }: Command): string {
  return ['tickwire', name, ...args, ...(writes === 'always' ? ['--why TEXT'] : []), '[options]'].join(' ')
}

type Values = Readonly<Record<string, string | boolean | undefined>>

function parse(command: Command, line: readonly string[]): { values: Values; positionals: readonly string[] } {
  const flags = { ...command.flags, ...(command.writes === 'never' ? {} : WRITING), ...COMMON }
  const options = Object.fromEntries(
    Object.entries(flags).map(([name, { value }]) => {
      return [name, value === undefined ? ({ type: 'boolean' } as const) : ({ type: 'string' } as const)]
    }),
  )
  try {
    const parsed = parseArgs({ args: [...line], options, allowPositionals: true })
    return { values: parsed.values as Values, positionals: parsed.positionals }
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

function checkArgs({ args, name }: Command, given: readonly string[]): void {
  const missing = args.find((arg, i) => !arg.startsWith('[') && given[i] === undefined)
  if (missing !== undefined) throw new UsageError(`${missing} is missing; see tickwire ${name} --help`)
  if (given.length > args.length) throw new UsageError(`"${given[args.length]}" is one argument too many`)
}

function urlOf({ url }: Values): URL {
  const text = typeof url === 'string' ? url : `http://127.0.0.1:${DEFAULT_ADMIN_PORT}`
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) {
    throw new UsageError(`--url: "${text}" is no address; write it like http://127.0.0.1:${DEFAULT_ADMIN_PORT}`)
  }
  return new URL(text)
}

function tokenOf(values: Values, { port }: URL): string {
  const path = values['token-file'] ?? operatorTokenFile(Number(port))
  if (typeof path !== 'string' || !existsSync(path)) {
    throw new UsageError(`no operator token at ${path}; give --token-file FILE, or start the server on this machine`)
  }
  return readFileSync(path, 'utf8').trim()
}

function contextOf(admin: AdminClient, values: Values, args: readonly string[]): Context {
  const value = (flag: string): string | undefined => {
    const given = values[flag]
    return typeof given === 'string' ? given : undefined
  }
  return {
    admin,
    args,
    value,
    number: (flag, fallback) => wholeNumber(`--${flag}`, value(flag) ?? String(fallback)),
    isSet: (flag) => values[flag] === true,
    action() {
      const why = value('why')
      if (why === undefined) throw new UsageError('this changes something: say why, --why TEXT')
      return { why, requestId: '', dryRun: values['dry-run'] === true }
    },
    show(shown, text) {
      process.stdout.write(`${values.json === true ? JSON.stringify(shown) : text()}\n`)
    },
  }
}

function wholeNumber(flag: string, text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text)
  throw new UsageError(`${flag}: "${text}" is no whole number`)
}
