// The page on a line that is simulated to be long: a pressed key moves the own avatar in the next frame, and the server's records
// come to the same place.

import t from 'tap'
import { startArena } from './arena-server.js'
import { launch, openPage, waitFor } from './browser-page.js'

const ROUND_TRIP_MS = 200

interface Answer {
  /** Animation frames from the key until the own avatar was drawn elsewhere. */
  readonly frames: number
  /** How far the server's word of it had moved by then. */
  readonly told: number
  /** From the key until that word moved, milliseconds. */
  readonly toldAfterMs: number
}

/** In the page: presses a key, counts frames until what is drawn has moved, and waits until the server's record has. */
const PRESS = `async (code) => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))
  const from = (place, { x, y }) => Math.hypot(place.x - x, place.y - y)
  await frame()
  const drawn = { ...arenaOwnPlace }
  const told = { x: arenaRoom.own.x, y: arenaRoom.own.y }
  const pressedMs = performance.now()
  dispatchEvent(new KeyboardEvent('keydown', { code }))
  const answer = { frames: 0, told: 0, toldAfterMs: 0 }
  while (from(arenaOwnPlace, drawn) === 0 && answer.frames < 600) {
    await frame()
    answer.frames++
  }
  answer.told = from(arenaRoom.own, told)
  while (from(arenaRoom.own, told) === 0 && answer.toldAfterMs < 5_000) {
    await frame()
    answer.toldAfterMs = performance.now() - pressedMs
  }
  dispatchEvent(new KeyboardEvent('keyup', { code }))
  return answer
}`

t.test(`own movement answers within one frame at ${ROUND_TRIP_MS} ms, and the server has the last word`, async (t) => {
  const arena = await startArena(t)
  const { page, complaints } = await openPage(await launch(t))
  await page.goto(`${arena.url}?link=${ROUND_TRIP_MS}#play`)
  await waitFor(page, 'globalThis.arenaRoom?.own && arenaRoom.stats.rttMs > 0')
  await page.waitForTimeout(1_000)
  for (const code of ['KeyD', 'KeyA', 'KeyS', 'KeyW']) {
    const answer = await page.evaluate<Answer>(`(${PRESS})("${code}")`)
    t.equal(answer.frames, 1, `${code}: frames until it is drawn elsewhere`)
    t.equal(answer.told, 0, 'when the server had not heard of it')
    t.ok(answer.toldAfterMs >= ROUND_TRIP_MS, `who said so ${answer.toldAfterMs} ms after the key`)
    await waitFor(page, 'Math.hypot(arenaOwnPlace.x - arenaRoom.own.x, arenaOwnPlace.y - arenaRoom.own.y) < 0.01')
    await page.waitForTimeout(500)
  }
  t.equal(await page.evaluate('arenaNet.totals.mistakes'), 0)
  t.same(complaints, [])
})
