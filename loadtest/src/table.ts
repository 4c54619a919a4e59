// The report for people: one line a figure, what it counts to the left. Pure.

import type { Report } from './report.js'

/** Columns before the figures. */
const LABEL_WIDTH = 36

export function tableOf(report: Report): string {
  const { server, client, rpc, errors, rig } = report
  const rows: [string, string][] = [
    ['bots, seconds, snapshots a second', `${report.bots}, ${report.seconds}, ${report.sendRateHz} Hz`],
    ['snapshots/s', whole(client.snapshotsPerSecond)],
    ['bytes/s per client', whole(client.bytesPerSecondPerClient)],
  ]
  if (server === undefined) {
    rows.push(['server', 'its operator listener is out of reach (--admin URL)'])
  } else {
    const { tickMs, heapMb } = server
    const ticks = `${tickMs.p50.toFixed(2)} / ${tickMs.p99.toFixed(2)} / ${tickMs.max.toFixed(2)} ms`
    rows.push(
      ['bytes per snapshot', server.bytesPerSnapshot.toFixed(1)],
      ['server CPU per client-snapshot', `${server.cpuUsPerSnapshot.toFixed(1)} us`],
      ['server CPU, % of one core', server.cpuPercent.toFixed(1)],
      ['tick p50 / p99 / max', ticks],
      ['ticks, overruns', `${server.ticks}, ${server.overruns}`],
      ['server RSS', `${whole(server.rssMb)} MB`],
      ['server heap, start -> end', `${heapMb.start.toFixed(1)} -> ${heapMb.end.toFixed(1)} MB`],
    )
  }
  if (rpc !== undefined) {
    rows.push(
      ['Thrift calls/s (after the window)', whole(rpc.requestsPerSecond)],
      ['Thrift latency p50 / p99', `${rpc.latencyMs.p50.toFixed(2)} / ${rpc.latencyMs.p99.toFixed(2)} ms`],
    )
  }
  const saturated = rig.saturated ? ': the rig is the limit, not the server' : ''
  rows.push(['rig CPU, % of one core', `${rig.cpuPercent.toFixed(1)}${saturated}`])
  rows.push(['errors', String(errors.total)])
  for (const [kind, { count, first }] of Object.entries(errors.kinds))
    rows.push([`  ${kind}`, `${count}, first: ${first}`])
  return rows.map(([label, value]) => row(label, value)).join('')
}

export function row(label: string, value: string): string {
  return `${label.padEnd(LABEL_WIDTH)}${value}\n`
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en')
}
