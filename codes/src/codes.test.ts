// The codes of the protocol are the ones that the recorded worlds give, and the worlds are the ones that the seeds give.

import { readFileSync } from 'node:fs'
import { ResidualCodes } from '@tickwire/protocol'
import t from 'tap'
import { RECORDERS } from './record.js'
import { deviations, readWorlds, recordedText, TRACE_NAMES } from './worlds.js'

const worlds = readWorlds()

t.test('the constants of the protocol are what the traces give', async (t) => {
  t.same(deviations(worlds), [])
})

t.test('other worlds give other constants, and each deviation is named', async (t) => {
  const movers = worlds.filter(({ world }) => world === 'movers')
  const lines = deviations(movers)
  t.match(lines[0], /^protocol\/src\/residual\.ts: ResidualCodes\.\w+ is [\d, ]+; the traces give [\d, ]+$/)
})

t.test('WIRE.md has the same', async (t) => {
  const page = readFileSync(new URL('../../docs/WIRE.md', import.meta.url), 'utf8')
  for (const [name, { widths, starts }] of Object.entries(ResidualCodes)) {
    t.ok(page.includes(`| ${name} | ${widths.join(', ')} | ${starts.join(', ')} |`), name)
  }
})

t.test('a trace is recorded again bit for bit', async (t) => {
  for (const name of TRACE_NAMES) t.ok(RECORDERS[name]() === recordedText(name), name)
})
