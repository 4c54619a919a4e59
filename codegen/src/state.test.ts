// Generated code at work: an IDL with every kind of field is generated, compiled in memory and run, and a client that
// follows the codes ends with the encoder's baseline after every emission. A random walk with jumps, sleep and respawns.

import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { BitReader, BitWriter, CodeTable, type EntityEncoder, type RoomSchema, recordTypes } from '@tickwire/protocol'
import { newHash, Random, type Table, type World } from '@tickwire/simulation'
import { transform } from 'esbuild'
import t from 'tap'
import { generate } from './generate.js'
import { formatProblem, Problems } from './problems.js'

const KINDS = `include "common.thrift"
const double REACH = 2.5
enum Mood { CALM = -1, WILD = 3 }
enum Size { SMALL, BIG }
struct Mover {
  1: double x (tw.axis = "x", tw.min = "-50", tw.max = "50", tw.step = "0.1", tw.predict = "linear", tw.ownerStep = "0.0125"),
  2: double y (tw.axis = "y", tw.min = "-50", tw.max = "50", tw.bits = "9"),
  3: double heading (tw.angle = "6"),
  4: i16 lift (tw.min = "-300", tw.max = "300", tw.step = "3", tw.predict = "linear"),
  5: bool on,
  6: Mood mood,
  7: Size size,
  8: i8 cold (tw.min = "-5", tw.max = "10"),
  9: double fuel (tw.min = "0", tw.max = "1", tw.bits = "7"),
  10: string name (tw.once, tw.max = "12"),
  11: Mood kind (tw.once),
  12: double scale (tw.once, tw.min = "1", tw.max = "2", tw.step = "0.25"),
  13: bool secret (tw.audience = "owner"),
  14: double aim (tw.audience = "owner", tw.angle = "10"),
  15: i32 note (tw.local),
  16: string log (tw.local),
  17: i16 mana (tw.audience = "team", tw.min = "0", tw.max = "900", tw.step = "3", tw.predict = "linear"),
  18: double bearing (tw.audience = "team", tw.angle = "5"),
  19: Mood plan (tw.audience = "team"),
  20: string badge (tw.audience = "team", tw.once, tw.max = "12"),
} (tw.entity, tw.extent = "REACH", tw.priority = "0.5")
struct Label { 2: string b (tw.max = "20"), 1: i32 a (tw.min = "0", tw.max = "7") } (tw.entity)
struct Spot { 1: string tag (tw.once, tw.max = "9"), 2: string orders (tw.audience = "team", tw.max = "9") } (tw.entity)
struct Key { 1: bool used } (tw.entity, tw.to = "owner")
struct Input {
  1: bool fire (tw.edge), 2: double aim (tw.angle = "8"), 3: double power (tw.min = "0", tw.max = "1", tw.bits = "4"),
  4: Mood mood, 5: i8 dx (tw.min = "-1", tw.max = "1"),
} (tw.command)
struct Hit {
  1: double x (tw.axis = "x", tw.min = "-50", tw.max = "50", tw.step = "1"),
  2: double y (tw.axis = "y", tw.min = "-50", tw.max = "50", tw.step = "1"),
  3: bool hard, 4: Mood mood, 5: string text (tw.max = "8"), 6: double way (tw.angle = "4"),
} (tw.event = "unreliable", tw.to = "area")
struct Bell {} (tw.event = "reliable", tw.to = "all")
struct Horn { 1: bool loud } (tw.event = "reliable", tw.to = "team")
service Kinds { void go() throws (1: common.Refused r) } (tw.room = "all-kinds", tw.tickRateHz = "30", tw.sendRateHz = "15", tw.playersMax = "4")
`

const INTERVAL = 2

async function loadKinds(folder: string): Promise<Record<string, never>> {
  const file = path.join(folder, 'kinds.thrift')
  writeFileSync(file, KINDS)
  const problems = new Problems()
  const packages = new Map([['common', 'nowhere']])
  const output = generate({ files: [file], includeDirs: [], packages, apache: false }, problems)
  t.same(problems.sorted().map(formatProblem), [])
  const { code } = await transform(output.get('kinds.state.ts')!, { loader: 'ts', format: 'esm' })
  writeFileSync(path.join(folder, 'kinds.state.mjs'), code)
  return (await import(pathToFileURL(path.join(folder, 'kinds.state.mjs')).href)) as Record<string, never>
}

