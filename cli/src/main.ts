#!/usr/bin/env node
// The `tickwire` command: picks the subcommand. What each does and says stands in its own file.

import { SERVE_HELP, serve } from './serve.js'

const HELP = `Usage: tickwire <command> [options]

Commands:
  serve GAME   run a game server      (tickwire serve --help)

GAME is a module that exports a game (defineGame) as its default.
`

async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args
  if (command === undefined || command === '--help' || command === '-h' || command === 'help') {
    process.stdout.write(HELP)
    return command === undefined ? 2 : 0
  }
  if (command === 'serve') return serve(rest)
  process.stderr.write(`tickwire: no command "${command}"; there is: serve\n${SERVE_HELP.split('\n')[0]}\n`)
  return 2
}

process.exitCode = await main(process.argv.slice(2))
