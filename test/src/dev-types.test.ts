// `tickwire dev` checks types beside the game that runs.

import t from 'tap'
import { launch, openPage } from './browser-page.js'
import { newProject, OVERLAY } from './dev-project.js'

t.test('a wrong type is shown over the page while the game goes on', async (t) => {
  const project = newProject(t, 'wrong-types')
  const url = await project.start(t)
  const { page } = await openPage(await launch(t))
  await page.goto(url)
  await project.pageSays(page, 'room.own')
  project.edit('simulation.ts', ['collect(world, row)\n', 'dot.score[row] = 80 + Number(dot.hats?.length ?? 0)\n'])
  await project.pageSays(page, 'room.own.score === 80')
  await page.locator(OVERLAY).waitFor({ timeout: 60_000 })
  t.match(
    await page.locator(OVERLAY).textContent(),
    /simulation\.ts:\d+:\d+ {2}TS\d+ {2}Property 'hats' does not exist/,
  )
  project.edit('simulation.ts', [' + Number(dot.hats?.length ?? 0)', ''])
  await page.locator(OVERLAY).waitFor({ state: 'detached', timeout: 60_000 })
  t.match(project.output, /no problems\n$/)
})
