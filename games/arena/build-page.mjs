// Builds the arena's page into dist/web/: one script, and the files that stand beside it as they are.

import { cpSync, readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { browserOptions } from '@tickwire/client/esbuild'
import { build } from 'esbuild'

const path = (name) => fileURLToPath(new URL(name, import.meta.url))
const script = path('dist/web/main.js')

rmSync(path('dist/web'), { recursive: true, force: true })
await build({
  ...browserOptions,
  entryPoints: [path('src/web/main.ts')],
  outfile: script,
  minify: true,
  sourcemap: true,
  logLevel: 'warning',
})
for (const file of ['index.html', 'style.css', 'door.css', 'social.css', 'ranked.css', 'net.css', 'icon.svg'])
  cpSync(path(`src/web/${file}`), path(`dist/web/${file}`))

const bytes = readFileSync(script)
console.log(`${script}: ${bytes.length} bytes, ${gzipSync(bytes).length} gzipped`)
