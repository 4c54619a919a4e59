// The server of `tickwire dev`: loads each new module of the simulation and goes on with it, in the rooms that run where that can be,
// or else as a server begun anew on the same ports.

import { sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createServer, type Game, type ServerOptions, type TickwireServer } from '@tickwire/server'
import { gameOf } from '../serve.js'
import { LiveGame } from './live-game.js'
import type { Made } from './problem.js'
import { type Project, SIMULATION } from './project.js'

/** What is new after a build. */
export type TakenUp = 'nothing' | 'simulation' | 'server'

export class DevServer {
  /** Where players find it. */
  url = ''
  private server: TickwireServer | undefined
  private game: LiveGame | undefined
  private simulation = ''
  private loads = 0

  constructor(
    private readonly project: Project,
    private readonly page: URL,
    private options: Omit<ServerOptions, 'games'>,
    /** The game threw. */
    private readonly onError: (error: unknown) => void,
  ) {}

  /**
   * @param file - the module of the simulation, whose text is `simulation`
   * @param isNewIdl - rooms that run have another schema
   * @returns what is new; problems where the module does not load, and then nothing is
   * @throws Error when the server cannot listen
   */
  async takeUp(file: string, simulation: string, isNewIdl: boolean): Promise<Made<TakenUp>> {
    if (simulation === this.simulation && !isNewIdl) return { value: 'nothing' }
    let game: Game
    try {
      // Another address, or Node answers with the module that it has.
      game = gameOf(await import(`${pathToFileURL(file).href}?${++this.loads}`), SIMULATION)
    } catch (error) {
      return { problems: [{ by: 'game', text: stackOf(error, this.project) }] }
    }
    this.simulation = simulation
    if (!isNewIdl && this.game?.replace(game) === true) return { value: 'simulation' }
    await this.begin(game)
    return { value: 'server' }
  }

  async stop(): Promise<void> {
    await this.server?.stop()
  }

  private async begin(game: Game): Promise<void> {
    await this.server?.stop('the game was changed')
    this.server = undefined
    this.game = new LiveGame(game, this.page, this.onError)
    // Node's own HTTP server, which gives its port back at once: the next one must have it.
    const server = createServer({ ...this.options, listener: 'ws', games: [this.game.game], freshPage: true })
    const { http } = await server.listen()
    this.server = server
    this.url = http
    // Pages come back to where they were.
    this.options = { ...this.options, port: Number(new URL(http).port) }
  }
}

/** The error, and the part of its stack that is the game's. */
export function stackOf(error: unknown, { folder }: Project): string {
  if (!(error instanceof Error)) return String(error)
  const lines = (error.stack ?? error.message).split('\n')
  const frames = lines.filter(
    (line) => !/^\s+at /.test(line) || (line.includes(folder) && !line.includes('node_modules')),
  )
  return frames.join('\n').replaceAll(`${folder}${sep}`, '')
}
