#!/usr/bin/env node
// The `tickwire` command: picks the subcommand. What each does and says stands in its own file, loaded when it is wanted, so
// that an operator's command needs nothing of a server.

/** What is about a game; the rest is about a server that runs. */
const GAME_COMMANDS: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  new: async (args) => (await import('./new.js')).newGame(args),
  dev: async (args) => (await import('./dev/dev.js')).dev(args),
  build: async (args) => (await import('./dev/build.js')).build(args),
  serve: async (args) => (await import('./serve.js')).serve(args),
}

async function help(): Promise<string> {
  const { OPERATOR_COMMANDS } = await import('./operator/index.js')
  const lines = OPERATOR_COMMANDS.map(
    ({ name, args, summary }) => `  ${[name, ...args].join(' ').padEnd(22)} ${summary.split('\n', 1)[0]}`,
  )
  return `Usage: tickwire <command> [options]       (tickwire <command> --help)

Makes a game, and runs it; GAME is a module that exports a game (defineGame) as its default:
  new NAME               write a small game into a new folder
  dev                    run the game of this folder, and take up what is saved in it
  build                  build the game of this folder into dist/, for serve
  serve GAME             run a server

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
  const gameCommand = Object.hasOwn(GAME_COMMANDS, name) ? GAME_COMMANDS[name] : undefined
  if (gameCommand !== undefined) return gameCommand(rest)
  const { OPERATOR_COMMANDS } = await import('./operator/index.js')
  const command = OPERATOR_COMMANDS.find((each) => each.name === name)
  if (command !== undefined) return (await import('./operator/command.js')).runCommand(command, rest)
  const names = [...Object.keys(GAME_COMMANDS), ...OPERATOR_COMMANDS.map((each) => each.name)]
  process.stderr.write(`tickwire: no command "${name}"; there is: ${names.join(', ')}\n`)
  return 2
}

process.exitCode = await main(process.argv.slice(2))
