// IDLs that are odd but legal: what is generated from them is compiled in memory and run. Each case is one that a
// generator easily gets wrong: nothing to send, names of its own parameters, ranges at their ends, enums with gaps.

import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { BitReader, BitWriter, CodeTable, type EntityView, type RoomSchema } from '@tickwire/protocol'
import { newHash, type Table, type World } from '@tickwire/simulation'
import { transform } from 'esbuild'
import t from 'tap'
import { generate } from './generate.js'
import { formatProblem, Problems } from './problems.js'

const ROOM =
  'include "common.thrift"\nservice R { void go() throws (1: common.Refused r) } (tw.room = "r", tw.tickRateHz = "20", tw.playersMax = "1")\n'
const COMMAND = 'struct Steer { 1: bool fire } (tw.command)\n'

const folder = t.testdir({ 'common.thrift': 'exception Refused { 1: string message }\n' })
let made = 0

type Module = Readonly<Record<string, unknown>>

/** What is generated from an IDL, `types` or `state`, as a module. */
async function load(kind: 'types' | 'state', idl: string): Promise<Module> {
  const name = `odd${++made}`
  const file = path.join(folder, `${name}.thrift`)
  writeFileSync(file, idl)
  const problems = new Problems()
  const output = generate(
    { files: [file], includeDirs: [], packages: new Map([['common', 'nowhere']]), apache: false },
    problems,
  )
  t.same(problems.sorted().map(formatProblem), [])
  const { code } = await transform(output.get(`${name}.${kind}.ts`)!, { loader: 'ts', format: 'esm' })
  const compiled = path.join(folder, `${name}.${kind}.mjs`)
  writeFileSync(compiled, code)
  return (await import(pathToFileURL(compiled).href)) as Module
}

interface Room {
  readonly schema: RoomSchema
  readonly world: World
}

async function room(structs: string): Promise<Room> {
  const { rSchema, RWorld } = await load('state', `${ROOM}${structs}\n`)
  const make = RWorld as new (seed: number, capacity: Record<string, number>) => World
  return { schema: rSchema as RoomSchema, world: new make(1, { e: 2 }) }
}

type Row = Table & Readonly<Record<string, number[]>>

/** Sends the first entity for some emissions while `change` moves it; the view that followed it. */
function follow({ schema, world }: Room, change: (table: Row, tick: number) => void): EntityView {
  const type = schema.entities[0]!
  const table = world.tables[0]! as Row
  const encoder = type.createEncoder(table, 0)
  const codes = new CodeTable(2)
  const view = type.createView(1)
  const w = new BitWriter(512)
  table.spawn()
  for (let tick = 1; tick < 20; tick++) {
    change(table, tick)
    codes.reset()
    encoder.emit(codes, tick)
    codes.finish()
    w.reset()
    if (tick === 1) {
      w.write(0, 1)
      encoder.writeBaseline(0, w)
      encoder.writeOnce(0, w)
    } else codes.append(Uint32Array.of(0), 1, w)
    const r = new BitReader().open(w.bytes())
    if (tick === 1) {
      view.readState(r, tick)
      view.readOnce(r)
    } else if (w.bitLength > 0) view.readCode(r, tick, 1)
    r.close()
    const [ours, theirs] = [newHash(), newHash()]
    encoder.hashInto(0, ours)
    view.hashInto(theirs)
    t.same([r.failure, theirs.value], [undefined, ours.value], `tick ${tick}`)
  }
  return view
}

t.test('an entity of once-fields alone is sent once and falls asleep', async (t) => {
  const one = await room(
    `${COMMAND}struct E { 1: bool a (tw.once), 2: i8 b (tw.once, tw.min = "-3", tw.max = "1"), 3: double c (tw.once, tw.angle = "2") } (tw.entity)`,
  )
  const view = follow(one, (table) => Object.assign(table, { a: [1], b: [-3], c: [3.2] }))
  t.match(view, { a: true, b: -3, c: Math.PI, asleep: true })
})

t.test('a predicted field may be called like a parameter of the generated code', async (t) => {
  const fields = ['w', 'r', 'row', 's', 'part', 'out', 'at', 'rows', 'tick']
  const text = fields.map((name, i) => `${i + 1}: i16 ${name} (tw.min = "0", tw.max = "99", tw.predict = "linear")`)
  const view = follow(await room(`${COMMAND}struct E { ${text.join(', ')} } (tw.entity)`), (table, tick) => {
    for (const [i, name] of fields.entries()) table[name]![0] = tick + i
  })
  t.match(view, { w: 19, r: 20, row: 21, tick: 27 })
})

