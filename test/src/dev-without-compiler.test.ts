// `tickwire dev` where the Apache compiler is not installed.

import t from 'tap'
import { launch, openPage } from './browser-page.js'
import { newProject, OVERLAY } from './dev-project.js'

t.test('without the Apache compiler state works, and calls say what is missing', async (t) => {
  const project = newProject(t, 'no-compiler')
  project.edit(
    'no-compiler.thrift',
    ['const i32 WORLD', 'include "common.thrift"\n\nconst i32 WORLD'],
    ['service NoCompilerRoom {}', 'service NoCompilerRoom { i32 countDots() throws (1: common.Refused refused) }'],
  )
  project.edit('simulation.ts', ['handlers: {}', 'handlers: { countDots: () => 1 }'])
  const url = await project.start(t, { ...process.env, PATH: '' })
  t.match(project.output, /^The Apache Thrift compiler is not on PATH: .*apt .*brew .*choco .*State works without it/m)
  const { page } = await openPage(await launch(t))
  await page.goto(url)
  await project.pageSays(page, 'room.own')
  t.match(
    await page.evaluate('room.calls.countDots().catch((error) => error.message)'),
    /calls need what is missing here\. The Apache Thrift compiler/,
  )
  t.notOk(await page.locator(OVERLAY).count(), 'it compiles, too')
})
