// The arena's front door in a real browser: a room with a password that a second page joins, on a phone and on a desktop,
// by mouse and by keyboard, with what goes wrong said in words; and the way back after a lost connection.

import type { Page } from 'playwright-core'
import t from 'tap'
import { startArena } from './arena-server.js'
import { launch, openPage, waitFor } from './browser-page.js'
import { FaultProxy } from './fault-proxy.js'

const PHONE = { width: 360, height: 740 }
const PLAYS = 'globalThis.arenaRoom?.own'

/** Whether something stands out at the side, or cannot be reached. */
const isTooWide = (page: Page) =>
  page.evaluate<boolean>('document.querySelector("#overlay").scrollWidth > document.documentElement.clientWidth')

t.test('a room with a password: made on a phone, joined by keyboard on another page', async (t) => {
  const arena = await startArena(t)
  const browser = await launch(t)
  const phone = await openPage(browser)
  await phone.page.setViewportSize(PHONE)
  await phone.page.goto(arena.url)
  await phone.page.getByText('Nobody plays now').waitFor()
  t.notOk(await isTooWide(phone.page))
  await phone.page.locator('#overlay-name').fill('Ada')
  await phone.page.locator('#new-title').fill("Ada's <b>den</b>")
  await phone.page.locator('#new-password').fill('sesame')
  await phone.page.locator('#create button').click()
  await waitFor(phone.page, PLAYS)
  t.equal(await phone.page.evaluate('arenaRoom.own.name'), 'Ada')

  const desk = await openPage(browser)
  await desk.page.goto(arena.url)
  const line = desk.page.locator('#rooms button')
  await line.waitFor()
  t.match(await line.innerText(), /Ada's <b>den<\/b>\s*locked\s*1\/\d+/, 'titles are text')
  await line.focus()
  await desk.page.keyboard.press('Enter')
  await desk.page.keyboard.type('open')
  await desk.page.keyboard.press('Enter')
  await desk.page.locator('#password p', { hasText: "That is not this room's password." }).waitFor()
  await desk.page.keyboard.type('sesame')
  await desk.page.keyboard.press('Enter')
  await waitFor(desk.page, PLAYS)
  const rooms = [...arena.server.app.directory.rooms()]
  t.match(rooms, [{ title: "Ada's <b>den</b>", players: 2, hasPassword: true }])
  t.same([phone.complaints, desk.complaints], [[], []])
})

t.test('the keyboard alone leads through the door, and out of the password prompt', async (t) => {
  const arena = await startArena(t)
  const { page, complaints } = await openPage(await launch(t))
  await page.goto(arena.url)
  await page.getByText('Nobody plays now').waitFor()
  t.equal(await page.evaluate('document.activeElement.textContent'), 'Quick play')
  await page.keyboard.press('Tab')
  t.equal(await page.evaluate('document.activeElement.id'), 'party-create')
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Space')
  await waitFor(page, PLAYS)
  await page.locator('#name').click()
  await page.locator('#rooms button').waitFor()
  await page.keyboard.press('Escape')
  t.ok(await page.locator('#overlay').isHidden(), 'back to the match, which went on')
  t.ok(await page.evaluate(PLAYS))
  t.same(complaints, [])
})

t.test('a room that is gone is said to be, and the list comes anew', async (t) => {
  const arena = await startArena(t)
  const browser = await launch(t)
  const host = await openPage(browser)
  await host.page.goto(`${arena.url}#play`)
  await waitFor(host.page, PLAYS)
  const { page } = await openPage(browser)
  await page.goto(arena.url)
  await page.locator('#rooms button').waitFor()
  const [room] = [...arena.server.app.directory.live()]
  room!.close(14, 'over')
  await page.locator('#rooms button').click()
  await page.locator('#overlay-text', { hasText: /room is (gone|over)/ }).waitFor()
  await page.getByText('Nobody plays now').waitFor()
  await host.page.locator('#overlay-code', { hasText: 'ROOM_CLOSED' }).waitFor()
  t.pass('and who was in it is told')
})

t.test("an operator's notice is shown, at the door and in a match", async (t) => {
  const arena = await startArena(t)
  const { page, complaints } = await openPage(await launch(t))
  await page.goto(arena.url)
  await page.getByText('Nobody plays now').waitFor()
  const say = (text: string) =>
    arena.server.app.social.events.publishAll({ notice: { text, severity: 'warning', shutdownInMs: 90_000 } })
  say('Tea time.')
  await page.locator('#notice', { hasText: 'Tea time. The server stops in 90 s.' }).waitFor()
  await page.locator('#notice button').click()
  t.ok(await page.locator('#notice').isHidden())
  await page.locator('#quick button').click()
  await waitFor(page, PLAYS)
  say('Last round.')
  await page.locator('#notice', { hasText: 'Last round.' }).waitFor()
  t.same(complaints, [])
})

t.test('a lost connection: the page comes back into its seat by itself', async (t) => {
  const arena = await startArena(t)
  const proxy = await FaultProxy.listen(t, arena.port)
  const { page } = await openPage(await launch(t))
  await page.goto(`${proxy.url}#play`)
  await waitFor(page, PLAYS)
  const id = await page.evaluate<number>('(globalThis.lost = arenaRoom).own.id')
  proxy.reset()
  await waitFor(page, `${PLAYS} && arenaRoom !== lost`)
  t.equal(await page.evaluate('arenaRoom.own.id'), id, 'the same avatar')
  t.ok(await page.locator('#overlay').isHidden())
})
