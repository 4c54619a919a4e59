// Ranked play on the arena's page, in a real browser: two who queue for a duel meet on different sides, play it to its end and see what
// it did to their rating; who declines lets the other wait on.

import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { type RunningArena, startArena } from './arena-server.js'
import { launch, openPage, waitFor } from './browser-page.js'
import { playRanked } from './ranked-player.js'

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
const PLAYS = 'globalThis.arenaRoom?.own'
const DUEL = {
  name: 'ranked-1v1',
  roomKind: 'arena',
  teams: ['red', 'blue'].map((name) => ({ name, playersMin: 1, playersMax: 1 })),
  skill: {},
  acceptance: { timeoutMs: 30_000, declinesFree: 0, penaltyMsByOffence: [60_000] },
  roomOptions: { matchKills: '1', matchPlayers: '2' },
  cycleMs: 50,
}

const PAIRS = {
  ...DUEL,
  name: 'ranked-2v2',
  teams: ['red', 'blue'].map((name) => ({ name, playersMin: 2, playersMax: 2 })),
  party: { sizeMax: 2 },
  roomOptions: { matchKills: '1', matchPlayers: '4' },
}

const browser = await launch(t)

/** Ada with a phone and Ben at a desk, who both wait for a duel and have been offered one. */
async function offered(t: Test): Promise<{ arena: RunningArena; ada: Page; ben: Page; complaints: string[][] }> {
  const arena = await startArena(t, { queues: [DUEL] })
  const [phone, desk] = [await openPage(browser, PHONE), await openPage(browser)]
  for (const [{ page }, name] of [
    [phone, 'Ada'],
    [desk, 'Ben'],
  ] as const) {
    t.teardown(() => page.close())
    await page.goto(arena.url)
    await page.locator('#overlay-name').fill(name)
    await page.locator('#ranked-ways button', { hasText: '1v1' }).click()
    if (name === 'Ada') await page.locator('#ranked-elapsed', { hasText: '1v1' }).waitFor()
  }
  for (const { page } of [phone, desk]) await page.locator('#offer-accept').waitFor()
  return { arena, ada: phone.page, ben: desk.page, complaints: [phone.complaints, desk.complaints] }
}

t.test('two accept, meet on different sides of one room, and see how it ended', async (t) => {
  const { arena, ada, ben, complaints } = await offered(t)
  await ben.keyboard.press('Escape')
  await ben.keyboard.press('Escape')
  t.ok(await ben.locator('#offer-accept').isVisible(), 'Escape declines nothing')
  await ben.locator('#offer-accept').click()
  await ben.locator('#offer-text', { hasText: 'Waiting for the others · 1 of 2 have accepted' }).waitFor()
  await ada.locator('#offer-text', { hasText: /to accept · 1 of 2 have accepted/ }).waitFor()
  await ada.locator('#offer-accept').tap()
  for (const page of [ada, ben]) await waitFor(page, PLAYS)
  const [roomId, other] = await Promise.all([ada, ben].map((page) => page.evaluate<string>('arenaRoom.roomId')))
  t.equal(roomId, other)
  const sides = await Promise.all([ada, ben].map((page) => page.evaluate<number>('arenaRoom.own.team')))
  t.same(sides.sort(), [1, 2])
  await ada.locator('#begins', { hasText: /You are (red|blue)/ }).waitFor()

  const { world } = arena.server.app.directory.get(roomId!)! as unknown as {
    world: { match: { phase: Int32Array; redKills: Int32Array } }
  }
  world.match.phase[0] = 2
  world.match.redKills[0] = 1
  const titles = await Promise.all(
    [ada, ben].map(async (page) => {
      await page.locator('#result-rating b').waitFor()
      return `${await page.locator('#result-title').innerText()} ${await page.locator('#result-rating b').innerText()}`
    }),
  )
  t.match(titles.sort(), [/^Defeat -\d+$/, /^Victory \+\d+$/])
  for (const page of [ada, ben]) await page.locator('#result-again').click()
  for (const page of [ada, ben]) await page.locator('#offer-accept').waitFor()
  t.same(complaints, [[], []])
})

t.test('a party of two waits together, is asked together, and plays on one side', async (t) => {
  const arena = await startArena(t, { queues: [PAIRS] })
  const [{ page: ada, complaints }, { page: ben }] = [await openPage(browser, PHONE), await openPage(browser)]
  for (const [page, name] of [
    [ada, 'Ada'],
    [ben, 'Ben'],
  ] as const) {
    t.teardown(() => page.close())
    await page.goto(arena.url)
    await page.locator('#overlay-name').fill(name)
  }
  await ada.locator('#party-create').tap()
  await ada.locator('#party-room').waitFor()
  await ben.locator('#party-join-code').fill(await ada.locator('#party-code').innerText())
  await ben.keyboard.press('Enter')
  await ada.locator('#party-members li', { hasText: 'Ben' }).waitFor()
  const way = (page: Page) => page.locator('#ranked-ways button', { hasText: '2v2' })
  await ben.locator('#ranked-party', { hasText: 'The leader of your party chooses' }).waitFor()
  t.ok(await way(ben).isDisabled())
  await choose(ada, '2v2')
  await ben.locator('#ranked-elapsed', { hasText: '2v2' }).waitFor()

  const others = ['Cleo', 'Dora'].map((name) => playRanked(t, arena.url, 'ranked-2v2', name))
  for (const page of [ada, ben]) {
    await page.locator('#offer-text', { hasText: /2 of 4 have accepted/ }).waitFor()
  }
  await ben.locator('#offer-accept').click()
  await ada.locator('#offer-text', { hasText: /3 of 4 have accepted/ }).waitFor()
  await ada.locator('#offer-accept').tap()
  for (const page of [ada, ben]) await waitFor(page, PLAYS)
  const sides = await Promise.all([ada, ben].map((page) => page.evaluate<number>('arenaRoom.own.team')))
  t.equal(sides[0], sides[1])
  const [cleo, dora] = await Promise.all(others)
  t.equal(cleo!.team, dora!.team)
  t.same(new Set([cleo!.roomId, dora!.roomId]), new Set([await ada.evaluate<string>('arenaRoom.roomId')]))
  t.same(complaints, [])
})

t.test('who declines is told how long to wait; the other keeps searching', async (t) => {
  const { ada, ben, complaints } = await offered(t)
  await ada.locator('#offer-accept').tap()
  await ben.locator('#offer-decline').click()
  await ada.locator('#ranked-trouble', { hasText: 'You kept your place' }).waitFor()
  t.ok(await ada.locator('#ranked-cancel').isVisible())
  t.notOk(await ada.locator('#offer').isVisible())
  await ben.locator('#ranked-trouble', { hasText: 'declined' }).waitFor()
  await ben.locator('#ranked-ways button').click()
  await ben.locator('#ranked-trouble', { hasText: /again in \d+ s/ }).waitFor()
  await ada.locator('#ranked-cancel').tap()
  await ada.locator('#ranked-ways button').waitFor()
  t.same(complaints, [[], []])
})

/** The leader chooses the queue, again while the server has not heard that everybody is ready. */
async function choose(page: Page, queue: string): Promise<void> {
  const isWaiting = () => page.locator('#ranked-cancel').isVisible()
  while (!(await isWaiting())) {
    await page.locator('#ranked-ways button', { hasText: queue }).click()
    const said = `document.querySelector('#ranked-trouble').textContent !== ''`
    await waitFor(page, `!document.querySelector('#ranked-wait').hidden || ${said}`)
  }
}
