// The schema hash covers what is on the wire and nothing else; the comparison of two schemas tells the one from the other.

import { writeFileSync } from 'node:fs'
import path from 'node:path'
import t from 'tap'
import { compareSchemas, formatEdits, parseLock } from './compare.js'
import { check } from './generate.js'
import { Problems } from './problems.js'
import { formatLock, lockOf, type SchemaLock } from './schema.js'

const GAME = `include "common.thrift"

const i32 WIDE = 4096
enum Stance { STANDING = 0, PRONE = 2 }

/** Somebody. */
struct Avatar {
  1: double x (tw.axis = "x", tw.min = "0", tw.max = "WIDE", tw.step = "0.5", tw.predict = "linear", tw.ownerStep = "0.25"),
  2: double y (tw.axis = "y", tw.min = "0", tw.max = "WIDE", tw.step = "0.5", tw.predict = "linear", tw.ownerStep = "0.25"),
  3: i32 health (tw.min = "0", tw.max = "100"),
  4: string name (tw.once, tw.max = "24"),
  5: Stance stance,
  6: i32 ammo (tw.audience = "owner", tw.min = "0", tw.max = "99"),
  7: i32 seat (tw.local),
} (tw.entity)
struct Chest { 1: bool open } (tw.entity)
struct Steer { 1: bool fire (tw.edge), 2: i8 moveX (tw.min = "-100", tw.max = "100") } (tw.command)
struct Boom { 1: bool big } (tw.event = "unreliable", tw.to = "all")
service Room { void go() throws (1: common.Refused r) } (tw.room = "game", tw.tickRateHz = "20", tw.playersMax = "8")
`

const folder = t.testdir({ 'common.thrift': 'exception Refused { 1: string message }\n' })

function lock(text: string): SchemaLock {
  const file = path.join(folder, 'game.thrift')
  writeFileSync(file, text)
  const problems = new Problems()
  const [checked] = check([file], [], problems)
  if (checked?.room === undefined) throw new Error(JSON.stringify(problems.sorted()))
  return lockOf(checked.room)
}

function edit(from: string | RegExp, to: string): string {
  const edited = GAME.replace(from, to)
  if (edited === GAME) throw new Error(`nothing to edit: ${from}`)
  return edited
}

/** What is edited, the edited game, what the comparison says. */
const FREE: readonly (readonly [string, string, ...string[]])[] = [
  ['a comment', edit('Somebody.', 'Anybody.')],
  ['a field renamed', edit(/health/, 'vigour'), 'Avatar.health renamed -> vigour'],
  ['an entity renamed', edit(/struct Chest/, 'struct Crate'), 'entity type id 1 renamed Chest -> Crate'],
  ['the command renamed', edit(/Steer/, 'Input'), 'command renamed Steer -> Input'],
  ['a local field removed', edit('  7: i32 seat (tw.local),\n', '')],
  [
    'an extent',
    edit('7: i32 seat (tw.local),\n} (tw.entity)', '7: i32 seat (tw.local),\n} (tw.entity, tw.extent = "9")'),
  ],
  ['a rewind', edit('7: i32 seat (tw.local),\n} (tw.entity)', '7: i32 seat (tw.local),\n} (tw.entity, tw.rewind)')],
  ['a priority', edit('1: bool open } (tw.entity)', '1: bool open } (tw.entity, tw.priority = "2")')],
  [
    'a local entity added',
    edit('struct Chest', 'struct Spark { 1: double x, 2: Stance stance } (tw.entity, tw.local)\nstruct Chest'),
  ],
  ['an enum value renamed', edit('PRONE', 'LYING')],
  ['a const by its value', edit('tw.max = "WIDE"', 'tw.max = "4096"')],
  ['fields in another order of lines', edit(/( {2}3:[^\n]*\n)( {2}4:[^\n]*\n)/, '$2$1')],
  ['more players', edit('"8")', '"9")')],
  ['a room call added', edit('void go()', 'void more() throws (1: common.Refused r), void go()')],
]

