// The published bundle in Chromium, as it is: a page imports the client, and what few games need is fetched when it is first used.
// `play` alone takes a seat that somebody else was given.

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { connect } from '@tickwire/client'
import { lobbyService } from '@tickwire/gen-nodejs/lobby.handlers.js'
import { createServer } from '@tickwire/server'
import { build } from 'esbuild'
import t, { type Test } from 'tap'
import { launch, openPage, waitFor } from './browser-page.js'
import { fieldGame } from './field-game.js'

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url))
const SDK = path('../../../client-sdk/dist/browser/')

/** The field's schema and service for a page that has the client as a bundle. */
async function schemaScript(): Promise<string> {
  const optionsUrl = new URL('../../../client-sdk/esbuild.mjs', import.meta.url).href
  const { browserOptions } = (await import(optionsUrl)) as { browserOptions: import('esbuild').BuildOptions }
  const entry = `export { fieldSchema } from './field.state.js'\nexport { fieldRoomService } from './field.handlers.js'`
  const stdin = { contents: entry, resolveDir: path('../gen-nodejs') }
  const { outputFiles } = await build({ ...browserOptions, stdin, write: false, logLevel: 'silent' })
  return outputFiles![0]!.text
}

/** A server with the field, and an empty page on it that may import `/sdk/*.js` and `/field.js`. */
async function start(t: Test) {
  const { game } = fieldGame()
  const staticDir = new URL(`file://${t.testdir({ 'index.html': '<!doctype html><title>field</title>' })}/`)
  const server = createServer({
    games: [{ ...game, staticDir }],
    port: 0,
    thriftPort: 0,
    adminPort: 0,
    logLevel: 'silent',
  })
  const { http } = await server.listen()
  t.teardown(() => server.stop())
  const { page, complaints } = await openPage(await launch(t))
  const fetched: string[] = []
  const field = await schemaScript()
  await page.route(/\.js$/, async (route) => {
    const file = new URL(route.request().url()).pathname.split('/').at(-1)!
    fetched.push(file)
    const body = file === 'field.js' ? field : readFileSync(`${SDK}${file}`, 'utf8')
    await route.fulfill({ contentType: 'text/javascript', body })
  })
  await page.route('**/favicon.ico', (route) => route.fulfill({ status: 204 }))
  await page.goto(http)
  return { http, page, complaints, fetched }
}

t.test('messages and parties are fetched when they are first used', async (t) => {
  const { page, complaints, fetched } = await start(t)
  await page.evaluate(`(async () => {
    const { connect } = await import('/sdk/tickwire-client.js')
    const { fieldSchema, fieldRoomService } = await import('/field.js')
    globalThis.client = await connect({ url: location.href })
    await client.login({ displayName: 'Ada' })
    globalThis.room = await client.quickPlay(fieldSchema, { service: fieldRoomService })
  })()`)
  await waitFor(page, 'room.own !== undefined')
  t.type(await page.evaluate('room.calls.countChests()'), 'number')
  const atStart = [...fetched]
  t.notMatch(atStart.join(' '), /party\.js|matchmaking\.js|message-codec/)

  await page.evaluate(`(async () => {
    globalThis.heard = []
    room.onMessage('shout', (value) => heard.push(value.n))
    await Promise.all([1, 2, 3].map((n) => room.send('shout', { n })))
  })()`)
  await waitFor(page, 'heard.length === 3')
  t.same(await page.evaluate('heard'), [1, 2, 3], 'in order, though the first had to wait')
  t.match(fetched.slice(atStart.length), [/^message-codec/], 'one file more')

  await page.evaluate(`(async () => {
    client.party.onChange(() => {})
    const { partyService } = await import('/sdk/party.js')
    globalThis.parties = client.calls(partyService)
    await parties.createParty()
  })()`)
  await waitFor(page, 'client.party.state !== undefined')
  await page.evaluate('parties.leaveParty()')
  await waitFor(page, 'client.party.state === undefined')
  t.same(fetched.slice(atStart.length + 1), ['party.js'])
  t.same(complaints, [])
})

t.test('a seat is taken and played without the rest of the client', async (t) => {
  const { http, page, complaints, fetched } = await start(t)
  const client = await connect({ url: http })
  t.teardown(() => client.close())
  await client.login({ displayName: 'Ada' })
  const request = { roomKind: 'field', title: 'field', listed: true, requestId: 'r1' }
  const { roomId, playUrl, seatToken } = await client.calls(lobbyService).createRoom(request)
  const seat = JSON.stringify({ roomId, playUrl, seatToken })
  await page.evaluate(`(async () => {
    const { takeSeat } = await import('/sdk/play.js')
    const { fieldSchema } = await import('/field.js')
    globalThis.room = await takeSeat(${seat}, fieldSchema, { url: location.href })
  })()`)
  await waitFor(page, 'room.own !== undefined')
  const x = await page.evaluate<number>('room.own.x')
  await page.evaluate('room.sendCommand({ moveX: 127, moveY: 0, fire: false })')
  await waitFor(page, `room.own.x !== ${x}`)
  t.equal(await page.evaluate('room.calls'), undefined)
  t.notMatch(fetched.join(' '), /tickwire-client|party|matchmaking|message-codec/)
  t.same(complaints, [])
})
