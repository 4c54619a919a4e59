// What players share on the arena's page, in a real browser: a party by its code, whose quick play leads into one room, and chat
// at the door and over a match, by mouse, keyboard and thumb.

import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { type RunningArena, startArena } from './arena-server.js'
import { launch, openPage, waitFor } from './browser-page.js'

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
const PLAYS = 'globalThis.arenaRoom?.own'

const browser = await launch(t)

interface Visitor {
  readonly page: Page
  readonly complaints: string[]
}

/** Ada with a phone, Ben at a desk, both at the front door. */
async function visitors(
  t: Test,
): Promise<{ readonly arena: RunningArena; readonly ada: Visitor; readonly ben: Visitor }> {
  const arena = await startArena(t)
  const [ada, ben] = [await openPage(browser, PHONE), await openPage(browser)]
  for (const [{ page }, name] of [
    [ada, 'Ada'],
    [ben, 'Ben <i>'],
  ] as const) {
    t.teardown(() => page.close())
    await page.goto(arena.url)
    await page.locator('#overlay-name').fill(name)
  }
  return { arena, ada, ben }
}

/** @returns the code for others */
async function createParty(page: Page): Promise<string> {
  await page.locator('#party-create').tap()
  await page.locator('#party-room').waitFor()
  return page.locator('#party-code').innerText()
}

async function makeParty(ada: Page, ben: Page): Promise<void> {
  const code = await createParty(ada)
  await ben.locator('#party-join-code').fill(code.toLowerCase())
  await ben.keyboard.press('Enter')
  await ada.locator('#party-members li', { hasText: 'Ben <i>' }).waitFor()
}

const membersOn = (page: Page) => page.locator('#party-members li').allInnerTexts()
const line = (page: Page, root: string, text: string) => page.locator(`${root} li`, { hasText: text })

t.test('a party by its code: its members, its chat, and one room for all when the leader plays', async (t) => {
  const { ada, ben } = await visitors(t)
  await ben.page.locator('#party-join-code').fill('no such')
  await ben.page.keyboard.press('Enter')
  await ben.page.locator('#party-trouble', { hasText: 'no party with this code' }).waitFor()
  await makeParty(ada.page, ben.page)
  t.match(await membersOn(ada.page), [/Ada \(you\)\s+leader/, /^Ben <i>\s*$/])
  t.match(await membersOn(ben.page), [/^Ada\s+leader/, /Ben <i> \(you\)/])

  await ben.page.locator('#party-chat input').fill('ready <b>when</b> you are')
  await ben.page.keyboard.press('Enter')
  await line(ada.page, '#party-chat', 'Ben <i> ready <b>when</b> you are').waitFor()
  await ada.page.locator('#quick button').tap()
  for (const { page } of [ada, ben]) await waitFor(page, PLAYS)
  const roomIds = await Promise.all([ada, ben].map(({ page }) => page.evaluate<string>('arenaRoom.roomId')))
  t.equal(roomIds[0], roomIds[1])

  await ben.page.locator('#name').click()
  await ben.page.locator('#party-members li', { hasText: /Ben.*plays/s }).waitFor()
  await ben.page.locator('#party-leave').click()
  await ben.page.locator('#party-ways').waitFor()
  t.same([ada.complaints, ben.complaints], [[], []])
})

t.test(
  'who comes into a party whose leader plays goes there at once; a successor leads when the leader leaves',
  async (t) => {
    const { arena, ada, ben } = await visitors(t)
    const code = await createParty(ada.page)
    await ada.page.locator('#quick button').tap()
    await waitFor(ada.page, PLAYS)
    await ben.page.locator('#party-join-code').fill(code)
    await ben.page.keyboard.press('Enter')
    await waitFor(ben.page, PLAYS)
    t.match([...arena.server.app.directory.rooms()], [{ players: 2 }])
    await ada.page.locator('#name').tap()
    await ada.page.locator('#party-leave').tap()
    await ben.page.locator('#name').click()
    await ben.page.locator('#party-members li', { hasText: /Ben <i> \(you\)\s*leader, plays/ }).waitFor()
    t.equal((await membersOn(ben.page)).length, 1)
  },
)

