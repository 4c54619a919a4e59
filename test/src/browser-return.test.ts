// The ways back on the arena's page, in a real browser: a page that is loaded again is the same avatar with the same score, a tab
// that is closed leaves its avatar for a while, and after the server was started anew the page plays on by itself.

import type { ArenaWorld } from '@tickwire/arena/schema'
import type { Page } from 'playwright-core'
import t from 'tap'
import { type RunningArena, startArena } from './arena-server.js'
import { launch, openPage, waitFor } from './browser-page.js'
import { freePort, serving } from './serving.js'

const PLAYS = 'globalThis.arenaRoom?.own'
const KILLS = 7

const browser = await launch(t)

const ownId = (page: Page) => page.evaluate<number>('arenaRoom.own.id')

/** The one room that there is. */
const roomOf = ({ server }: RunningArena) => [...server.app.directory.live()][0]!

/** The column of kills, and the row of an avatar's score. */
function scoreOf(arena: RunningArena, avatarId: number) {
  const { avatar, score } = roomOf(arena).world as ArenaWorld
  return { kills: score.kills, row: avatar.scoreRow[avatar.rowOf(avatarId)]! }
}

t.test('a page that is loaded again is the same avatar, in the same room, with its score', async (t) => {
  const arena = await startArena(t)
  const { page, complaints } = await openPage(browser)
  t.teardown(() => page.close())
  await page.goto(arena.url)
  await page.locator('#overlay-name').fill('Ada')
  await page.locator('#quick button').click()
  await waitFor(page, PLAYS)
  const id = await ownId(page)
  const { kills, row } = scoreOf(arena, id)
  kills[row] = KILLS
  for (let i = 0; i < 3; i++) {
    await page.reload()
    await waitFor(page, PLAYS)
    t.equal(await ownId(page), id)
    t.same([kills[row], scoreOf(arena, id).row], [KILLS, row])
    t.ok(await page.locator('#overlay').isHidden(), 'without a word of its player')
  }
  t.equal(await page.evaluate('arenaRoom.own.name'), 'Ada')
  t.equal(roomOf(arena).seats.count, 1)
  await page.keyboard.press('Tab')
  await page.locator('#name').click()
  await page.locator('#quick button').waitFor()
  await page.reload()
  await waitFor(page, PLAYS)
  t.equal(await ownId(page), id, 'from the door over a match too')
  t.same(complaints, [])
})

t.test('who is back too late is told so, at the door', async (t) => {
  const arena = await startArena(t)
  const { page } = await openPage(browser)
  t.teardown(() => page.close())
  await page.goto(arena.url)
  await page.locator('#quick button').click()
  await waitFor(page, PLAYS)
  const { seats, seating } = roomOf(arena)
  await page.goto('about:blank')
  for (const seat of seats.all()) {
    while (seat.link !== undefined) await page.waitForTimeout(10)
    t.ok(seat.lost, 'the tab may come back')
    seating.leave(seat)
  }
  await page.goto(arena.url)
  await page.locator('#overlay-text', { hasText: 'You were away for too long' }).waitFor()
  await page.locator('#quick button').click()
  await waitFor(page, PLAYS)
})

t.test('two tabs of one browser are two players', async (t) => {
  const arena = await startArena(t)
  const context = await browser.newContext()
  t.teardown(() => context.close())
  const pages = [await context.newPage(), await context.newPage()]
  for (const page of pages) {
    await page.goto(`${arena.url}#play`)
    await waitFor(page, PLAYS)
  }
  const ids = await Promise.all(pages.map(ownId))
  t.not(ids[0], ids[1])
  await Promise.all(pages.map((page) => page.reload()))
  for (const [i, page] of pages.entries()) {
    await waitFor(page, PLAYS)
    t.equal(await ownId(page), ids[i])
  }
})

for (const [signal, words] of [
  ['SIGINT', 'The server is restarting.'],
  ['SIGKILL', 'The connection was lost.'],
] as const) {
  t.test(
    `a server that ended by ${signal} and was started anew: the page says so, and plays on by itself`,
    async (t) => {
      const port = ['--port', await freePort()]
      const first = await serving(t, '--drain-seconds', '0', ...port)
      const { page } = await openPage(browser)
      t.teardown(() => page.close())
      await page.goto(first.url)
      await page.locator('#overlay-name').fill('Ada')
      await page.locator('#quick button').click()
      await waitFor(page, PLAYS)
      const roomId = await page.evaluate<string>('(globalThis.lost = arenaRoom).roomId')
      first.child.kill(signal)
      await first.ended
      await page.locator('#overlay-text', { hasText: words }).waitFor()
      await serving(t, ...port)
      await waitFor(page, `${PLAYS} && arenaRoom !== lost`)
      t.not(await page.evaluate('arenaRoom.roomId'), roomId)
      t.equal(await page.evaluate('arenaRoom.own.name'), 'Ada')
      t.ok(await page.locator('#overlay').isHidden())
    },
  )
}