const BREAKING: readonly (readonly [string, string, ...string[]])[] = [
  [
    'a range',
    edit('tw.max = "100"', 'tw.max = "200"'),
    'Avatar.health: 0 to 100 in steps of 1 (7 bits) -> 0 to 200 in steps of 1 (8 bits)',
  ],
  [
    'a range of the same width',
    edit('tw.max = "100"', 'tw.max = "101"'),
    'Avatar.health: 0 to 100 in steps of 1 (7 bits) -> 0 to 101 in steps of 1 (7 bits)',
  ],
  [
    'a shift of a range',
    edit('"-100", tw.max = "100"', '"-99", tw.max = "101"'),
    'Steer.moveX: -100 to 100 in steps of 1 (8 bits) -> -99 to 101 in steps of 1 (8 bits)',
  ],
  [
    'an enum that grew',
    edit('PRONE = 2', 'PRONE = 2, ASLEEP = 9'),
    'Avatar.stance: 0 to 2 in steps of 1 (2 bits) -> 0 to 9 in steps of 1 (4 bits)',
  ],
  ['a const in a range', edit('WIDE = 4096', 'WIDE = 2048')],
  ['a step of the owner record', edit('tw.ownerStep = "0.25"', 'tw.ownerStep = "0.125"')],
  ['a prediction', edit(', tw.predict = "linear"', ''), 'Avatar.x: linear x -> hold x'],
  ['an audience', edit('tw.audience = "owner", ', ''), 'Avatar.ammo: owner -> cold'],
  ['a team', edit('tw.audience = "owner"', 'tw.audience = "team"'), 'Avatar.ammo: owner -> team cold'],
  [
    'the audience of an entity',
    edit('bool open } (tw.entity)', 'bool open } (tw.entity, tw.to = "team")'),
    'Chest: to all -> to team',
  ],
  [
    'a field sent once',
    edit('tw.once, ', '')
      .replace(/6:[^\n]*\n/, '')
      .replaceAll(', tw.ownerStep = "0.25"', ''),
  ],
  ['a field added', edit('1: bool open', '1: bool open, 2: bool locked'), 'Chest.locked added (field 2)'],
  ['a field removed', edit(/ {2}3:[^\n]*\n/, ''), 'Avatar.health removed (field 3)'],
  ['a field id', edit('5: Stance', '9: Stance'), 'Avatar.stance added (field 9)', 'Avatar.stance removed (field 5)'],
  [
    'an entity added',
    edit('struct Steer', 'struct Door { 1: bool open } (tw.entity)\nstruct Steer'),
    'entity Door added (type id 2)',
  ],
  [
    'an entity that is local from now on',
    edit('struct Chest { 1: bool open } (tw.entity)', 'struct Chest { 1: bool open } (tw.entity, tw.local)'),
    'entity Chest removed (type id 1)',
  ],
  [
    'the order of entities',
    edit(/(struct Chest[^\n]*\n)([\s\S]*)/, '$2').replace(
      '/** Somebody',
      `${/struct Chest[^\n]*\n/.exec(GAME)![0]}/** Somebody`,
    ),
  ],
  ['the reliability of an event', edit('"unreliable"', '"reliable"'), 'Boom: unreliable to all -> reliable to all'],
  [
    'the audience of an event',
    edit('tw.to = "all"', 'tw.to = "owner"'),
    'Boom: unreliable to all -> unreliable to owner',
  ],
  ['an edge', edit(' (tw.edge)', ''), 'Steer.fire: edge -> value'],
  ['the tick rate', edit('tw.tickRateHz = "20"', 'tw.tickRateHz = "40", tw.sendRateHz = "20"'), 'tickRateHz 20 -> 40'],
  ['the send rate', edit('tw.tickRateHz = "20"', 'tw.tickRateHz = "20", tw.sendRateHz = "10"'), 'sendRateHz 20 -> 10'],
]

t.test('what is not on the wire leaves the hash alone', (t) => {
  const old = lock(GAME)
  t.match(old.hash, /^[0-9a-f]{16}$/)
  for (const [title, text, ...edits] of FREE) {
    const now = lock(text)
    t.equal(now.hash, old.hash, title)
    t.same(
      compareSchemas(old, now),
      edits.map((what) => ({ breaks: false, what })),
      title,
    )
  }
  t.end()
})

t.test('what is on the wire changes the hash', (t) => {
  const old = lock(GAME)
  for (const [title, text, ...edits] of BREAKING) {
    const now = lock(text)
    t.not(now.hash, old.hash, title)
    const broken = compareSchemas(old, now).filter((e) => e.breaks)
    t.ok(broken.length > 0, title)
    if (edits.length > 0)
      t.same(
        broken,
        edits.map((what) => ({ breaks: true, what })),
        title,
      )
  }
  t.end()
})

t.test('a lock survives its file', (t) => {
  const old = lock(GAME)
  t.same(parseLock(formatLock(old)), old)
  t.equal(parseLock('{}'), undefined)
  t.equal(parseLock('hash'), undefined)
  t.end()
})

t.test('the verdict comes last', (t) => {
  const old = lock(GAME)
  t.equal(formatEdits(compareSchemas(old, old)), 'Running clients go on working.\n')
  const now = lock(edit(/health/, 'vigour').replace('"unreliable"', '"reliable"'))
  t.same(formatEdits(compareSchemas(old, now)).split('\n'), [
    'breaks  Boom: unreliable to all -> reliable to all',
    'safe    Avatar.health renamed -> vigour',
    'Running clients will be refused (SCHEMA_MISMATCH): update them together with the servers.',
    '',
  ])
  t.end()
})
