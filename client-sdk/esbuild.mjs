// How to bundle for a browser whatever uses this client or Apache's generated code: esbuild options that keep Node's
// built-ins and generated-at-run-time code (`new Function`, refused by a strict Content-Security-Policy) out. Used for the
// bundle that this package ships; a game that bundles its own page spreads them into its build.

import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const require = createRequire(import.meta.url)
const shim = (name) => fileURLToPath(new URL(`browser/${name}`, import.meta.url))

export const browserOptions = {
  bundle: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  alias: {
    // The shim of `thrift` asks for this file; without an alias of its own it would be looked for inside the shim.
    'thrift/lib/nodejs/lib/thrift/thrift.js': require.resolve('thrift/lib/nodejs/lib/thrift/thrift.js'),
    thrift: shim('thrift.cjs'),
    'node-int64': shim('int64.cjs'),
    util: shim('util.cjs'),
    msgpackr: require.resolve('msgpackr/index-no-eval'),
  },
}
