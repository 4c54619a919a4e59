// `tickwire serve`: loads a game, starts the server, prints where it listens, and ends it on Ctrl-C. The only place that
// touches signals and exit codes.

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createServer, type Game } from '@tickwire/server'
import { readOperators } from '@tickwire/server/operator-token'
import { parseServe, SERVE_HELP, type ServeCommand } from './serve-options.js'

export { SERVE_HELP }

/** Runs until a signal. Returns the exit code. */
export async function serve(args: readonly string[]): Promise<number> {
  try {
    const command = parseServe(args, process.env)
    if (command === 'help') {
      process.stdout.write(SERVE_HELP)
      return 0
    }
    await run(command)
    return 0
  } catch (error) {
    process.stderr.write(`tickwire: ${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  }
}

async function run(command: ServeCommand): Promise<void> {
  const operators = command.operators === undefined ? {} : { operators: readOperators(command.operators) }
  const server = createServer({ ...command.options, ...operators, games: [await loadGame(command.game)] })
  const stopped = new Promise<void>((done) => {
    const stop = (): void => {
      server.stop('the server is stopping').then(done, done)
    }
    process.once('SIGINT', stop)
    process.once('SIGTERM', stop)
  })
  const { http, thrift, admin, operatorToken } = await server.listen()
  process.stdout.write(`ready ${http} thrift ${thrift} admin ${admin}\n`)
  if (operatorToken !== undefined) process.stdout.write(`operator token in ${operatorToken}\n`)
  await stopped
}

async function loadGame(path: string): Promise<Game> {
  if (!existsSync(path)) {
    throw new Error(
      `there is no file ${path}: name the compiled game, such as dist/src/game.js, and compile it first (tsc -b)`,
    )
  }
  const loaded = (await import(pathToFileURL(resolve(path)).href)) as { readonly default?: unknown }
  const game = loaded.default
  if (typeof game !== 'object' || game === null || !('schema' in game) || !('simulation' in game)) {
    throw new Error(`${path} has no game: export default defineGame({ ... })`)
  }
  return game as Game
}
