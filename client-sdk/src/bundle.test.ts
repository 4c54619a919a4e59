// The bundle for browsers: small enough, without code made at run time (strict Content-Security-Policy), without what only
// servers need and anything of Node. Built anew here, so that it is the bundle of this source.

import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { type BuildOptions, build } from 'esbuild'
import t from 'tap'

/** The whole SDK, gzipped: core, Thrift, Session, Lobby, Party, and Events with the tickets of matchmaking. */
const GZIPPED_BYTES_MAX = 56_000

async function bundle(): Promise<string> {
  const optionsUrl = new URL('../esbuild.mjs', import.meta.url).href
  const { browserOptions } = (await import(optionsUrl)) as { browserOptions: BuildOptions }
  const entryPoints = [fileURLToPath(new URL('index.js', import.meta.url))]
  const { outputFiles } = await build({ ...browserOptions, entryPoints, minify: true, write: false })
  return outputFiles![0]!.text
}

t.test('the browser bundle', async (t) => {
  const text = await bundle()
  t.notMatch(text, /\bnew Function\b|\beval\(|[^.\w]Function\(/, 'makes no code at run time')
  t.notMatch(text, /\bnode:|\brequire\("(?!\.)/, 'asks for no module')
  t.notMatch(text, /\bprocess_\w+/, 'answers no calls')
  const bytes = gzipSync(text).length
  t.ok(bytes <= GZIPPED_BYTES_MAX, `${bytes} bytes gzipped`)

  // Without Node's globals: log in as far as the first bytes, and come back with a typed error.
  const file = `${t.testdir({ 'client.mjs': text })}/client.mjs`
  const script = `
    const { log } = console
    delete globalThis.Buffer
    delete globalThis.process
    const { connect } = await import(${JSON.stringify(file)})
    let events
    const openSocket = (url, its) => {
      events = its
      return { send: (bytes) => log(url, bytes[0]), close() {} }
    }
    const client = await connect({ url: 'http://host', openSocket })
    const login = client.login({ displayName: 'Ada' }).catch(({ name, code }) => log(name, code))
    events.opened()
    events.closed(4015, '')
    await login`
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  t.equal(output, 'ws://host/rpc 130\nCallError CLOSED\n')
})
