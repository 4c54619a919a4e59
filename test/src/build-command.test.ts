// `tickwire build`: what it makes is served to a real browser as it is, and what is wrong leaves the last build as it was.

import t from 'tap'
import { launch, openPage } from './browser-page.js'
import { newProject } from './dev-project.js'

t.test('a game is built, and served as it was when nothing was wrong', async (t) => {
  const project = newProject(t, 'built-game')
  t.match(project.run(['build', '--help']), { code: 0, out: /^Usage: tickwire build\n/, err: '' })
  t.match(project.run(['build', '--fast']), { code: 1, out: '', err: /^tickwire: Unknown option '--fast'/ })
  t.match(project.run(['build']), { code: 0, out: /npx tickwire serve dist\/game\.js/, err: '' })

  project.edit('simulation.ts', ['collect(world, row)\n', "collect(world, 'row')\n"])
  t.match(project.run(['build']), { code: 1, out: '', err: /^simulation\.ts:\d+:\d+ {2}TS2345 / }, 'a wrong type')
  project.edit('simulation.ts', ["collect(world, 'row')", 'collect(world,, row)'])
  t.match(project.run(['build']), { code: 1, out: '', err: /simulation\.ts:\d+:\d+/ }, 'a wrong syntax')
  const withoutCompiler = { ...process.env, PATH: '/nowhere' }
  t.match(project.run(['build'], withoutCompiler), { code: 1, out: '', err: /apt install thrift-compiler/ })

  const url = await project.start(t, process.env, ['serve', 'dist/game.js', '--drain-seconds', '0'])
  const { page, complaints } = await openPage(await launch(t))
  await page.goto(url)
  await project.pageSays(page, 'room.own && room.stats.tick > 0')
  t.notMatch(await page.content(), 'tickwire-dev', 'the page has nothing of the development')
  t.same(complaints, [])
  t.equal(await project.stop(), 0)
})
