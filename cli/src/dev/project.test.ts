import t from 'tap'
import { findProject, pageFiles } from './project.js'
import { problemsOf } from './type-check.js'

const FILES = { 'simulation.ts': '', 'client.ts': '', 'index.html': '', 'package.json': '{}' }

t.test('a folder that is no game is refused with what it lacks', async (t) => {
  t.throws(() => findProject(t.testdir({})), {
    message: /has no \*\.thrift, no simulation\.ts, no client\.ts, no index\.html, no package\.json; .*tickwire new$/,
  })
  t.throws(() => findProject(t.testdir({ ...FILES, 'a.thrift': '', 'b.thrift': '' })), {
    message: /which IDL is the game's: a\.thrift, b\.thrift\?/,
  })
})

t.test('the page is served with what stands beside it, sources and manifests are not', async (t) => {
  const project = findProject(t.testdir({ ...FILES, 'a.thrift': '', 'style.css': '', 'ship.svg': '' }))
  t.equal(project.idl, 'a.thrift')
  t.same(new Set(pageFiles(project)), new Set(['index.html', 'style.css', 'ship.svg']))
})

t.test("the compiler's problems are shown as editors link them", async (t) => {
  const output = "a.ts(3,7): error TS2339: Property 'x' does not exist.\n  It is 'y'.\nerror TS18003: No inputs.\n"
  t.same(problemsOf(output), [
    { by: 'types', text: "a.ts:3:7  TS2339  Property 'x' does not exist.\n  It is 'y'." },
    { by: 'types', text: 'error TS18003: No inputs.' },
  ])
  t.same(problemsOf(''), [])
})
