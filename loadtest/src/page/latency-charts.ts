// Latency by percentile: what the usual player feels to the left, what the unlucky one feels to the right.

import type { LatencyCurve, Quantiles } from '../latency.js'
import type { Report } from '../report.js'
import { ninesAxis } from './axis.js'
import { type Call, callsOf } from './calls.js'
import type { Markup } from './html.js'
import { lineChart } from './line-chart.js'
import type { Look, Note } from './lines.js'
import { figure } from './numbers.js'

const LOOKS: readonly Look[] = ['one', 'two', 'three', 'four']

export function latencyCharts(report: Report): readonly Markup[] {
  const { client, curves, sendRateHz } = report
  const evenMs = figure(1000 / sendRateHz, 'ms')
  return [
    curveChart(
      'Input to state',
      "From a command's intended send to the first snapshot that reflects it.",
      curves.inputToState,
      client.inputToStateMs,
    ),
    curveChart(
      'Snapshot interval',
      `From one snapshot of a client to its next: ${evenMs} if they come evenly.`,
      curves.snapshotInterval,
      client.snapshotIntervalMs,
    ),
    callChart(callsOf(report)),
  ]
}

function curveChart(title: string, caption: string, curve: LatencyCurve, figures: Quantiles): Markup {
  const x = ninesAxis([curve])
  const lines = [{ name: '', look: 'one' as const, points: curve }]
  return lineChart({ title, caption, unit: 'ms', x, lines, notes: notesOf(figures) })
}

function notesOf({ p50, p99, max }: Quantiles): readonly Note[] {
  return [
    { x: 50, y: p50 },
    { x: 99, y: p99 },
    { x: 100, y: max },
  ]
}

function callChart(calls: readonly Call[]): Markup {
  const names = shortNames(calls.map(({ method }) => method))
  return lineChart({
    title: 'Thrift calls',
    caption: 'From the intended send of a request to its reply, by method.',
    unit: 'ms',
    x: ninesAxis(calls.map(({ curve }) => curve)),
    lines: calls.map(({ curve }, i) => ({ name: names[i]!, look: LOOKS[i % LOOKS.length]!, points: curve })),
    wide: true,
  })
}

/** Without their services, if that leaves them apart. */
function shortNames(methods: readonly string[]): readonly string[] {
  const short = methods.map((method) => method.slice(method.indexOf('.') + 1))
  return new Set(short).size === short.length ? short : methods
}
