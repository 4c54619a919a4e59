// Generated service descriptions at work, together with what the real Apache compiler makes of the same file: what is
// missing in a call is named, results become Apache's classes, annotations arrive.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { MethodType, ServiceType } from '@tickwire/protocol'
import { transform } from 'esbuild'
import t from 'tap'
import { generate } from './generate.js'
import { formatProblem, Problems } from './problems.js'

const CALLS = `include "common.thrift"
struct Leaf { 1: string name, 2: i32 size = 3, 3: optional string note }
struct Tree {
  1: Leaf first, 2: optional Leaf second, 3: list<Leaf> more, 4: map<string, list<Leaf>> groups, 5: optional Tree child,
}
struct Loose { 1: optional i32 a, 2: i32 b = 1 }
union Either { 1: Leaf leaf, 2: i32 number }
service Calls {
  void none() throws (1: common.Refused refused),
  i32 plain(1: i32 a, 2: optional i32 b, 3: string c) throws (1: common.Refused refused) (tw.rate = "3/10s"),
  Tree grow(1: Tree tree) throws (1: common.Refused refused) (tw.longPoll = "5000"),
  /** All of them. */
  list<Leaf> leaves(1: list<Leaf> leaves, 2: Loose loose, 3: Either either) throws (1: common.Refused refused),
  void items(1: list<Leaf> item, 2: list<Leaf> index) throws (1: common.Refused refused),
  /** By their names. */
  map<string, Leaf> named(1: i32 a = 4) throws (1: common.Refused refused) (tw.role = "operator"),
  /** To one. */
  Leaf hello() (tw.auth = "none"),
  /** To everybody. */
  oneway void shout(1: string text),
}
`

async function loadCalls(folder: string): Promise<ServiceType> {
  const files = ['common.thrift', 'calls.thrift'].map((name) => path.join(folder, name))
  writeFileSync(files[1]!, CALLS)
  const problems = new Problems()
  const output = generate({ files, includeDirs: [], packages: new Map(), apache: true }, problems)
  t.same(problems.sorted().map(formatProblem), [])
  mkdirSync(path.join(folder, 'apache'))
  for (const [name, text] of output) writeFileSync(path.join(folder, name), text)
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module", "imports": { "#apache/*": "./apache/*" } }')
  const { code } = await transform(output.get('calls.handlers.ts')!, { loader: 'ts', format: 'esm' })
  writeFileSync(path.join(folder, 'calls.handlers.js'), code)
  const module: unknown = await import(pathToFileURL(path.join(folder, 'calls.handlers.js')).href)
  return (module as { callsService: ServiceType }).callsService
}

const folder = t.testdir({ 'common.thrift': 'exception Refused { 1: string message }\n' })
const service = await loadCalls(folder)

function method(name: string): MethodType {
  return service.methods.find((m) => m.name === name)!
}

const leaf = { name: 'a', size: 3, note: null }
const tree = { first: leaf, second: null, more: [], groups: {}, child: null }

t.test('what is missing is named by its path', (t) => {
  const missing = (name: string, ...args: unknown[]): string | undefined => method(name).missing(args)
  t.equal(missing('none'), undefined)
  t.equal(missing('plain', 0, null, ''), undefined)
  t.equal(missing('plain', null, null, 'c'), 'a')
  t.equal(missing('plain', 1, 2), 'c')
  t.equal(missing('grow'), 'tree')
  t.equal(missing('grow', tree), undefined)
  t.equal(missing('grow', { ...tree, first: null }), 'tree.first')
  t.equal(missing('grow', { ...tree, first: { ...leaf, name: null } }), 'tree.first.name')
  t.equal(missing('grow', { ...tree, second: { ...leaf, name: null } }), 'tree.second.name')
  t.equal(missing('grow', { ...tree, more: [leaf, { ...leaf, name: null }] }), 'tree.more.1.name')
  t.equal(missing('grow', { ...tree, groups: { x: [leaf, { name: undefined }] } }), 'tree.groups.x.1.name')
  t.equal(missing('grow', { ...tree, child: { ...tree, child: { ...tree, groups: null } } }), 'tree.child.child.groups')
  t.equal(missing('leaves', [leaf, {}], {}, {}), 'leaves.1.name')
  t.equal(missing('leaves', [leaf], null, {}), 'loose')
  t.equal(missing('leaves', [], {}, { leaf: {} }), 'either.leaf.name')
  t.equal(missing('leaves', [], {}, { number: 1 }), undefined)
  t.equal(missing('items', [leaf], [leaf, {}]), 'index.1.name', 'whatever arguments are called')
  t.equal(missing('named', null), undefined, 'an argument with a default is never missing')
  t.end()
})

t.test('what the IDL says of a method is said of the handler and of the call, whatever its result', (t) => {
  const text = readFileSync(path.join(folder, 'calls.handlers.ts'), 'utf8')
  for (const [said, name] of [
    ['All of them.', 'leaves'],
    ['By their names.', 'named'],
    ['To everybody.', 'shout'],
    ['To one.', 'hello'],
  ]) {
    t.equal(text.split(`  /** ${said} */\n  ${name}(`).length, 3, `${name}: twice`)
  }
  t.end()
})

t.test("results become objects that Apache's code can write", (t) => {
  const grown = method('grow').result({ ...tree, more: [leaf] }) as { write: unknown; more: { write: unknown }[] }
  t.type(grown.write, 'function')
  t.type(grown.more[0]!.write, 'function')
  const leaves = method('leaves').result([leaf]) as { name: string; write: unknown }[]
  t.match(leaves, [{ name: 'a', write: Function }])
  t.match(method('named').result({ x: leaf }), { x: { name: 'a', write: Function } })
  t.equal(method('plain').result(7), 7)
  t.equal(method('none').result(undefined), undefined)
  t.end()
})

t.test('what the annotations say arrives', (t) => {
  t.match(method('plain'), { arity: 3, oneway: false, auth: 'player', rate: { count: 3, perMs: 10_000 } })
  t.match(method('grow'), { longPollMs: 5_000 })
  t.match(method('named'), { role: 'operator', arity: 1 })
  t.match(method('hello'), { auth: 'none', arity: 0 })
  t.match(method('shout'), { oneway: true })
  const { Refused } = method('grow').throws
  t.match(new Refused!({ message: 'no' }), { message: 'no' })
  t.same(Object.keys(method('hello').throws), [])
  t.equal(service.name, 'Calls')
  t.equal(service.room, undefined)
  t.end()
})
