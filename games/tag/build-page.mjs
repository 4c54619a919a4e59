// Builds the page into dist/web/: one script, with the client SDK in it, and index.html as it is.

import { cpSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { browserOptions } from '../../client-sdk/esbuild.mjs'

const path = (name) => fileURLToPath(new URL(name, import.meta.url))

await build({
  ...browserOptions,
  alias: { ...browserOptions.alias, '@tickwire/client': path('../../client-sdk/dist/index.js') },
  entryPoints: [path('src/web/main.ts')],
  outfile: path('dist/web/main.js'),
  minify: true,
  logLevel: 'warning',
})
cpSync(path('src/web/index.html'), path('dist/web/index.html'))
