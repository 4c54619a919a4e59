import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { named, newGame } from './new.js'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** Runs `tickwire new` in a folder below the repository, where its packages are found. */
function run(t: Test, folder: string, ...args: string[]): { code: number; out: string; err: string } {
  const out = t.capture(process.stdout, 'write', () => true)
  const err = t.capture(process.stderr, 'write', () => true)
  const code = newGame(args, folder)
  const textOf = (calls: readonly { args: readonly unknown[] }[]): string => calls.map(({ args }) => args[0]).join('')
  const said = { code, out: textOf(out()), err: textOf(err()) }
  out.restore()
  err.restore()
  return said
}

const read = (...path: string[]): string => readFileSync(join(...path), 'utf8')

t.test('a new game generates and compiles strictly, whatever its name', async (t) => {
  for (const name of ['dots', 'capture-the-flag2']) {
    const folder = t.testdir({})
    t.match(run(t, folder, name), {
      code: 0,
      out: new RegExp(`cd ${name}\n  npm install\n  npx tickwire dev`),
      err: '',
    })
    const game = join(folder, name)
    const files = [
      '.gitignore',
      `${name}.thrift`,
      'client.ts',
      'index.html',
      'package.json',
      'simulation.ts',
      'tsconfig.json',
    ]
    t.same(new Set(readdirSync(game)), new Set(files))
    for (const file of readdirSync(game)) t.notMatch(read(game, file), /mygame/i, file)
    const node = (...args: string[]) => execFileSync(process.execPath, args, { cwd: game, stdio: 'pipe' })
    node(join(ROOT, 'codegen/dist/cli.js'), '--out', 'gen-nodejs', `${name}.thrift`)
    node(join(ROOT, 'node_modules/typescript/bin/tsc'))
    const lines = [`${name}.thrift`, 'simulation.ts', 'client.ts'].map((file) => read(game, file).split('\n').length)
    t.ok(Math.max(...lines) < 100, `three short files: ${lines}`)
  }
})

t.test('names are joined where a hyphen cannot stand', async (t) => {
  const text = "'mygame' ./mygame.state.js mygameSchema MygameWorld"
  t.equal(named(text, 'my-game'), "'my-game' ./my-game.state.js myGameSchema MyGameWorld")
})

t.test('its packages are those of this version, or the tarballs of a folder', async (t) => {
  const { version } = JSON.parse(read(ROOT, 'cli/package.json')) as { version: string }
  const packages = ['client', 'gen-nodejs', 'protocol', 'server', 'simulation', 'codegen'].map(
    (name) => `tickwire-${name}`,
  )
  const tarballs = Object.fromEntries(['tickwire', ...packages].map((name) => [`${name}-${version}.tgz`, '']))
  const folder = t.testdir({ packages: tarballs })
  const versionsOf = (game: string): [string, string][] => {
    const { dependencies, devDependencies } = JSON.parse(read(folder, game, 'package.json')) as {
      dependencies: Record<string, string>
      devDependencies: Record<string, string>
    }
    return Object.entries({ ...dependencies, ...devDependencies }).filter(([name]) => name.includes('tickwire'))
  }
  run(t, folder, 'released')
  t.equal(versionsOf('released').length, 7)
  for (const [name, range] of versionsOf('released')) t.equal(range, `^${version}`, name)
  run(t, folder, 'packed', '--packages', 'packages')
  for (const [name, range] of versionsOf('packed')) {
    t.equal(range, `file:../packages/${name.replace('@', '').replace('/', '-')}-${version}.tgz`)
  }
})

t.test('every mistake is one line; files are written over only when told to', async (t) => {
  const folder = t.testdir({ taken: { 'client.ts': 'mine' }, empty: {}, some: { 'tickwire-0.1.0.tgz': '' } })
  const cases: [string[], RegExp][] = [
    [[], /name the game, for example: tickwire new mygame\n$/],
    [['a', 'b'], /one game, not also "b"\n$/],
    [['My Game'], /"My Game" is no name; use a-z, 0-9 and -/],
    [['-x'], /-x/],
    [['taken'], /taken is there and not empty; choose another name, or --force/],
    [['x', '--packages', 'empty'], /has no tarballs of Tickwire; run: make pack/],
    [['x', '--packages', 'some'], /there is no tarball of @tickwire\/client/],
  ]
  for (const [args, err] of cases) t.match(run(t, folder, ...args), { code: 1, out: '', err })
  t.equal(read(folder, 'taken/client.ts'), 'mine')
  t.equal(run(t, folder, 'taken', '--force').code, 0)
  t.match(read(folder, 'taken/client.ts'), 'quickPlay')
  t.equal(run(t, folder, 'empty').code, 0, 'an empty folder will do')
  t.match(run(t, folder, '--help').out, /^Usage: tickwire new NAME/)
})
