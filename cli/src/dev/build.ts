// `tickwire build`: the game of the folder, once and whole, for `tickwire serve`: its simulation as a module that names the page, and
// the page with its script made small. What is wrong leaves the last build as it was.

import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { bundleSimulation, bundleSmallClient } from './bundle.js'
import { generate } from './generate.js'
import { isMade, type Problem } from './problem.js'
import { findProject, type Project, pageFiles } from './project.js'
import { loadTools, type Tools } from './tools.js'
import { TypeCheck } from './type-check.js'

const HELP = `Usage: tickwire build

Builds the game of this folder into dist/, to be served: generates code from its IDL (*.thrift), checks types, and bundles its
simulation (simulation.ts) and its page (index.html, client.ts). Needs the Apache compiler. Run what it made, with the packages of
package.json and gen-nodejs/ beside it:

  npx tickwire serve dist/game.js

Options:
  --help   this text
`

/** What `tickwire serve` loads. */
const GAME = `// The game with its page. Made by tickwire build.
import game from './simulation.js'

export default { ...game, staticDir: new URL('page/', import.meta.url) }
`

/** Returns the exit code. */
export async function build(args: readonly string[]): Promise<number> {
  try {
    const { values } = parseArgs({ args: [...args], options: { help: { type: 'boolean', short: 'h' } } })
    if (values.help === true) {
      process.stdout.write(HELP)
      return 0
    }
    const problems = await buildProject(findProject(process.cwd()), await loadTools())
    for (const { text } of problems) process.stderr.write(`${text}\n`)
    if (problems.length > 0) return 1
    process.stdout.write('dist/ is built. Run it:\n\n  npx tickwire serve dist/game.js\n')
    return 0
  } catch (error) {
    process.stderr.write(`tickwire: ${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  }
}

/** @returns what is wrong, and then nothing was built */
async function buildProject(project: Project, tools: Tools): Promise<readonly Problem[]> {
  const { folder, built, dist } = project
  const page = join(dist, 'page')
  mkdirSync(built, { recursive: true })
  const generated = generate(project, tools, 'problem')
  if (!isMade(generated)) return generated.problems
  const [simulation, client] = await Promise.all([
    bundleSimulation(project, tools),
    bundleSmallClient(project, tools, page),
  ])
  if (!isMade(simulation)) return simulation.problems
  if (!isMade(client)) return client.problems
  const types = await new TypeCheck(project, tools).run()
  if (types !== undefined && types.length > 0) return types
  rmSync(dist, { recursive: true, force: true })
  mkdirSync(page, { recursive: true })
  writeFileSync(join(dist, 'simulation.js'), simulation.value)
  writeFileSync(join(dist, 'game.js'), GAME)
  for (const { path, contents } of client.value) writeFileSync(path, contents)
  for (const file of pageFiles(project)) copyFileSync(join(folder, file), join(page, file))
  return []
}
