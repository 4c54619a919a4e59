// `tickwire serve`: loads a game, starts the server, prints where it listens, and ends it on Ctrl-C: the first signal drains,
// a second one stops at once. The only place that touches signals and exit codes.

import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createServer, type Game, type QueueOptions, type TickwireServer } from '@tickwire/server'
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
  const games = [await loadGame(command.game)]
  const server = createServer({ ...(await optionsOf(command)), games })
  const stopped = stoppedBySignal(server, command.drainMs)
  const { http, thrift, admin, operatorToken } = await server.listen()
  // In one piece: who reads only the first line may close the pipe behind it.
  const token = operatorToken === undefined ? '' : `operator token in ${operatorToken}\n`
  process.stdout.write(`ready ${http} thrift ${thrift} admin ${admin}\n${token}`)
  await stopped
}

/** What a server is told, with what stands in the files that the command names. */
export async function optionsOf(command: ServeCommand): Promise<ServeCommand['options']> {
  const operators = command.operators === undefined ? {} : { operators: readOperators(command.operators) }
  const queues = command.queues === undefined ? {} : { queues: await loadQueues(command.queues) }
  return { ...command.options, ...operators, ...queues }
}

/** Whether it is a list of queues is for the server to say. */
async function loadQueues(path: string): Promise<readonly QueueOptions[]> {
  if (!path.endsWith('.json')) {
    const loaded = (await import(pathToFileURL(resolve(path)).href)) as { readonly default?: unknown }
    if (loaded.default === undefined) throw new Error(`--queues: ${path} has no queues: export default [{ ... }]`)
    return loaded.default as readonly QueueOptions[]
  }
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as readonly QueueOptions[]
  } catch (error) {
    throw new Error(`--queues: ${path} is no JSON file: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** Resolves when signals have stopped the server. A drain that an operator calls off leaves it running as before. */
function stoppedBySignal(server: TickwireServer, drainMs: number): Promise<void> {
  return new Promise((done) => {
    let state: 'running' | 'draining' | 'stopping' = 'running'
    const stop = (): void => {
      if (state === 'stopping') return
      state = 'stopping'
      server.stop('the server is stopping').then(done, done)
    }
    const onSignal = (): void => {
      if (state !== 'running' || drainMs === 0) {
        stop()
        return
      }
      state = 'draining'
      server.drain(drainMs).then((isOver) => {
        if (isOver) stop()
        else if (state === 'draining') state = 'running'
      }, stop)
    }
    process.on('SIGINT', onSignal)
    process.on('SIGTERM', onSignal)
  })
}

async function loadGame(path: string): Promise<Game> {
  if (!existsSync(path)) {
    throw new Error(
      `there is no file ${path}: name the compiled game, such as dist/src/game.js, and compile it first (tsc -b)`,
    )
  }
  return gameOf(await import(pathToFileURL(resolve(path)).href), path)
}

/**
 * The game that a module exports.
 * @throws Error with one line for a person
 */
export function gameOf(module: { readonly default?: unknown }, path: string): Game {
  const game = module.default
  if (typeof game !== 'object' || game === null || !('schema' in game) || !('simulation' in game)) {
    throw new Error(`${path} has no game: export default defineGame({ ... })`)
  }
  return game as Game
}
