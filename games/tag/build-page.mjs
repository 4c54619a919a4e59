// Builds the page into dist/web/: its script, with the client SDK in it, and index.html as it is.

import { cpSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { browserOptions } from '../../client-sdk/esbuild.mjs'

const path = (name) => fileURLToPath(new URL(name, import.meta.url))

rmSync(path('dist/web'), { recursive: true, force: true })
await build({
  ...browserOptions,
  alias: { ...browserOptions.alias, '@tickwire/client': path('../../client-sdk/dist/index.js') },
  entryPoints: [path('src/web/main.ts')],
  outdir: path('dist/web'),
  splitting: true,
  minify: true,
  logLevel: 'warning',
})
cpSync(path('src/web/index.html'), path('dist/web/index.html'))
