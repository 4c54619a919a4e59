import t from 'tap'
import { formatTrace, packTrace, parseTrace, type Sample, type Trace, unpackTrace } from './trace.js'

const entity = (row: number, what: Sample['what'], ...values: number[]): Sample => ({ type: 0, row, what, values })

/** Rows that are born, change, jump, end and are taken again. */
const trace: Trace = {
  head: {
    format: 1,
    world: 'test',
    types: [
      {
        name: 'Dot',
        fields: [{ name: 'x', role: 'linear', kind: 'number', max: 100, bits: 7 }],
        owner: [{ name: 'x', linear: true, max: 1_000, bits: 10 }],
      },
    ],
  },
  emissions: [
    { entities: [entity(0, 'born', 5), entity(1, 'born', 7)], owned: [entity(0, 'born', 50)] },
    { entities: [entity(0, 'stays', 6), entity(1, 'stays', 7)], owned: [entity(0, 'stays', 50)] },
    { entities: [entity(0, 'jumped', 6)], owned: [entity(0, 'stays', 61)] },
    { entities: [entity(0, 'stays', 6), entity(1, 'born', 9)], owned: [] },
  ],
}

t.test('a trace is read as it was written', async (t) => {
  const text = formatTrace(trace)
  t.same(parseTrace(unpackTrace(packTrace(text))), trace)
})

t.test('what stays is not written', async (t) => {
  const [, , second] = formatTrace(trace).split('\n')
  t.equal(second, '[[[2,0,0,1]],[]]')
})

t.test('a trace of another format is refused', async (t) => {
  t.throws(() => parseTrace('{"format":2}\n'), /format 2: record it again/)
})