const folder = t.testdir({ 'common.thrift': 'exception Refused { 1: string message }\n' })
const kinds = await loadKinds(folder)
const schema: RoomSchema = kinds.allKindsSchema!

interface MoverRow {
  readonly [column: string]: number[] | string[]
}

function newWorld(): World {
  const make = kinds.AllKindsWorld! as new (seed: number, capacity: Record<string, number>) => World
  return new make(1, { mover: 8, label: 4, spot: 4, key: 4 })
}

/** Moves, changes, jumps, kills or spawns in a table at random; values run over their ranges on purpose. */
function disturb(table: Table, random: Random): void {
  if (random.chance(0.1)) table.spawn()
  const columns = table as unknown as MoverRow
  const skipped = new Set(['id', 'jumped', 'lastDestroyed', 'lastCause', 'columns', 'seatColumns', 'texts', 'free'])
  for (let row = 0; row < table.end; row++) {
    if (table.id[row] === 0) continue
    if (random.chance(0.02)) table.destroy(row)
    else if (random.chance(0.5)) {
      for (const [name, column] of Object.entries(columns)) {
        if (skipped.has(name) || !Array.isArray(column) === !ArrayBuffer.isView(column)) continue
        if (Array.isArray(column)) column[row] = `é${random.below(1e6)}` as never
        else if (name === 'x' || name === 'lift') (column as number[])[row]! += random.between(-20, 20)
        else (column as number[])[row] = random.between(-80, 80)
      }
      if (random.chance(0.1)) table.jump(row)
    }
  }
}

/** Emits once and lets every view follow; returns how many entities were compared. */
function follow(encoder: EntityEncoder, views: Map<number, never>, codes: CodeTable, tick: number): number {
  const type = recordTypes(schema).find((e) => encoder.constructor.name === `${e.name}Encoder`)!
  encoder.emit(codes, tick)
  codes.finish()
  const w = new BitWriter(4096)
  const r = new BitReader()
  let compared = 0
  for (let row = 0; row < encoder.table.end; row++) {
    const id = encoder.entity[row]!
    if (id === 0) continue
    const known = views.get(id) as ReturnType<typeof type.createView> | undefined
    const view = known ?? type.createView(id)
    w.reset()
    if (known === undefined) {
      w.write(encoder.asleep[row]!, 1)
      encoder.writeBaseline(row, w)
      encoder.writeOnce(row, w)
      r.open(w.bytes())
      view.readState(r, tick)
      view.readOnce(r)
      views.set(id, view as never)
    } else {
      const index = encoder.indexBase + row
      if (codes.bits(index) === 0) continue
      codes.append(Uint32Array.of(index), 1, w)
      r.open(w.bytes())
      view.asleep = false
      view.readCode(r, tick, INTERVAL)
    }
    r.close()
    if (r.failure !== undefined) throw new Error(`${type.name} ${id} at tick ${tick}: ${r.failure}`)
    const [ours, theirs] = [newHash(), newHash()]
    encoder.hashInto(row, ours)
    view.hashInto(theirs)
    if (ours.value !== theirs.value) throw new Error(`${type.name} ${id} differs at tick ${tick}`)
    compared++
  }
  return compared
}

t.test('rule 8: a client that follows the codes holds the baseline after every emission', (t) => {
  const seed = 11
  const random = new Random(seed)
  const world = newWorld()
  const codes = new CodeTable(64)
  const tables = [...world.tables, ...schema.teamRecords.map(({ entity }) => world.tables[entity]!)]
  const encoders = recordTypes(schema).map((type, i) => type.createEncoder(tables[i]!, i * 8))
  const views = encoders.map(() => new Map<number, never>())
  let compared = 0
  for (let tick = 0; tick < 2_000; tick += INTERVAL) {
    for (const table of world.tables) disturb(table, random)
    world.snap()
    codes.reset()
    encoders.forEach((encoder, i) => {
      compared += follow(encoder, views[i]!, codes, tick)
    })
    for (const table of world.tables) table.clearJumps()
  }
  t.ok(compared > 2_000, `compared ${compared} with seed ${seed}`)
  t.end()
})

