// The few figures that matter, one tile each: the value, what it means, and how much of its budget it takes.

import type { Report, ServerFigures } from '../report.js'
import { callsOf } from './calls.js'
import { html, type Markup, NOTHING } from './html.js'
import { bytes, coordinate, count, figure } from './numbers.js'

interface Tile {
  readonly label: string
  readonly value: string
  readonly note: string
  /** Of a budget, 0 to 1 and beyond. */
  readonly share?: number
  readonly isBad?: boolean
}

export function tiles(report: Report): Markup {
  const { server, client } = report
  const all = [
    ...(server === undefined ? [unseenServer()] : serverTiles(server, report)),
    ...(client.snapshotsPerSecond > 0 ? clientTiles(report) : []),
    ...joinTiles(report),
    ...callTiles(report),
    errorTile(report),
    rigTile(report),
  ]
  return html`<ul class="tiles" style="--columns:${figure(columns(all.length))}">${all.map(draw)}</ul>`
}

/** What leaves the fewest holes in the last row. */
function columns(tiles: number): number {
  return [5, 4].sort((a, b) => ((a - (tiles % a)) % a) - ((b - (tiles % b)) % b))[0]!
}

function draw({ label, value, note, share, isBad }: Tile): Markup {
  return html`<li class="${isBad ? 'bad' : ''}"><span>${label}</span><b>${value}</b>
${meter(share)}<small>${note}</small></li>
`
}

function meter(share: number | undefined): Markup {
  if (share === undefined) return NOTHING
  const percent = coordinate(100 * Math.min(1, Math.max(0, share)))
  return html`<i class="meter${share > 1 ? ' over' : ''}"><i style="width:${percent}%"></i></i>`
}

function unseenServer(): Tile {
  return { label: 'Server', value: 'not seen', note: 'its operator listener is out of reach' }
}

function serverTiles(server: ServerFigures, { sendRateHz, client }: Report): readonly Tile[] {
  const budgetMs = 1000 / sendRateHz
  const { tickMs, overruns, ticks, tickThreadCpuPercent } = server
  const share = tickMs.p99 / budgetMs
  const used = figure(Math.round(100 * share), '%')
  const cpu = figure(server.cpuPercent, '%')
  const thread = tickThreadCpuPercent === null ? '' : `, tick thread ${figure(tickThreadCpuPercent, '%')}`
  const cost = figure(server.cpuUsPerSnapshot, 'µs')
  return [
    {
      label: 'Tick time, p99',
      value: figure(tickMs.p99, 'ms'),
      note: `${used} of the ${figure(budgetMs, 'ms')} budget; p50 ${figure(tickMs.p50)}, max ${figure(tickMs.max)}`,
      share,
      isBad: share > 1,
    },
    {
      label: 'Overruns',
      value: figure(overruns),
      note: `of ${count(ticks, 'tick')}`,
      isBad: overruns > 0,
    },
    client.snapshotsPerSecond > 0
      ? { label: 'CPU per snapshot', value: cost, note: `${cpu} of one core${thread}` }
      : { label: 'Server CPU', value: cpu, note: `of one core${thread}` },
  ]
}

function clientTiles({ client, server }: Report): readonly Tile[] {
  const { bytesPerSecondPerClient, bytesPerUsefulMoverPerTick, usefulMovers, snapshotIntervalMs, inputToStateMs } =
    client
  const perMover = figure(bytesPerUsefulMoverPerTick, 'B')
  const each = server === undefined ? '' : `${figure(server.bytesPerSnapshot, 'B')} a snapshot; `
  return [
    {
      label: 'Traffic per client',
      value: `${bytes(bytesPerSecondPerClient)}/s`,
      note: `${each}${perMover} a tick for each of ${figure(usefulMovers)} movers in sight`,
    },
    {
      label: 'Input to state, p50',
      value: figure(inputToStateMs.p50, 'ms'),
      note: `p99 ${figure(inputToStateMs.p99)}, max ${figure(inputToStateMs.max, 'ms')}`,
    },
    {
      label: 'Snapshot interval, p99',
      value: figure(snapshotIntervalMs.p99, 'ms'),
      note: `p50 ${figure(snapshotIntervalMs.p50)}, max ${figure(snapshotIntervalMs.max, 'ms')}`,
    },
  ]
}

function joinTiles({ join }: Report): readonly Tile[] {
  if (join === undefined) return []
  const { p50, p99, max } = join.ms
  return [
    {
      label: 'Join, p99',
      value: figure(p99, 'ms'),
      note: `p50 ${figure(p50)}, max ${figure(max)}; ${count(join.count, 'join')}, ${figure(join.perSecond)}/s`,
    },
  ]
}

function callTiles(report: Report): readonly Tile[] {
  return callsOf(report).map(({ method, requestsPerSecond, latencyMs }) => ({
    label: method,
    value: `${figure(requestsPerSecond)}/s`,
    note: `p50 ${figure(latencyMs.p50)}, p99 ${figure(latencyMs.p99)}, max ${figure(latencyMs.max, 'ms')}`,
  }))
}

function errorTile({ errors, truthChecks }: Report): Tile {
  const kinds = Object.keys(errors.kinds)
  return {
    label: 'Errors',
    value: figure(errors.total),
    note: `${kinds.length === 0 ? '' : `${kinds.join(', ')}; `}decoded state compared ${count(truthChecks, 'time')}`,
    isBad: errors.total > 0,
  }
}

function rigTile({ rig }: Report): Tile {
  const late = figure(rig.latenessMs.p99, 'ms')
  const workers = rig.workers > 1 ? `, the busiest of ${count(rig.workers, 'worker')}` : ''
  return {
    label: 'The rig itself',
    value: figure(rig.cpuPercent, '%'),
    note: `of one core${workers}; ${late} late (p99)`,
    isBad: rig.saturated,
  }
}
