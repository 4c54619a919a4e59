// `tickwire dev` with real browser windows: a simulation that is saved goes on with the world as it is, mistakes are shown over the page,
// and a new IDL begins anew with the same players.

import t from 'tap'
import { launch, openPage } from './browser-page.js'
import { newProject, OVERLAY } from './dev-project.js'

t.test('what is saved is taken up, and what is wrong is shown', async (t) => {
  const project = newProject(t, 'saved-game')
  const url = await project.start(t)
  const browser = await launch(t)
  const context = await browser.newContext()
  const { page, complaints } = await openPage(browser)
  const [first, second] = [await context.newPage(), await context.newPage()]
  for (const window of [page, first, second]) await window.goto(url)
  await project.pageSays(page, '[...room.of(Dot)].length === 2')
  await project.pageSays(first, '[...room.of(Dot)].length === 2')
  t.pass('three windows see each other, two of them of one browser profile')

  await t.test('a new simulation goes on with the world as it is', async (t) => {
    await page.evaluate('globalThis.ownId = room.own.id')
    project.edit('simulation.ts', ['collect(world, row)\n', 'dot.score[row] = 77\n'])
    await project.pageSays(page, 'room.own.score === 77 && [...room.of(Dot)][0].score === 77')
    t.ok(await page.evaluate('room.own.id === ownId'), 'the page is the same, and so is its avatar')
    t.match(project.output, /new simulation, the same world/)
  })

  await t.test('a step that throws stops the world until the simulation is mended', async (t) => {
    project.edit('simulation.ts', ['dot.score[row] = 77\n', "throw new Error('no coins')\n"])
    const text = async () => (await page.locator(OVERLAY).textContent()) ?? ''
    await page.locator(OVERLAY).waitFor()
    t.match(
      await text(),
      /Error: no coins\n +at Object\.step \(simulation\.ts:\d+:\d+\)$/,
      'with its place in the source',
    )
    project.edit('simulation.ts', ["throw new Error('no coins')\n", 'dot.score[row] = 78\n'])
    await project.pageSays(page, 'room.own.score === 78 && room.own.id === ownId')
    await page.locator(OVERLAY).waitFor({ state: 'detached' })
  })

  await t.test('a mistake in the syntax is shown while the game goes on', async (t) => {
    project.edit('simulation.ts', ['= 78', '= = 78'])
    await page.locator(OVERLAY).waitFor()
    t.match(await page.locator(OVERLAY).textContent(), /simulation\.ts:\d+:\d+/)
    t.match(project.output, /simulation\.ts:\d+:\d+/, 'in the terminal too')
    const tick = await page.evaluate('globalThis.tick = room.stats.tick')
    await project.pageSays(page, 'room.stats.tick > tick')
    t.type(tick, 'number')
    project.edit('simulation.ts', ['= = 78', '= 79'])
    await page.locator(OVERLAY).waitFor({ state: 'detached' })
    await project.pageSays(page, 'room.own.score === 79 && room.own.id === ownId')
  })

  await t.test('a mistake in the IDL is shown with its place; a good one begins with new rooms', async (t) => {
    project.edit('saved-game.thrift', ['6: i32 dy (tw.local)', '6: i32 dy (tw.locl)'])
    await page.locator(OVERLAY).waitFor()
    t.match(await page.locator(OVERLAY).textContent(), /saved-game\.thrift:\d+:\d+ {2}TW_\w+/)
    project.edit('saved-game.thrift', [
      '6: i32 dy (tw.locl)',
      '6: i32 dy (tw.local),\n  7: i32 level (tw.min = "0", tw.max = "9")',
    ])
    project.edit('simulation.ts', ['dot.score[row] = 79', 'dot.level[row] = 5'])
    for (const window of [page, first, second]) await project.pageSays(window, 'room.own.level === 5')
    await project.pageSays(page, '[...room.of(Dot)].length === 2')
    t.ok(await page.evaluate('globalThis.ownId === undefined'), 'its page has come again')
  })

  await t.test('a new client or page comes by itself', async () => {
    project.edit('client.ts', ["'#7bd88f'", "'#ffffff'"])
    project.edit('index.html', ['Arrow keys move.', 'Arrow keys go.'])
    await project.pageSays(page, "document.body.textContent.includes('Arrow keys go') && room.own")
  })

  const unforeseen = complaints.filter((text) => !/tickwire-dev\.json|ERR_|WebSocket/.test(text))
  t.same(unforeseen, [], 'the browser has nothing to complain about but the restart')
  t.equal(await project.stop(), 0)
})
