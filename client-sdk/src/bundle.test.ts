// The bundle for browsers: small enough, with what few games need apart from its start; without code made at run time (strict
// Content-Security-Policy), what only servers need, and anything of Node. Built anew here, so that it is the bundle of this source.

import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import type { BuildResult, Metafile, OutputFile } from 'esbuild'
import t, { type Test } from 'tap'

type Bundle = BuildResult & { readonly outputFiles: OutputFile[]; readonly metafile: Metafile }

interface Tools {
  bundleForBrowsers(outdir: string): Promise<Bundle>
  sizesOf(bundle: Bundle): { readonly name: string; readonly bytes: number; readonly bytesMax: number }[]
  loadedWith(bundle: Bundle, entry: string): { readonly files: readonly string[]; readonly modules: readonly string[] }
}

const toolsIn = (file: string) => import(new URL(`../${file}`, import.meta.url).href) as Promise<Tools>
const { bundleForBrowsers, sizesOf } = await toolsIn('browser-bundle.mjs')
const { loadedWith } = await toolsIn('bundle-size.mjs')

/** Written to a folder of its own. */
async function bundled(t: Test): Promise<Bundle & { readonly folder: string }> {
  const folder = t.testdir({ 'package.json': '{ "type": "module" }' })
  const bundle = await bundleForBrowsers(folder)
  for (const { path, contents } of bundle.outputFiles) writeFileSync(path, contents)
  return { ...bundle, folder }
}

/** What a script prints that runs without Node's globals. */
function run(script: string): string {
  const inBrowser = `const { log } = console; delete globalThis.Buffer; delete globalThis.process; ${script}`
  return execFileSync(process.execPath, ['--input-type=module', '-e', inBrowser], { encoding: 'utf8' })
}

t.test('it has no part that is too large', async (t) => {
  const sizes = sizesOf(await bundled(t))
  t.equal(sizes.length, 3)
  for (const { name, bytes, bytesMax } of sizes)
    t.ok(bytes <= bytesMax, `${name}: ${bytes} bytes gzipped, at most ${bytesMax}`)
})

t.test('no script makes code, asks for a module of Node, or answers calls', async (t) => {
  const { outputFiles } = await bundled(t)
  const scripts = outputFiles.filter(({ path }) => path.endsWith('.js'))
  t.ok(scripts.length > 4)
  for (const { text, path } of scripts) {
    t.notMatch(text, /\bnew Function\b|\beval\(|[^.\w]Function\(/, path)
    t.notMatch(text, /\bnode:|\brequire\("(?!\.)|from"(?!\.)/, path)
    t.notMatch(text, /\bprocess_\w+/, path)
  }
})

t.test('parties, matchmaking and messages are not loaded with the client; Thrift is not loaded to play', async (t) => {
  const bundle = await bundled(t)
  const has = (entry: string, module: RegExp) => loadedWith(bundle, entry).modules.some((path) => module.test(path))
  const onDemand = [/apache\/Party\.js$/, /apache\/Matchmaking\.js$/, /node_modules\/msgpackr\//]
  t.same(
    onDemand.map((module) => has('tickwire-client.js', module)),
    [false, false, false],
  )
  t.ok(has('tickwire-client.js', /apache\/Lobby\.js$/))
  t.ok(has('party.js', /apache\/Party\.js$/))
  t.ok(has('matchmaking.js', /apache\/Matchmaking\.js$/))
  const { modules } = loadedWith(bundle, 'play.js')
  t.ok(has('play.js', /dist\/replica\.js$/))
  t.same(
    modules.filter((path) => /thrift|apache/.test(path)),
    [],
  )
})

t.test('the client loads the files of play: there is one copy of each module', async (t) => {
  const bundle = await bundled(t)
  const [client, play] = ['tickwire-client.js', 'play.js'].map((entry) => loadedWith(bundle, entry).files)
  t.same(
    play!.filter((file) => file !== 'play.js' && !client!.includes(file)),
    [],
  )
  const holders = Object.values(bundle.metafile.outputs).filter(({ inputs }) => 'client-sdk/dist/room.js' in inputs)
  t.equal(holders.length, 1)
})

t.test('the client logs in as far as the first bytes, and comes back with a typed error', async (t) => {
  const { folder } = await bundled(t)
  const output = run(`
    const { connect } = await import(${JSON.stringify(`${folder}/tickwire-client.js`)})
    let events
    const openSocket = (url, its) => {
      events = its
      return { send: (bytes) => log(url, bytes[0]), close() {} }
    }
    const client = await connect({ url: 'http://host', openSocket })
    const login = client.login({ displayName: 'Ada' }).catch(({ name, code }) => log(name, code))
    events.opened()
    events.closed(4015, '')
    await login`)
  t.equal(output, 'ws://host/rpc 130\nCallError CLOSED\n')
})

t.test('a seat is taken with play alone', async (t) => {
  const { folder } = await bundled(t)
  const output = run(`
    const { takeSeat } = await import(${JSON.stringify(`${folder}/play.js`)})
    let events
    const openSocket = (url, its) => {
      events = its
      return { send: (bytes) => log(url, bytes[0]), close() {} }
    }
    const seat = { roomId: 'r1', playUrl: '/eu1/play', seatToken: 'secret' }
    const schema = { hash: '0123456789abcdef', command: { fieldCount: 0, edges: [] } }
    const taken = takeSeat(seat, schema, { url: 'https://host/', openSocket }).catch(({ name, code }) => log(name, code))
    events.opened()
    events.closed(4015, '')
    await taken`)
  t.equal(output, 'wss://host/eu1/play 1\nCallError CLOSED\n')
})
