// The README's game is a game: its IDL generates, its code compiles as it stands there, two players in it move, and its
// client joins it over real sockets.

import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { connect } from '@tickwire/client'
import type { ServiceType } from '@tickwire/protocol'
import { createServer, type Game } from '@tickwire/server'
import type { World } from '@tickwire/simulation'
import t from 'tap'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
/** Inside this package, so that its dependencies are found. */
const FOLDER = `${ROOT}test/dist/readme`

const readme = readFileSync(`${ROOT}README.md`, 'utf8')

function block(language: string): string {
  const found = new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(readme)?.[1]
  if (found === undefined) throw new Error(`the README has no ${language} block`)
  return found
}

/** What the README's client prints in a room where another dot is. */
async function playAgainst(game: Game): Promise<string[]> {
  const server = createServer({ games: [game], port: 0, thriftPort: 0, adminPort: 0, logLevel: 'silent' })
  const { http } = await server.listen()
  const other = await connect({ url: http })
  try {
    await other.login({ displayName: 'Ben' })
    const room = await other.quickPlay(game.schema, { service: game.service as ServiceType })
    const client = block('js').replace("'http://127.0.0.1:7777'", `'${http}'`)
    writeFileSync(`${FOLDER}/client.js`, `${client}\nroom.leave()\nclient.close()\n`)
    const { stdout } = await promisify(execFile)(process.execPath, ['client.js'], { cwd: FOLDER })
    room.leave()
    return stdout.split('\n')
  } finally {
    other.close()
    await server.stop()
  }
}

t.test("the README's game generates, compiles and plays", async (t) => {
  rmSync(FOLDER, { recursive: true, force: true })
  mkdirSync(FOLDER, { recursive: true })
  writeFileSync(`${FOLDER}/dots.thrift`, block('thrift'))
  writeFileSync(`${FOLDER}/game.ts`, block('ts'))
  writeFileSync(`${FOLDER}/package.json`, '{ "type": "module", "imports": { "#apache/*": "./gen-nodejs/apache/*" } }')
  writeFileSync(
    `${FOLDER}/tsconfig.json`,
    JSON.stringify({
      extends: '../../../tsconfig.base.json',
      compilerOptions: { composite: false, incremental: false },
    }),
  )
  const run = (...args: string[]): void => {
    execFileSync(process.execPath, args, { cwd: FOLDER, encoding: 'utf8', stdio: 'pipe' })
  }
  const includes = ['-I', `${ROOT}idl`, '--include-package', 'common=@tickwire/gen-nodejs']
  run(`${ROOT}codegen/dist/cli.js`, '--out', 'gen-nodejs', ...includes, 'dots.thrift')
  run(`${ROOT}node_modules/typescript/bin/tsc`, '-p', '.')
  const { default: game } = (await import(pathToFileURL(`${FOLDER}/game.js`).href)) as { default: Game }
  t.equal(game.schema.name, 'dots')
  const world = game.simulation.create({}, 1)
  const join = (seat: number): number => game.simulation.onJoin(world, { seat, playerId: `p${seat}`, displayName: 'x' })
  t.same([join(0), join(1)], [1, 2])
  const commands = game.schema.command.createTable(2)
  const fields = new Int32Array(2)
  game.schema.command.quantise({ dx: 5, dy: -2 }, fields)
  game.schema.command.store(fields, 0, commands, commands.append(1, 1))
  game.simulation.step(world, commands, 1)
  const dots = (world as World & { dot: { x: Float64Array; y: Float64Array } }).dot
  t.same([dots.x[0], dots.x[1], dots.y[1]], [0, 5, -2])
  t.match(await playAgainst(game), [/^in sight: 1$/, /^2 OwnDot \{/], "the README's client plays too")
  const lines = block('thrift').split('\n').length + block('ts').split('\n').length
  t.ok(lines < 60, `a small game: ${lines} lines, IDL included`)
})
