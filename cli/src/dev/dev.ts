// `tickwire dev`: builds the game of the folder, serves it, and builds again what was saved. The simulation is replaced in rooms that run;
// where that cannot be, the server begins anew and pages come back to it. What is wrong is said in the terminal and on the page.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { optionsOf } from '../serve.js'
import { parseServe } from '../serve-options.js'
import { bundleClient, bundleSimulation } from './bundle.js'
import { DevServer, stackOf } from './dev-server.js'
import { generate } from './generate.js'
import { PageFolder } from './page-folder.js'
import { isMade, type Made, type Problem } from './problem.js'
import { findProject, type Project } from './project.js'
import { loadTools, type Tools } from './tools.js'
import { TypeCheck } from './type-check.js'
import { watch } from './watch.js'

const HELP = `Usage: tickwire dev [options]

Runs the game of this folder: generates code from its IDL (*.thrift), serves its page (index.html, client.ts) and takes up what
is saved. A new simulation (simulation.ts) goes on with the world as it is; a new IDL begins with new rooms.

Options are those of tickwire serve, such as --host and --port. Default: --log-level warn
`

/** Runs until a signal. Returns the exit code. */
export async function dev(args: readonly string[]): Promise<number> {
  try {
    // A game's place in the command line: this command makes the module.
    const command = parseServe(['simulation.ts', ...args], process.env)
    if (command === 'help') {
      process.stdout.write(HELP)
      return 0
    }
    const project = findProject(process.cwd())
    process.setSourceMapsEnabled(true)
    const options = { logLevel: 'warn', ...(await optionsOf(command)) }
    const session = new DevSession(project, await loadTools(), options)
    await session.run(
      new Promise<void>((stop) => {
        process.once('SIGINT', () => stop())
        process.once('SIGTERM', () => stop())
      }),
    )
    return 0
  } catch (error) {
    process.stderr.write(`tickwire: ${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  }
}

class DevSession {
  private readonly page: PageFolder
  private readonly server: DevServer
  private readonly types: TypeCheck
  /** What the last build found, what the types are, and what the game threw since. */
  private problems: { build: readonly Problem[]; types: readonly Problem[]; game: readonly Problem[] } = {
    build: [],
    types: [],
    game: [],
  }
  /** Rooms that run have the schema of an IDL before this one. */
  private isNewIdl = false
  private isSaved = false
  private building: Promise<void> | undefined
  private said = ''
  private noticed: string | undefined

  constructor(
    private readonly project: Project,
    private readonly tools: Tools,
    options: ConstructorParameters<typeof DevServer>[2],
  ) {
    this.page = new PageFolder(project)
    this.types = new TypeCheck(project, tools)
    this.server = new DevServer(project, this.page.folder, options, (error) => {
      this.problems.game = [{ by: 'game', text: stackOf(error, project) }]
      this.show()
    })
  }

  /** Serves until `stopped`. Rejects when the server cannot listen. */
  async run(stopped: Promise<void>): Promise<void> {
    mkdirSync(this.project.built, { recursive: true })
    const failed = new Promise<never>((_, reject) => {
      this.fail = reject
    })
    const unwatch = watch(this.project.folder, () => this.saved())
    this.saved()
    try {
      await Promise.race([stopped, failed])
    } finally {
      unwatch()
      this.types.stop()
      await this.building?.catch(() => {})
      await this.server.stop()
    }
  }

  private fail: (error: unknown) => void = () => {}

  /** Builds; what is saved meanwhile is built afterwards. */
  private saved(): void {
    this.isSaved = true
    this.building ??= this.buildSaved()
      .catch((error: unknown) => this.fail(error))
      .finally(() => {
        this.building = undefined
      })
  }

  private async buildSaved(): Promise<void> {
    while (this.isSaved) {
      this.isSaved = false
      await this.build()
    }
  }

  private async build(): Promise<void> {
    const { project, tools, problems } = this
    const generated = generate(project, tools)
    const made = isMade(generated) ? await this.bundle() : generated
    if (isMade(generated)) {
      this.isNewIdl ||= generated.value.isNew
      this.notice(generated.value.notice)
      void this.checkTypes()
    }
    problems.build = isMade(made) ? await this.takeUp(made.value) : made.problems
    this.show()
  }

  private async bundle(): Promise<Made<{ simulation: string; client: string }>> {
    const [simulation, client] = await Promise.all([
      bundleSimulation(this.project, this.tools),
      bundleClient(this.project, this.tools),
    ])
    if (isMade(simulation) && isMade(client)) return { value: { simulation: simulation.value, client: client.value } }
    return { problems: [simulation, client].flatMap((made) => (isMade(made) ? [] : made.problems)) }
  }

  /** @returns why the simulation does not even load */
  private async takeUp({ simulation, client }: { simulation: string; client: string }): Promise<readonly Problem[]> {
    const file = join(this.project.built, 'game.mjs')
    writeFileSync(file, simulation)
    const isNewPage = this.page.write(client)
    const taken = await this.server.takeUp(file, simulation, this.isNewIdl)
    if (!isMade(taken)) return taken.problems
    const what = taken.value
    if (what === 'server') this.isNewIdl = false
    if (what !== 'nothing') this.problems.game = []
    if (isNewPage || what === 'server') this.page.loadAgain()
    if (what === 'server') this.say(`running ${this.server.url}`)
    else if (what === 'simulation') this.say('new simulation, the same world')
    else if (isNewPage) this.say('new page')
    return []
  }

  private async checkTypes(): Promise<void> {
    const found = await this.types.run()
    if (found === undefined) return
    this.problems.types = found
    this.show()
  }

  private show(): void {
    const { build, types, game } = this.problems
    // What does not build has no types to speak of.
    const problems = build.length > 0 ? build : [...game, ...types]
    this.page.tell(problems)
    const text = problems.map((problem) => `${problem.text}\n\n`).join('')
    if (text !== this.said && text !== '') process.stderr.write(`\n${text}`)
    if (text === '' && this.said !== '') this.say('no problems')
    this.said = text
  }

  private notice(text: string | undefined): void {
    if (text !== undefined && text !== this.noticed) this.say(text)
    this.noticed = text
  }

  private say(text: string): void {
    process.stdout.write(`${text}\n`)
  }
}