t.test('huge steps and both ends of a range arrive', async (t) => {
  const one = await room(
    `${COMMAND}struct E { 1: i32 a (tw.min = "-2000000000", tw.max = "2000000000", tw.step = "1000000000"),
    2: double d (tw.min = "-1e12", tw.max = "1e12", tw.step = "1e12", tw.predict = "linear"),
    3: double one (tw.min = "5", tw.max = "6", tw.step = "1"),
    4: i32 wide (tw.min = "-8388608", tw.max = "8388607", tw.predict = "linear") } (tw.entity)`,
  )
  const view = follow(one, (table, tick) => {
    const sign = tick % 2 === 0 ? -1 : 1
    table.a![0] = 2_000_000_000 * sign
    table.d![0] = 1e12 * sign
    table.one![0] = 5.5 + sign
    table.wide![0] = sign < 0 ? -8_388_608 : 8_388_607
  })
  t.match(view, { a: 2_000_000_000, d: 1e12, one: 6, wide: 8_388_607 })
})

t.test('enums below zero and with gaps keep their values; a command in a gap is refused', async (t) => {
  const one = await room(
    `enum Mood { LOW = -7, MID = 2, HIGH = 90 }
    struct Steer { 1: Mood mood, 2: bool fire } (tw.command)
    struct E { 1: Mood mood, 2: Mood first (tw.once) } (tw.entity)`,
  )
  t.match(
    follow(one, (table) => Object.assign(table, { mood: [90], first: [-7] })),
    { mood: 90, first: -7 },
  )
  const { command } = one.schema
  const failureOf = (steps: number): string | undefined => {
    const w = new BitWriter(8)
    command.write(Int32Array.of(steps, 1), 0, w)
    const r = new BitReader().open(w.bytes())
    command.read(r, new Int32Array(2), 0)
    return r.failure
  }
  const known = new Int32Array(2)
  for (const mood of [-7, 2, 90]) {
    command.quantise({ mood, fire: true }, known)
    t.equal(failureOf(known[0]!), undefined, `a member, ${mood}`)
  }
  for (const steps of [1, 8, 96]) t.equal(failureOf(steps), 'VALUE_RANGE', `${steps} above the lowest is none`)
})

t.test('a local entity is a table behind those of the replicated types, and nothing else', async (t) => {
  const made = await load(
    'state',
    `${ROOM}${COMMAND}enum Mood { A, B }
    struct L { 1: double x, 2: string s, 3: Mood mood } (tw.entity, tw.local)
    struct E { 1: bool a } (tw.entity)
    struct M {} (tw.entity, tw.local)`,
  )
  const make = made.RWorld as new (seed: number, capacity: Record<string, number>) => World
  const world = new make(1, { e: 2, l: 3, m: 4 })
  const schema = made.rSchema as RoomSchema
  t.same(
    schema.entities.map(({ id, name }) => [id, name]),
    [[0, 'E']],
  )
  t.same(
    world.tables.map((table) => [table.constructor.name, table.capacity]),
    [
      ['ETable', 2],
      ['LTable', 3],
      ['MTable', 4],
    ],
  )
  t.same(
    Object.keys(made).filter((name) => /^[LM]/.test(name)),
    ['LTable', 'MTable'],
  )
  const local = world.tables[1] as Row
  const before = world.hash()
  local.x![local.spawn()] = 7
  t.same([local.id[0], local.x![0], local.s![0], local.mood![0]], [1, 7, '', 0])
  t.not(world.hash(), before, 'it counts in the hash of the world')
})

t.test('a command of one bool, a room without entities, an event without fields', async (t) => {
  const { schema, world } = await room(
    `${COMMAND}struct Bell {} (tw.event = "unreliable", tw.to = "owner")\nstruct Gong {} (tw.event = "reliable", tw.to = "all")`,
  )
  t.same([schema.entities, world.tables, schema.command.fieldCount], [[], [], 1])
  world.snap()
  const { bell, gong } = world as unknown as Record<string, { emit(seat?: number): void; count: number }>
  bell!.emit(3)
  gong!.emit()
  t.same([bell!.count, gong!.count], [1, 1])
  const w = new BitWriter(8)
  for (const event of schema.events) event.write(world.eventTables[event.id]!, 0, w)
  t.equal(w.bitLength, 0)
  schema.command.write(Int32Array.of(1), 0, w)
  t.equal(w.bitLength, 1)
})

t.test('consts with negative keys and numbers are TypeScript', async (t) => {
  const { NAMES, LIST, SMALL } = await load(
    'types',
    'const map<i32, string> NAMES = { -1: "below", 2: "it\'s" }\nconst list<i32> LIST = [-1, 2]\nconst double SMALL = -1.5e-3\n',
  )
  t.same([NAMES, LIST, SMALL], [{ '-1': 'below', 2: "it's" }, [-1, 2], -0.0015])
})