t.test('rule 5: the owner record carries a snapped field exactly and the others at the public step', (t) => {
  const [mover] = schema.entities
  const table = newWorld().tables[0]! as Table & Record<string, number[]>
  const row = table.spawn()
  Object.assign(table.x!, { [row]: 12.3456 })
  Object.assign(table.fuel!, { [row]: 0.5 })
  Object.assign(table.secret!, { [row]: 1 })
  Object.assign(table.mood!, { [row]: 3 })
  ;(table as unknown as { snap(): void }).snap()
  const out = new Int32Array(mover!.owner!.bits.length)
  mover!.owner!.capture(table, row, out)
  const own = mover!.owner!.createOwn(1) as unknown as Record<string, number> & { assign(v: Int32Array): void }
  own.assign(out)
  t.equal(own.x, table.x![row], 'the same bits on both ends')
  t.ok(Math.abs(own.x! - 12.3456) <= 0.0125 / 2)
  t.equal(own.fuel, 64 / 127)
  t.match(own, { secret: true, mood: 3, on: false, name: '', mana: 0, badge: '' })
  const { bits, max } = mover!.owner!
  for (const [i, value] of out.entries()) t.ok(value <= max[i]! && max[i]! < 2 ** bits[i]!)
  t.end()
})

t.test('a command arrives as it was quantised', (t) => {
  const { command } = schema
  t.same([command.fieldCount, command.edges], [5, [0]])
  const fields = new Int32Array(10)
  command.quantise({ fire: true, aim: Math.PI, power: 0.4, mood: 3, dx: -7 }, fields)
  const w = new BitWriter(16)
  command.write(fields, 0, w)
  const read = new Int32Array(10)
  const r = new BitReader().open(w.bytes())
  command.read(r, read, 5)
  r.close()
  t.equal(r.failure, undefined)
  t.same([...read.subarray(5)], [...fields.subarray(0, 5)])
  const table = command.createTable(1) as unknown as Record<string, number[]> & {
    append(seat: number, seq: number): number
  }
  command.store(read, 5, table as never, table.append(0, 1))
  t.match(table, { fire: { 0: 1 }, aim: { 0: Math.PI }, power: { 0: 6 / 15 }, mood: { 0: 3 }, dx: { 0: -1 } })
  t.end()
})

t.test('an event arrives as it was emitted, and every type has its number', (t) => {
  const world = newWorld() as World & Record<string, { emit(...values: unknown[]): void }>
  world.hit!.emit(12.4, -99, true, 3, 'größere Welt', 6.2)
  world.bell!.emit()
  world.horn!.emit(7, true)
  const [hit, bell, horn] = schema.events
  const w = new BitWriter(64)
  hit!.write(world.eventTables[0]!, 0, w)
  bell!.write(world.eventTables[1]!, 0, w)
  const r = new BitReader().open(w.bytes())
  t.same(hit!.read(r), { x: 12, y: -50, hard: true, mood: 3, text: 'größer', way: 0 })
  t.same(bell!.read(r), {})
  r.close()
  t.equal(r.failure, undefined)
  t.same([hit!.audience, hit!.reliable, bell!.audience, bell!.reliable], ['area', false, 'all', true])
  t.same([horn!.audience, world.eventTables[2]!.addressee[0]], ['team', 7])
  t.equal(hit!.position!.x(world.eventTables[0]!, 0), 12.4)
  t.same(
    schema.entities.map((e) => [e.id, e.name, e.owner !== undefined]),
    [
      [0, 'Mover', true],
      [1, 'Label', false],
      [2, 'Spot', false],
      [3, 'Key', false],
    ],
  )
  t.same(
    schema.teamRecords.map((e) => [e.id, e.name, e.entity]),
    [
      [4, 'MoverTeam', 0],
      [5, 'SpotTeam', 2],
    ],
  )
  t.same(
    schema.entities.map((e) => [e.extent, e.priority]),
    [
      [2.5, 0.5],
      [0, 1],
      [0, 1],
      [0, 1],
    ],
  )
  t.match(schema, { name: 'all-kinds', tickRateHz: 30, sendRateHz: 15, playersMax: 4 })
  t.end()
})
