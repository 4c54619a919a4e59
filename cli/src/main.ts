#!/usr/bin/env node
// The `tickwire` command: picks the subcommand. What each does and says stands in its own file, loaded when it is wanted, so
// that an operator's command needs nothing of a server.

const SERVE = 'serve'

async function help(): Promise<string> {
  const { OPERATOR_COMMANDS } = await import('./operator/index.js')
  const lines = OPERATOR_COMMANDS.map(
    ({ name, args, summary }) => `  ${[name, ...args].join(' ').padEnd(22)} ${summary.split('\n', 1)[0]}`,
  )
  return `Usage: tickwire <command> [options]       (tickwire <command> --help)

Runs a game; GAME is a module that exports a game (defineGame) as its default:
  serve GAME

Operates a server that runs, by its operator listener:
${lines.join('\n')}
`
}

async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(await help())
    return name === undefined ? 2 : 0
  }
  if (name === SERVE) return (await import('./serve.js')).serve(rest)
  const { OPERATOR_COMMANDS } = await import('./operator/index.js')
  const command = OPERATOR_COMMANDS.find((each) => each.name === name)
  if (command !== undefined) return (await import('./operator/command.js')).runCommand(command, rest)
  const names = [SERVE, ...OPERATOR_COMMANDS.map((each) => each.name)]
  process.stderr.write(`tickwire: no command "${name}"; there is: ${names.join(', ')}\n`)
  return 2
}

process.exitCode = await main(process.argv.slice(2))
