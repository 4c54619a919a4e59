// Pages that lie about their speed, in a real browser: by another simulation, by a faster clock, by more commands. On the server
// their avatars go as far as any other's.

import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { ArenaWorld } from '@tickwire/arena/schema'
import { CENTRE, SPEED_MAX, STEP_LENGTH_MAX } from '@tickwire/arena/simulation'
import { browserOptions } from '@tickwire/client/esbuild'
import { build, type Plugin } from 'esbuild'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { startArena } from './arena-server.js'
import { launch, openPage, waitFor } from './browser-page.js'

const browser = await launch(t)

/** How long the key is held while it is looked at, milliseconds: as far as there is no wall. */
const RUN_MS = 800

/** Ticks that may pass until an avatar is at full speed. */
const START_TICKS = 4

interface Run {
  /** What the server let the avatar go, units, in so many ticks. */
  readonly way: number
  readonly ticks: number
  /** Corrections of the page for mistakes of its own. */
  readonly mistakes: number
}

/** The way of an avatar to the right through the open, on the server. @param lie - makes a liar of the page before it plays */
async function run(t: Test, lie: (page: Page) => Promise<unknown>, beside = ''): Promise<Run> {
  const arena = await startArena(t)
  const { page } = await openPage(browser)
  t.teardown(() => page.close())
  await lie(page)
  await page.goto(`${arena.url}#play`)
  await waitFor(page, 'globalThis.arenaRoom?.own')
  const [room] = [...arena.server.app.directory.live()]
  const world = room!.world as ArenaWorld
  const { avatar } = world
  const row = world.avatarRow[await page.evaluate<number>('arenaRoom.seat')]!
  avatar.x[row] = CENTRE - 250
  avatar.y[row] = CENTRE - 120
  avatar.jump(row)
  await pause(1_000)
  const before = await page.evaluate<number>('arenaNet.totals.mistakes')
  await page.keyboard.down('KeyD')
  if (beside !== '') await page.evaluate(beside)
  while (avatar.vx[row] === 0) await pause(5)
  const start = { x: avatar.x[row]!, tick: room!.tickNumber }
  await pause(RUN_MS)
  const [way, ticks] = [avatar.x[row]! - start.x, room!.tickNumber - start.tick]
  const mistakes = (await page.evaluate<number>('arenaNet.totals.mistakes')) - before
  return { way, ticks, mistakes }
}

/** No farther than anybody's, and not stopped either. */
function isUsual(t: Test, { way, ticks }: Run): void {
  t.ok(way <= STEP_LENGTH_MAX * ticks + 0.01, `${way} units in ${ticks} ticks, ${STEP_LENGTH_MAX * ticks} at most`)
  t.ok(way > STEP_LENGTH_MAX * (ticks - START_TICKS) * 0.7, 'and it goes')
}

t.test('an honest page', async (t) => {
  const honest = await run(t, async () => {})
  isUsual(t, honest)
  t.equal(honest.mistakes, 0)
})

/** The arena's page with another speed in its simulation. */
async function fasterPage(): Promise<string> {
  const tampered: Plugin = {
    name: 'tampered',
    setup(builder) {
      builder.onLoad({ filter: /simulation[\\/]rules\.ts$/ }, async ({ path }) => {
        const text = await readFile(path, 'utf8')
        const contents = text.replace(`SPEED_MAX = ${SPEED_MAX}\n`, `SPEED_MAX = ${2 * SPEED_MAX}\n`)
        if (contents === text) throw new Error('the speed is not where it was')
        return { contents, loader: 'ts' }
      })
    },
  }
  const entryPoints = [fileURLToPath(new URL('../../../games/arena/src/web/main.ts', import.meta.url))]
  const plugins = [...(browserOptions.plugins ?? []), tampered]
  const { outputFiles } = await build({ ...browserOptions, plugins, entryPoints, write: false, logLevel: 'silent' })
  return outputFiles![0]!.text
}

t.test('twice the speed in its own simulation: it gains nothing, and is corrected', async (t) => {
  const body = await fasterPage()
  const liar = await run(t, (page) =>
    page.route('**/main.js', (route) => route.fulfill({ body, contentType: 'text/javascript' })),
  )
  isUsual(t, liar)
  t.ok(liar.mistakes > 5, `${liar.mistakes} corrections`)
})

/** A clock that goes twice as fast, in all that a page can ask. */
const FAST_CLOCK = `
  const now = performance.now.bind(performance)
  performance.now = () => 2 * now()
  const frame = requestAnimationFrame.bind(window)
  window.requestAnimationFrame = (run) => frame((ms) => run(2 * ms))
  const wait = setTimeout.bind(window)
  window.setTimeout = (run, ms, ...args) => wait(run, ms / 2, ...args)
`

t.test('a clock that goes twice as fast', async (t) => {
  const liar = await run(t, (page) => page.addInitScript(FAST_CLOCK))
  isUsual(t, liar)
})

/** As many commands as the page can make, each with another aim, so that none is the one before. */
const FLOOD = `setInterval(() => {
  for (let i = 0; i < 5; i++) arenaRoom.sendCommand({ moveX: 127, moveY: 0, aim: Math.random() * 6, fire: false })
}, 5)`

t.test('many times more commands than there are ticks, with a clock that goes twice as fast', async (t) => {
  const liar = await run(t, (page) => page.addInitScript(FAST_CLOCK), FLOOD)
  isUsual(t, liar)
})
