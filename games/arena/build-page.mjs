// Builds the arena's page into dist/web/: its script, those that it loads on demand, and the files that stand beside them as they are.

import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { browserOptions } from '@tickwire/client/esbuild'
import { build } from 'esbuild'
import { loadedWith } from '../../client-sdk/bundle-size.mjs'

const path = (name) => fileURLToPath(new URL(name, import.meta.url))
const folder = path('dist/web')

rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
const result = await build({
  ...browserOptions,
  entryPoints: [path('src/web/main.ts')],
  outdir: folder,
  splitting: true,
  minify: true,
  sourcemap: true,
  metafile: true,
  write: false,
  logLevel: 'warning',
})
for (const { path, contents } of result.outputFiles) writeFileSync(path, contents)
for (const file of ['index.html', 'style.css', 'door.css', 'social.css', 'ranked.css', 'net.css', 'icon.svg'])
  cpSync(path(`src/web/${file}`), path(`dist/web/${file}`))

const { bytes, gzippedBytes } = loadedWith(result, 'main.js')
console.log(`the arena's page: ${bytes} bytes, ${gzippedBytes} gzipped`)
