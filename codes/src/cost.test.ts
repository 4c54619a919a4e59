// The tool counts what the encoders write: the same traces through the generated encoders of the arena cost the same bits.

import { ArenaWorld, arenaSchema } from '@tickwire/arena/schema'
import { CodeTable, dequantise, dequantiseAngle } from '@tickwire/protocol'
import type { Table } from '@tickwire/simulation'
import t from 'tap'
import { codeBits, PRESENT } from './cost.js'
import { observe } from './observe.js'
import { parseTrace, type Sample, type TraceField } from './trace.js'
import { recordedText } from './worlds.js'

const trace = parseTrace(recordedText('arena'))
const ROWS = 128

/** Steps of the fields that are no whole numbers; all ranges of the arena begin at 0. */
const STEP: Record<string, number> = { 'Avatar.x': 0.1, 'Avatar.y': 0.1 }

function columnValue(type: string, { name, kind, bits }: TraceField, value: number): number {
  return kind === 'angle' ? dequantiseAngle(value, bits) : dequantise(value, 0, STEP[`${type}.${name}`] ?? 1)
}

/** Bits of all codes of each emission, by the real encoder of one type. */
function encodedBits(type: number): number[] {
  const { name, fields } = trace.head.types[type]!
  const world = new ArenaWorld(1, { avatar: ROWS, bullet: 1, pickup: ROWS, chest: ROWS, score: ROWS, match: 1 })
  const table = world.tables[type]!
  const columns = table as Table & Record<string, number[]>
  const encoder = arenaSchema.entities[type]!.createEncoder(table, 0)
  const codes = new CodeTable(ROWS)
  const rows = new Map<number, number>()
  const put = (sample: Sample): void => {
    const before = rows.get(sample.row)
    if (sample.what === 'born' && before !== undefined) table.destroy(before)
    const row = sample.what === 'born' ? table.spawn() : before!
    rows.set(sample.row, row)
    fields.forEach((field, i) => {
      columns[field.name]![row] = columnValue(name, field, sample.values[i]!)
    })
    if (sample.what === 'jumped') table.jump(row)
  }
  return trace.emissions.map(({ entities }, emission) => {
    const here = entities.filter((sample) => sample.type === type)
    for (const [traced, row] of rows) {
      if (here.some((sample) => sample.row === traced)) continue
      table.destroy(row)
      rows.delete(traced)
    }
    for (const sample of here) put(sample)
    codes.reset()
    encoder.emit(codes, emission + 1)
    table.clearJumps()
    codes.finish()
    return [...rows.values()].reduce((sum, row) => sum + codes.bits(row), 0)
  })
}

t.test('the bits of every emission are those of the encoders', async (t) => {
  const { codes } = observe(trace)
  for (const [type, described] of trace.head.types.entries()) {
    if (!trace.emissions[0]!.entities.some((sample) => sample.type === type)) continue
    const counted = new Array<number>(trace.emissions.length).fill(0)
    for (const code of codes) {
      if (code.type === described) counted[code.emission]! += codeBits(code, PRESENT, PRESENT.widths!)
    }
    t.ok(
      counted.some((bits) => bits > 0),
      described.name,
    )
    t.same(counted, encodedBits(type), described.name)
  }
})
