// The published packages, as npm packs them, work in a folder outside of the repository: a new game is installed with them as
// the README has it and runs, everything that they export can be imported and has types, and nothing of the repository is missed. Third-party packages come from npm's
// registry, so this is no part of `make test`: `make pack-test` runs it.

import { execFile, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const PUBLISHED = [
  '@tickwire/client',
  '@tickwire/gen-nodejs',
  '@tickwire/protocol',
  '@tickwire/server',
  '@tickwire/simulation',
  'tickwire',
  'tickwire-codegen',
]

interface Manifest {
  readonly name: string
  readonly version: string
  readonly engines?: { readonly node: string }
  readonly bin?: Readonly<Record<string, string>>
  readonly exports?: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>
}

const readJson = (file: string): Manifest => JSON.parse(readFileSync(file, 'utf8')) as Manifest
const run = promisify(execFile)

/** A new game with the tarballs. npm is told of no workspace, so whatever they need they must bring or name. */
async function install(parent: string): Promise<string> {
  execFileSync(join(ROOT, 'tools/pack.sh'), [join(parent, 'packages')])
  const args = ['new', 'mygame', '--packages', 'packages']
  execFileSync(process.execPath, [join(ROOT, 'cli/dist/main.js'), ...args], { cwd: parent })
  const folder = join(parent, 'mygame')
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund'], { cwd: folder })
  return folder
}

/** What `tickwire dev` says until it serves the game; then it is ended. */
async function dev(folder: string): Promise<{ readonly said: string; readonly page: string }> {
  const bin = join(folder, 'node_modules/.bin/tickwire')
  const child = spawn(bin, ['dev', '--port', '0', '--thrift-port', '0', '--admin-port', '0'], { cwd: folder })
  let said = ''
  for await (const text of child.stdout.setEncoding('utf8')) {
    said += text
    const url = /running (\S+)/.exec(said)?.[1]
    if (url === undefined) continue
    const page = await (await fetch(url)).text()
    child.kill('SIGINT')
    return { said, page }
  }
  return { said, page: '' }
}

/** What a package may be imported by; those of a pattern by one of its files. */
function specifiers({ name, exports = {} }: Manifest): string[] {
  return Object.keys(exports).flatMap((key) => {
    if (!key.includes('*')) return [name + key.slice(1)]
    return key.startsWith('./apache') ? [`${name}/apache/Lobby.js`] : [`${name}/lobby.handlers.js`]
  })
}

t.test('the packages install into an empty folder and work there', async (t) => {
  const parent = mkdtempSync(join(tmpdir(), 'tickwire-packages-'))
  t.teardown(() => rmSync(parent, { recursive: true, force: true }))
  const folder = await install(parent)
  const manifests = PUBLISHED.map((name) => readJson(join(folder, 'node_modules', name, 'package.json')))

  await t.test('each has its licence, its engines, and nothing that is only for its tests', async (t) => {
    const { engines } = readJson(join(ROOT, 'package.json'))
    for (const manifest of manifests) {
      const files = readdirSync(join(folder, 'node_modules', manifest.name), { recursive: true }).map(String)
      t.same(manifest.engines, engines, manifest.name)
      t.ok(files.includes('LICENSE'), `${manifest.name} has its licence`)
      t.same(
        files.filter((file) => /\.test\.|\.tsbuildinfo$|^(?!templates).*(?<!\.d)\.ts$/.test(file)),
        [],
        manifest.name,
      )
    }
  })

  const all = manifests.flatMap(specifiers)

  await t.test('everything that they export can be imported, by Node and by the TypeScript compiler', async (t) => {
    t.ok(all.length > PUBLISHED.length, all.join(' '))
    const imports = all.map((specifier) => `await import('${specifier}')`)
    await run(process.execPath, ['--input-type=module', '-e', imports.join('\n')], { cwd: folder })
    const lines = all.map(
      (specifier, i) => `import type * as m${i} from '${specifier}'\nexport type M${i} = typeof m${i}`,
    )
    writeFileSync(join(folder, 'all.ts'), lines.join('\n'))
    const flags = '--noEmit --strict --module NodeNext --target ES2022 --lib ES2022,DOM --types node'.split(' ')
    const { stdout } = await run('npx', ['tsc', ...flags, 'all.ts'], { cwd: folder }).catch(
      (error: { stdout: string }) => error,
    )
    t.equal(stdout, '')
  })

  await t.test('a page is bundled from them', async (t) => {
    writeFileSync(
      join(folder, 'bundle.mjs'),
      `import { build } from 'esbuild'
      import { browserOptions } from '@tickwire/client/esbuild'
      const stdin = { contents: "export * from '@tickwire/client'", resolveDir: '.' }
      const { outputFiles } = await build({ ...browserOptions, stdin, write: false, minify: true })
      console.log(outputFiles[0].text.length)`,
    )
    const { stdout } = await run(process.execPath, ['bundle.mjs'], { cwd: folder })
    t.ok(Number(stdout) > 100_000, stdout)
  })

  await t.test('their commands run', async (t) => {
    t.match((await run('npx', ['tickwire', '--help'], { cwd: folder })).stdout, /^Usage: tickwire/)
    t.match((await run('npx', ['tickwire-codegen', '--help'], { cwd: folder })).stdout, /^tickwire-codegen: /)
  })

  await t.test('the game runs', async (t) => {
    const { said, page } = await dev(folder)
    t.match(said, /^running http:/)
    t.match(page, /<title>mygame<\/title>/)
  })
})
