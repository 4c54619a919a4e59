// The page on a long way to its server: a pressed key moves the own avatar in the next frame, and the server's records come to
// the same place.

import t from 'tap'
import { startArena } from './arena-server.js'
import { launch, openPage, waitFor } from './browser-page.js'
import { FaultProxy } from './fault-proxy.js'

const ROUND_TRIP_MS = 200

interface Answer {
  /** How far what is drawn and what the server says had moved at the end of the first frame after the key. */
  readonly drawn: number
  readonly told: number
  /** From the key until the server's word of it, milliseconds. */
  readonly toldAfterMs: number
}

/** In the page: presses a key, looks at what is drawn a frame later, and waits until the server's record has moved. */
const PRESS = `async (code) => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))
  const from = (place, { x, y }) => Math.hypot(place.x - x, place.y - y)
  await frame()
  const drawn = { ...arenaOwnPlace }
  const told = { x: arenaRoom.own.x, y: arenaRoom.own.y }
  const pressedMs = performance.now()
  dispatchEvent(new KeyboardEvent('keydown', { code }))
  await frame()
  const answer = { drawn: from(arenaOwnPlace, drawn), told: from(arenaRoom.own, told), toldAfterMs: 0 }
  while (from(arenaRoom.own, told) === 0 && answer.toldAfterMs < 5_000) {
    await frame()
    answer.toldAfterMs = performance.now() - pressedMs
  }
  dispatchEvent(new KeyboardEvent('keyup', { code }))
  return answer
}`

t.test(`own movement answers within one frame at ${ROUND_TRIP_MS} ms, and the server has the last word`, async (t) => {
  const arena = await startArena(t)
  const proxy = await FaultProxy.listen(t, arena.port)
  proxy.toServer.delay(ROUND_TRIP_MS / 2)
  proxy.toClient.delay(ROUND_TRIP_MS / 2)
  const { page, complaints } = await openPage(await launch(t))
  await page.goto(`${proxy.url}#play`)
  await waitFor(page, 'globalThis.arenaRoom?.own && arenaRoom.stats.rttMs > 0')
  await page.waitForTimeout(1_000)
  for (const code of ['KeyD', 'KeyA', 'KeyS', 'KeyW']) {
    const answer = await page.evaluate<Answer>(`(${PRESS})("${code}")`)
    t.ok(answer.drawn > 0, `${code}: drawn ${answer.drawn} units away in the first frame`)
    t.equal(answer.told, 0, 'when the server had not heard of it')
    t.ok(answer.toldAfterMs >= ROUND_TRIP_MS, `who said so ${answer.toldAfterMs} ms after the key`)
    await waitFor(page, 'Math.hypot(arenaOwnPlace.x - arenaRoom.own.x, arenaOwnPlace.y - arenaRoom.own.y) < 0.01')
    await page.waitForTimeout(500)
  }
  t.same(complaints, [])
})
