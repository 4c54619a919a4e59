// Builds the bundle that browsers load into dist/browser/, and fails when a part of it is larger than it may be.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { bundleForBrowsers, sizesOf } from './browser-bundle.mjs'

const folder = fileURLToPath(new URL('dist/browser', import.meta.url))

rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
const result = await bundleForBrowsers(folder)
for (const { path, contents } of result.outputFiles) writeFileSync(path, contents)

for (const { name, bytes, bytesMax } of sizesOf(result)) {
  console.log(`client SDK, ${name}: ${bytes} bytes gzipped, at most ${bytesMax}`)
  if (bytes <= bytesMax) continue
  console.error(`the part "${name}" has grown too large: see client-sdk/browser-bundle.mjs, and what it imports`)
  process.exitCode = 1
}
