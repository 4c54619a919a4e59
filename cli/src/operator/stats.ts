// `tickwire stats`: how the server did lately, a line for each figure with its course over time.

import type { StatsPoint } from '@tickwire/gen-nodejs/admin.types.js'
import type { Command } from './command.js'
import { sparkline } from './sparkline.js'
import { table } from './text.js'

const SECOND_MS = 1_000
const MINUTE_MS = 60_000

/** Samples that make a course: one a second of a minute, one a minute of an hour. */
const POINTS = 60

export const stats: Command = {
  name: 'stats',
  summary: 'Shows the figures of the last minute, a sample a second; with NAME those alone.',
  args: ['[NAME]'],
  flags: { hour: { help: 'of the last hour, a sample a minute' } },
  writes: 'never',
  async run({ admin, args: [name], isSet, show }) {
    const stepMs = isSet('hour') ? MINUTE_MS : SECOND_MS
    // The server's clock decides what is late: the newest samples of its own hour.
    const points = await admin.getStats(name === undefined ? [] : [name], 0, stepMs)
    const newest = points.slice(-POINTS)
    show(newest, () => statsText(newest))
  },
}

function statsText(points: readonly StatsPoint[]): string {
  const [first] = points
  if (first === undefined) return 'no sample yet'
  const rows = Object.keys(first.values).map((name) => {
    const values = points.map((point) => point.values[name] ?? 0)
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    return [name, values.at(-1), Math.min(...values), mean, Math.max(...values), sparkline(values)]
  })
  return table(['FIGURE', 'NOW', 'LEAST', 'MEAN', 'MOST', 'COURSE'], rows)
}
