// The report for people: one line a figure, what it counts to the left. Pure.

import type { Quantiles } from './latency.js'
import type { MethodFigures, Report, ServerFigures } from './report.js'

type Row = readonly [label: string, value: string]

/** Columns before the figures. */
const LABEL_WIDTH = 36

export function tableOf(report: Report): string {
  const { scenario, bots, seconds, sendRateHz, client, join, rpc, roomCalls } = report
  const rows: Row[] = [
    ['scenario', `${scenario}: ${report.scenarioTitle}`],
    ['bots, seconds, snapshots a second', `${bots}, ${seconds}, ${sendRateHz} Hz`],
    ['snapshots/s', whole(client.snapshotsPerSecond)],
    ['bytes/s per client', whole(client.bytesPerSecondPerClient)],
    [
      'movers in view, bytes per mover',
      `${fixed(client.usefulMovers, 1)}, ${fixed(client.bytesPerUsefulMoverPerTick, 2)}`,
    ],
    ['snapshot interval p50 / p99 / max', ms(client.snapshotIntervalMs)],
    ['input to state p50 / p99 / max', ms(client.inputToStateMs)],
    ...(join === undefined
      ? []
      : [['joins, a second, p50 / p99 / max', `${join.count}, ${fixed(join.perSecond, 1)}, ${ms(join.ms)}`] as const]),
    ...(report.server === undefined
      ? [['server', 'its operator listener is out of reach (--admin URL)'] as const]
      : serverRows(report.server)),
    ...callRows(rpc),
    ...callRows(roomCalls),
    ...rigRows(report),
    ['state compared with the truth', `${whole(report.truthChecks)} times`],
    ['errors', String(report.errors.total)],
    ...Object.entries(report.errors.kinds).map(
      ([kind, { count, first }]): Row => [`  ${kind}`, `${count}, first: ${first}`],
    ),
    ['verdict', report.verdict],
  ]
  return rows.map(([label, value]) => row(label, value)).join('')
}

function serverRows(server: ServerFigures): Row[] {
  const { heapMb, gcPauseMs, collections, newSpaceMb, tickThreadCpuPercent, counts } = server
  const kinds = Object.entries(collections).map(([kind, count]) => `${count} ${kind}`)
  const thread = tickThreadCpuPercent === null ? '' : `, its tick thread ${fixed(tickThreadCpuPercent, 1)}`
  return [
    ['bytes per snapshot', fixed(server.bytesPerSnapshot, 1)],
    ['server CPU per client-snapshot', `${fixed(server.cpuUsPerSnapshot, 1)} us`],
    ['server CPU, % of one core', `${fixed(server.cpuPercent, 1)}${thread}`],
    ['tick p50 / p99 / max', ms(server.tickMs)],
    ['ticks, overruns', `${server.ticks}, ${server.overruns}`],
    ['server RSS', `${whole(server.rssMb)} MB`],
    ['server heap, start -> end', `${fixed(heapMb.start, 1)} -> ${fixed(heapMb.end, 1)} MB`],
    ['garbage collection p99 / max', `${fixed(gcPauseMs.p99, 2)} / ${fixed(gcPauseMs.max, 2)} ms`],
    ['collections, semi-spaces', `${kinds.join(', ') || 'none'}, ${whole(newSpaceMb)} MB`],
    ...Object.entries(counts).map(([name, count]): Row => [`  ${name}`, whole(count)]),
  ]
}

function callRows(call: MethodFigures | undefined): Row[] {
  if (call === undefined) return []
  const { method, requestsPerSecond, latencyMs, requestMs, networkMs, responseMs } = call
  const parts = `${fixed(requestMs, 2)} + ${fixed(networkMs, 2)} + ${fixed(responseMs, 2)} ms`
  return [
    [method, `${fixed(requestsPerSecond, 1)}/s, ${ms(latencyMs)}`],
    ['  request + network + response', parts],
  ]
}

function rigRows({ rig }: Report): Row[] {
  const saturated = rig.saturated ? ': THE RIG IS THE LIMIT, not the server; use fewer bots or another machine' : ''
  return [
    ['rig CPU, % of one core', `${fixed(rig.cpuPercent, 1)} (busiest of ${rig.workers})${saturated}`],
    ['rig lateness p50 / p99 / max', ms(rig.latenessMs)],
  ]
}

export function row(label: string, value: string): string {
  return `${label.padEnd(LABEL_WIDTH)}${value}\n`
}

function ms({ p50, p99, max }: Quantiles): string {
  return `${fixed(p50, 2)} / ${fixed(p99, 2)} / ${fixed(max, 2)} ms`
}

function fixed(value: number, digits: number): string {
  return value.toFixed(digits)
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en')
}
