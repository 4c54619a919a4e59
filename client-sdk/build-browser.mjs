// Builds the bundle that browsers load: dist/browser/tickwire-client.js, from the compiled dist/.

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { browserOptions } from './esbuild.mjs'

const path = (name) => fileURLToPath(new URL(name, import.meta.url))
const outfile = path('dist/browser/tickwire-client.js')

await build({
  ...browserOptions,
  entryPoints: [path('dist/index.js')],
  outfile,
  minify: true,
  sourcemap: true,
  logLevel: 'warning',
})

const bytes = readFileSync(outfile)
console.log(`${outfile}: ${bytes.length} bytes, ${gzipSync(bytes).length} gzipped`)