t.test('chat over a match: keys write instead of steering, lines are text, a thumb does it too', async (t) => {
  const { ada, ben } = await visitors(t)
  for (const { page } of [ada, ben]) {
    await page.locator('#quick button').click()
    await waitFor(page, PLAYS)
  }
  const { page } = ben
  const place = () => page.evaluate('[arenaRoom.own.x, arenaRoom.own.y]')
  await page.keyboard.press('Enter')
  const before = await place()
  for (const key of ['w', 'a', 's', 'd']) {
    await page.keyboard.down(key)
    await page.waitForTimeout(150)
    await page.keyboard.up(key)
  }
  t.same(await place(), before)
  t.equal(await page.locator('#chat input').inputValue(), 'wasd')
  await page.keyboard.press('Escape')
  t.ok(await page.locator('#chat form').isHidden())
  await page.keyboard.press('Enter')
  await page.locator('#chat input').fill('<img src=x onerror=alert(1)>')
  await page.keyboard.press('Enter')
  await page.locator('#chat form').waitFor({ state: 'hidden' })
  await line(ada.page, '#chat', 'Ben <i> <img src=x onerror=alert(1)>').waitFor()

  await ada.page.locator('#talk').tap()
  await ada.page.locator('#chat input').fill('hello')
  const box = (await ada.page.locator('#chat form').boundingBox())!
  t.ok(box.x >= 0 && box.x + box.width <= PHONE.viewport.width, 'fits the phone')
  t.ok(box.y + box.height < PHONE.viewport.height / 2, 'above the keyboard')
  await ada.page.locator('#chat button[type=submit]').tap()
  await line(page, '#chat', 'Ada hello').waitFor()
  await ada.page.locator('#talk').tap()
  await ada.page.touchscreen.tap(200, 500)
  t.ok(await ada.page.locator('#chat form').isHidden(), 'a touch of the arena closes it')
  t.same([ada.complaints, ben.complaints], [[], []])
})

t.test('room or party: who reads a line is chosen, and who comes later reads what was said', async (t) => {
  const { arena, ada, ben } = await visitors(t)
  await makeParty(ada.page, ben.page)
  await ada.page.locator('#quick button').tap()
  for (const { page } of [ada, ben]) await waitFor(page, PLAYS)
  const say = async (text: string) => {
    await ben.page.keyboard.press('Enter')
    await ben.page.locator('#chat input').fill(text)
    await ben.page.keyboard.press('Enter')
    await line(ada.page, '#chat', text).waitFor()
    await ben.page.locator('#chat form').waitFor({ state: 'hidden' })
  }
  await say('to the room')
  await ben.page.keyboard.press('Enter')
  await ben.page.locator('#chat form button').first().click()
  t.equal(await ben.page.locator('#chat input').getAttribute('placeholder'), 'To the party')
  await ben.page.keyboard.press('Escape')
  await say('among us')

  const { page } = await openPage(browser)
  t.teardown(() => page.close())
  await page.goto(`${arena.url}#play`)
  await waitFor(page, PLAYS)
  await line(page, '#chat', 'to the room').waitFor()
  t.equal(await line(page, '#chat', 'among us').count(), 0)
})

t.test('what chat refuses is said kindly, and the line is kept', async (t) => {
  const { arena, ada } = await visitors(t)
  const { page } = ada
  await page.locator('#quick button').tap()
  await waitFor(page, PLAYS)
  await page.locator('#talk').tap()
  const trouble = page.locator('#chat p')
  const [room] = [...arena.server.app.directory.live()]
  const [playerId] = [...arena.server.app.directory.players(room!.settings.roomId)]
  const { mutes } = arena.server.app.social
  mutes.mute(playerId!, Date.now() + 600_000, Date.now())
  await page.locator('#chat input').fill('can you hear me')
  await page.keyboard.press('Enter')
  await trouble.filter({ hasText: 'You are muted. You may write again in 10 min.' }).waitFor()
  t.equal(await page.locator('#chat input').inputValue(), 'can you hear me')
  mutes.unmute(playerId!)

  let isRefused = false
  for (let i = 0; i < 30 && !isRefused; i++) {
    await page.evaluate(`document.querySelector('#chat').classList.add('open')`)
    await page.locator('#chat input').fill(`line ${i}`)
    await page.locator('#chat input').press('Enter')
    await waitFor(page, `!chat.classList.contains('open') || document.querySelector('#chat p').textContent !== ''`)
    isRefused = (await trouble.textContent()) !== ''
  }
  t.match(await trouble.textContent(), /^Not so fast: try again in \d+ s\.$/)
})
