// The net panel of the arena's page: hidden until it is asked for, changes the line while one plays, and remembers nothing.

import type { Page } from 'playwright-core'
import t from 'tap'
import { startArena } from './arena-server.js'
import { launch, openPage, waitFor } from './browser-page.js'

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

const browser = await launch(t)

const slide = (page: Page, name: string, value: string) =>
  page.locator(`#link [name=${name}]`).evaluate((input, value) => {
    Object.assign(input, { value })
    input.dispatchEvent(new Event('input', { bubbles: true }))
  }, value)

/** Plays until the round trip is so. It is measured by commands: each turn of the mouse is one. */
async function roundTrip(page: Page, isSo: string): Promise<void> {
  for (let i = 0; i < 400; i++) {
    if (await page.evaluate(`arenaRoom.stats.rttMs ${isSo}`)) return
    await page.mouse.move(300 + 10 * (i % 20), 300)
    await page.waitForTimeout(50)
  }
  throw new Error(`the round trip never was ${isSo} ms`)
}

/** Parts of the graph on which something is drawn. */
const DRAWN = `(() => {
  const canvas = document.querySelector('#net-graph')
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
  return data.filter((value, i) => i % 4 === 3 && value > 128).length
})()`

t.test('a key opens it, sliders change the line at once, and it is clear again after a reload', async (t) => {
  const arena = await startArena(t)
  const { page, complaints } = await openPage(browser)
  t.teardown(() => page.close())
  await page.goto(`${arena.url}#play`)
  await waitFor(page, 'globalThis.arenaRoom?.own')
  t.ok(await page.locator('#net').isHidden())
  await page.keyboard.press('n')
  await page.locator('#net').waitFor()
  await page.keyboard.down('KeyD')
  await waitFor(page, `${DRAWN} > 500`)
  await roundTrip(page, '< 200')
  await slide(page, 'link', '300')
  t.equal(await page.locator('#link output').first().innerText(), '300 ms')
  await roundTrip(page, '> 250')
  await page.locator('#link-stand').click()
  await waitFor(page, 'arenaNet.samples.some(({ gapMs }) => gapMs > 800)')
  await page.getByText('Clear line').click()
  await page
    .locator('#link output', { hasText: /^0 ms$/ })
    .first()
    .waitFor()
  await roundTrip(page, '< 200')
  await page.keyboard.press('n')
  t.ok(await page.locator('#net').isHidden())

  await slide(page, 'link', '300')
  await page.reload()
  await waitFor(page, 'globalThis.arenaRoom?.own')
  t.ok(await page.locator('#net').isHidden())
  t.equal(await page.locator('#link [name=link]').inputValue(), '0')
  t.same(complaints, [])
})

t.test(
  'the address begins with a bad line; on a phone the figures open the panel, which leaves the avatar in sight',
  async (t) => {
    const arena = await startArena(t)
    const { page, complaints } = await openPage(browser, PHONE)
    t.teardown(() => page.close())
    await page.goto(`${arena.url}?link=120&jitter=20&stalls=5&stall=250&rate=8#play`)
    await waitFor(page, 'globalThis.arenaRoom?.own')
    const said = await page.locator('#link output').allTextContents()
    t.same(said, ['120 ms', '20 ms', '5 %', '250 ms', '8 kB/s'])
    const box = (await page.locator('#net').boundingBox())!
    t.ok(box.x >= 0 && box.x + box.width <= PHONE.viewport.width, 'fits')
    t.ok(box.y + box.height <= PHONE.viewport.height / 2, 'above the middle')
    await page.locator('#net-close').tap()
    t.ok(await page.locator('#net').isHidden())
    await page.locator('#stats').tap()
    t.ok(await page.locator('#net').isVisible())
    t.same(complaints, [])
  },
)
