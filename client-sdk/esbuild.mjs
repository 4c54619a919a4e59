// How to bundle for a browser whatever uses this client or Apache's generated code: esbuild options that keep Node's
// built-ins and generated-at-run-time code (`new Function`, refused by a strict Content-Security-Policy) out. Used for the
// bundle that this package ships; a game that bundles its own page spreads them into its build. This client is then bundled from
// its modules, so that the page holds one copy of what it shares with the generated code.
// With `splitting` and an `outdir` the page loads what few games need (parties, matchmaking, msgpack) when it is needed.
// Apache's classes that answer calls, the last thing in a generated service, stay out as well: a quarter of its code.

import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const require = createRequire(import.meta.url)
const path = (name) => fileURLToPath(new URL(name, import.meta.url))
const shim = (name) => path(`browser/${name}`)

const PROCESSOR = /^const \w+Processor = exports\.Processor = class \w+ \{.*/ms

const clientsOnly = {
  name: 'clients-only',
  setup(build) {
    build.onLoad({ filter: /[\\/]apache[\\/][A-Z]\w*\.js$/ }, async ({ path }) => {
      const code = await readFile(path, 'utf8')
      return { contents: code.replace(PROCESSOR, ''), loader: 'js' }
    })
  },
}

export const browserOptions = {
  bundle: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  plugins: [clientsOnly],
  alias: {
    '@tickwire/client/link': path('dist/link.js'),
    '@tickwire/client/matchmaking': path('dist/matchmaking.js'),
    '@tickwire/client/party': path('dist/party.js'),
    '@tickwire/client/play': path('dist/play.js'),
    '@tickwire/client': path('dist/index.js'),
    // The shim of `thrift` asks for this file; without an alias of its own it would be looked for inside the shim.
    'thrift/lib/nodejs/lib/thrift/thrift.js': require.resolve('thrift/lib/nodejs/lib/thrift/thrift.js'),
    thrift: shim('thrift.cjs'),
    'node-int64': shim('int64.cjs'),
    util: shim('util.cjs'),
    msgpackr: require.resolve('msgpackr/index-no-eval'),
  },
}
