// The arena in a real browser: a page that plays in one room with an SDK client in Node, and the simulation, which must come
// to the same end in both engines.

import { fileURLToPath } from 'node:url'
import { Avatar } from '@tickwire/arena/schema'
import { build } from 'esbuild'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { playArena } from './arena-determinism.js'
import { type ArenaRoom, bringTogether, join, type RunningArena, startArena, until } from './arena-server.js'
import { launch, openPage, waitFor } from './browser-page.js'

/** Where the page has its own avatar, and where it sees another player. */
const OWN = '({ id: arenaRoom.own.id, x: arenaRoom.own.x, y: arenaRoom.own.y })'
const SEEN = `[...arenaRoom.entities.values()]
  .filter(({ type, name }) => type === ${Avatar.id} && name === "Ben").map(({ x, y }) => ({ x, y }))[0]`

interface Place {
  readonly x: number
  readonly y: number
}

function distance(a: Place, b: Place): number {
  return Math.hypot(a.x - b.x, a.y - b.y)
}

async function play(
  t: Test,
): Promise<RunningArena & { readonly page: Page; readonly complaints: string[]; readonly room: ArenaRoom }> {
  const arena = await startArena(t)
  const { room } = await join(t, arena.url, 'Ben')
  const { page, complaints } = await openPage(await launch(t))
  await page.goto(`${arena.url}#play`)
  await waitFor(page, 'globalThis.arenaRoom?.own')
  return { ...arena, page, complaints, room }
}

t.test('the page plays at once, and each side sees the other one move', async (t) => {
  const { page, complaints, room, server, url } = await play(t)
  t.ok(await page.locator('#overlay').isHidden(), 'nothing lies over the arena')
  const own = await page.evaluate<Place & { id: number }>(OWN)
  const [roomId] = [...server.app.directory.rooms()].map((info) => info.roomId)
  bringTogether(server, roomId!, room.own!.id, own.id)
  await waitFor(page, SEEN)

  const onServer = (): Place | undefined => {
    const view = [...room.of(Avatar)].find(({ id }) => id === own.id)
    return view && { x: view.x, y: view.y }
  }
  await until(room, () => onServer() !== undefined)
  const start = onServer()!
  let farthest = 0
  const stopWatching = room.onSnapshot(() => {
    farthest = Math.max(farthest, distance(start, onServer() ?? start))
  })
  // Whatever walls are near, not every direction can be blocked.
  let walked = 0
  for (const key of ['KeyD', 'KeyS', 'KeyA', 'KeyW']) {
    const before = await page.evaluate<Place>(OWN)
    await page.keyboard.down(key)
    await page.waitForTimeout(250)
    await page.keyboard.up(key)
    walked = Math.max(walked, distance(before, await page.evaluate<Place>(OWN)))
  }
  stopWatching()
  t.ok(walked > 15, `the keys move the own avatar: ${walked}`)
  t.ok(farthest > 15, `the SDK client sees it move: ${farthest}`)

  const before = await page.evaluate<Place>(SEEN)
  for (const [moveX, moveY] of [
    [127, 0],
    [0, 127],
    [-127, 0],
    [0, -127],
  ] as const) {
    room.sendCommand({ moveX, moveY, aim: 0, fire: false })
    await page.waitForTimeout(200)
    if (distance(before, await page.evaluate<Place>(SEEN)) > 10) break
  }
  t.ok(distance(before, await page.evaluate<Place>(SEEN)) > 10, 'the page sees the SDK client move')
  t.match(await page.locator('#stats').textContent(), /\d+ ms.*tick \d+.*kB\/s/, 'and shows its figures')
  t.same(complaints, [], `nothing to complain about on ${url}`)
})

t.test('when the server stops the page says why', async (t) => {
  const { page, server } = await play(t)
  await server.stop()
  await page.locator('#overlay').waitFor({ state: 'visible' })
  t.match(await page.locator('#overlay-text').textContent(), /^The server is restarting\./)
})

t.test('ten thousand ticks from one seed end in the same state in Node and in Chromium', async (t) => {
  const bundle = await build({
    entryPoints: [fileURLToPath(new URL('./arena-determinism.js', import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'determinism',
    logLevel: 'silent',
  })
  const { page } = await openPage(await launch(t))
  const inChromium = page.evaluate<number[]>(`${bundle.outputFiles[0]!.text}; determinism.playArena(7, 10_000)`)
  const inNode = playArena(7, 10_000)
  t.equal(inNode.length, 10)
  t.same(await inChromium, inNode)
})
