// The simulation ends in the same bits in another engine: a match of 10,000 ticks in Chromium against the same in Node.

import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { chromium } from 'playwright-core'
import t from 'tap'
import { play } from './random-play.js'

const CHROMIUM = '/usr/bin/chromium'
const TICKS = 10_000

/** The compiled match as one script that leaves its exports in a global variable. */
async function bundle(globalName: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('random-play.js', import.meta.url))],
    bundle: true,
    format: 'iife',
    globalName,
    platform: 'browser',
    write: false,
  })
  return outputFiles[0]!.text
}

t.test('two engines, one seed, the same commands: the same hash after 10,000 ticks', async (t) => {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'],
  })
  t.teardown(() => browser.close())
  const page = await browser.newPage()
  await page.addScriptTag({ content: await bundle('match') })
  t.same(await page.evaluate(`match.play(7, 1, ${TICKS})`), play(7, 1, TICKS))
})
