// What happened during the window, second by second: tick time, CPU, traffic, memory, clients, errors. A chart that
// would be one flat line of no interest is left out.

import type { Report, ServerFigures } from '../report.js'
import type { Sample } from '../timeline.js'
import { type Axis, timeAxis } from './axis.js'
import type { Markup } from './html.js'
import { type LineChart, lineChart } from './line-chart.js'
import type { Line, Look } from './lines.js'
import { byteUnit, count, figure } from './numbers.js'
import type { Point } from './thin.js'

export function timeCharts(report: Report): readonly Markup[] {
  const x = timeAxis(report.samples.at(-1)?.second ?? 0)
  const traffic = report.client.snapshotsPerSecond > 0 ? [bytesPerClient, snapshots] : []
  const charts = [tickTime, cpu, memory, ...traffic, clients, errors]
  return charts.map((chart) => lineChart(chart(report, x)))
}

/** What is no number, like the share of nobody, is a gap. */
function lineOf(name: string, look: Look, samples: readonly Sample[], read: (sample: Sample) => number | null): Line {
  const points = samples.map((sample): Point => {
    const value = read(sample)
    return [sample.second, Number.isFinite(value) ? value : null]
  })
  return { name, look, points }
}

function tickTime({ samples, sendRateHz, server }: Report, x: Axis): LineChart {
  const budgetMs = 1000 / sendRateHz
  const over = server === undefined || server.overruns === 0 ? 'none' : figure(server.overruns)
  return {
    title: 'Tick time',
    caption:
      `From a tick being due to its last snapshot sent, second by second. Budget at ${figure(sendRateHz)} Hz: ` +
      `${figure(budgetMs, 'ms')}; overruns: ${over} of ${count(server?.ticks ?? 0, 'tick')}.`,
    unit: 'ms',
    x,
    lines: [
      lineOf('max', 'three', samples, ({ tickMs }) => tickMs?.max ?? null),
      lineOf('p99', 'two', samples, ({ tickMs }) => tickMs?.p99 ?? null),
      lineOf('p50', 'one', samples, ({ tickMs }) => tickMs?.p50 ?? null),
    ],
    mark: { name: 'budget', value: budgetMs, isLimit: true },
    wide: true,
  }
}

function cpu({ samples, rig, server }: Report, x: Axis): LineChart {
  const tickThread = server?.tickThreadCpuPercent ?? null
  const worker = rig.workers > 1 ? `the busiest of the rig's ${count(rig.workers, 'worker')}` : 'the rig'
  const process = server === undefined ? "The server's is not known" : "The server's process"
  const thread = tickThread === null ? '' : ' and the mean of its tick thread'
  return {
    title: 'CPU',
    caption: `${process}${thread}; ${worker}.`,
    unit: '% of one core',
    x,
    lines: [
      lineOf('server', 'one', samples, ({ cpuPercent }) => cpuPercent),
      lineOf('rig', 'two', samples, ({ rigCpuPercent }) => rigCpuPercent),
      ...(tickThread === null ? [] : [lineOf('tick thread', 'three', samples, () => tickThread)]),
    ],
    mark: { name: 'one core', value: 100, isLimit: false },
  }
}

function memory({ samples, server }: Report, x: Axis): LineChart {
  const caption =
    server === undefined
      ? ''
      : `The heap's floor: ${figure(server.heapMb.start)} → ${figure(server.heapMb.end, 'MB')}. ` +
        `Collector's pauses: p99 ${figure(server.gcPauseMs.p99, 'ms')}, max ${figure(server.gcPauseMs.max, 'ms')}; ` +
        `${collections(server)}, semi-spaces of ${figure(server.newSpaceMb, 'MB')}.`
  return {
    title: 'Memory',
    caption,
    unit: 'MB',
    x,
    lines: [
      lineOf('RSS', 'one', samples, ({ rssMb }) => rssMb),
      lineOf('heap', 'two', samples, ({ heapMb }) => heapMb),
    ],
  }
}

function collections({ collections }: ServerFigures): string {
  const kinds = Object.entries(collections).map(([kind, count]) => `${figure(count)} ${kind}`)
  return kinds.length === 0 ? 'no collection' : kinds.join(', ')
}

function bytesPerClient({ samples, server }: Report, x: Axis): LineChart {
  const most = samples.reduce((peak, { bytesPerSecondPerClient }) => Math.max(peak, bytesPerSecondPerClient), 0)
  const { name, size } = byteUnit(most)
  const each = server === undefined ? '' : ` ${figure(server.bytesPerSnapshot, 'B')} a snapshot on average.`
  return {
    title: 'Traffic to each client',
    caption: `Payload of snapshots.${each}`,
    unit: `${name}/s per client`,
    x,
    lines: [lineOf('', 'one', samples, ({ bytesPerSecondPerClient: value }) => value / size)],
  }
}

function snapshots({ samples, sendRateHz }: Report, x: Axis): LineChart {
  return {
    title: 'Snapshots',
    caption: `All clients together; due: clients connected × ${figure(sendRateHz)} Hz.`,
    unit: 'snapshots/s',
    x,
    lines: [
      lineOf('due', 'three', samples, ({ playing, slow }) => (playing - slow) * sendRateHz),
      lineOf('received', 'one', samples, ({ snapshotsPerSecond }) => snapshotsPerSecond),
    ],
  }
}

function clients({ samples, bots }: Report, x: Axis): LineChart {
  const isSteady = samples.every(({ playing }) => playing === samples[0]!.playing)
  return {
    title: 'Clients connected',
    caption: `Of ${count(bots, 'bot')}.`,
    unit: 'clients',
    whole: true,
    x,
    lines: isSteady ? [] : [lineOf('', 'one', samples, ({ playing }) => playing)],
  }
}

function errors({ samples, errors: { total } }: Report, x: Axis): LineChart {
  const isClean = samples.every(({ errors: soFar }) => soFar === 0)
  return {
    title: 'Errors',
    caption: `Since the run began, joins included; ${figure(total)} in the end.`,
    unit: 'errors',
    whole: true,
    x,
    lines: isClean ? [] : [lineOf('', 'two', samples, ({ errors: soFar }) => soFar)],
  }
}
