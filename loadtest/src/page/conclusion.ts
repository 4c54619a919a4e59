// What the figures say, in plain words, the most important first. Only what was measured: nothing is extrapolated.

import type { Report, ServerFigures } from '../report.js'
import { callsOf } from './calls.js'
import { count, duration, figure } from './numbers.js'

/** Up to this share of overruns the server still held the load: a hitch a minute, at 20 Hz. */
const OVERRUNS_RARE = 1 / 1200

/** The heap's floor only counts as rising by this factor and over this long: a young process warms up. */
const HEAP_GROWTH = 1.25
const GROWTH_SECONDS_MIN = 600

/** Sentences. */
export interface Conclusion {
  readonly headline: string
  readonly findings: readonly string[]
}

export function conclusion(report: Report): Conclusion {
  const [headline = 'Nothing was measured.', ...findings] = [
    ...load(report),
    ...calls(report),
    ...joins(report),
    ...growth(report),
    ...errors(report),
  ]
  return { headline, findings }
}

function load(report: Report): readonly string[] {
  const { client, server, rig } = report
  if (client.snapshotsPerSecond === 0) {
    return ['Nothing arrived: no client got a snapshot.', ...rigLimit(report)]
  }
  const rigUse = rig.saturated ? '' : `; the rig used ${figure(rig.cpuPercent, '%')}`
  if (server === undefined) {
    const rate = `${figure(client.snapshotsPerSecond)} snapshots/s`
    return [...rigLimit(report), `${players(report)} got ${rate}${rigUse}. What that cost the server is not known.`]
  }
  if (server.overruns === 0) return [...rigLimit(report), `The server held ${ticks(report, server)}${rigUse}.`]
  const overruns = `${figure(server.overruns)} of ${count(server.ticks, 'tick')} overran`
  if (server.overruns <= server.ticks * OVERRUNS_RARE) {
    return [...rigLimit(report), `The server held ${ticks(report, server)}${rigUse}. Yet ${overruns}.`]
  }
  return [`${overruns} under ${ticks(report, server)}${rigUse}.`, ...rigLimit(report)]
}

function ticks(report: Report, { tickMs, cpuPercent }: ServerFigures): string {
  const budget = figure(1000 / report.sendRateHz, 'ms')
  return (
    `${players(report)} with ${figure(tickMs.p50, 'ms')} median ticks (p99 ${figure(tickMs.p99)}, budget ${budget}), ` +
    `on ${figure(cpuPercent, '%')} of one core`
  )
}

/** As many as really played, if fewer than asked for. */
function players({ bots, samples, sendRateHz }: Report): string {
  const most = samples.reduce((peak, { playing }) => Math.max(peak, playing), 0)
  const of = samples.length === 0 || most >= bots ? '' : `${figure(most)} of `
  return `${of}${count(bots, 'player')} at ${figure(sendRateHz, 'Hz')}`
}

function rigLimit({ rig, server }: Report): readonly string[] {
  if (!rig.saturated) return []
  const what = server !== undefined && server.overruns > 0 ? 'at its limit too' : 'the limit, not the server'
  const who = rig.workers > 1 ? 'its busiest worker' : 'its worker'
  return [
    `The rig was ${what}: it sent ${figure(rig.latenessMs.p99, 'ms')} late (p99), and ${who} used ` +
      `${figure(rig.cpuPercent, '%')} of one core.`,
    'Take the latencies as upper bounds, and give the rig fewer bots or more cores.',
  ]
}

function calls(report: Report): readonly string[] {
  return callsOf(report).map(
    ({ method, requestsPerSecond, latencyMs }) =>
      `${method} answered ${figure(requestsPerSecond)} requests/s, half of them within ` +
      `${figure(latencyMs.p50, 'ms')}, 99 % within ${figure(latencyMs.p99, 'ms')}.`,
  )
}

function joins({ join }: Report): readonly string[] {
  if (join === undefined || join.count === 0) return []
  return [
    `${count(join.count, 'client')} joined at ${figure(join.perSecond)} a second, half of them within ` +
      `${figure(join.ms.p50, 'ms')}, 99 % within ${figure(join.ms.p99, 'ms')}.`,
  ]
}

function growth({ server, seconds }: Report): readonly string[] {
  if (server === undefined || seconds < GROWTH_SECONDS_MIN) return []
  const { start, end } = server.heapMb
  if (!Number.isFinite(start + end)) return []
  const change = `${figure(start)} → ${figure(end, 'MB')} in ${duration(seconds)}`
  return [end > start * HEAP_GROWTH ? `The heap's floor rose: ${change}.` : `The heap's floor stayed level: ${change}.`]
}

function errors({ errors: { total, kinds } }: Report): readonly string[] {
  if (total === 0) return []
  const [most] = Object.entries(kinds).sort(([, a], [, b]) => b.count - a.count)
  return [`Clients met ${count(total, 'error')}${most === undefined ? '' : `, most of all "${most[0]}"`}.`]
}
