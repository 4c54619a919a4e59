// Where the time of a Thrift call goes: one stacked bar a method, with the formula beneath.

import type { Report } from '../report.js'
import { type Call, callsOf } from './calls.js'
import { html, type Markup, NOTHING } from './html.js'
import { coordinate, figure } from './numbers.js'

/** What a latency consists of, in order; the words are the formula's. */
const PARTS = [
  {
    name: 'request',
    look: 'one',
    what: 'decode, wait for the handler or the tick',
    of: (call: Call) => call.requestMs,
  },
  {
    name: 'network',
    look: 'two',
    what: 'what is left: both sockets and the way between',
    of: (call: Call) => call.networkMs,
  },
  {
    name: 'response',
    look: 'three',
    what: 'handle, encode; in a room also the rest of its tick',
    of: (call: Call) => call.responseMs,
  },
] as const

/** Only the server's own histograms tell the parts. */
export function callBars(report: Report): Markup {
  const calls = callsOf(report)
  if (calls.length === 0 || report.server === undefined) return NOTHING
  return html`<figure class="calls wide">
<figcaption><h3>Where a call's time goes</h3>
<p>Medians, from the intended send to the reply. Each bar is the whole of its own method.</p></figcaption>
<ul class="key">${PARTS.map(key)}</ul>
${calls.map(bar)}
<p class="formula" role="math" aria-label="Latency = T_request + T_network + T_response">Latency =
<i>T</i><sub>request</sub> + <i>T</i><sub>network</sub> + <i>T</i><sub>response</sub></p>
<p class="formula" role="math" aria-label="Throughput = N_requests / T_interval">Throughput =
<i>N</i><sub>requests</sub> / <i>T</i><sub>interval</sub></p>
</figure>
`
}

function key({ name, look, what }: (typeof PARTS)[number]): Markup {
  return html`<li><i class="${look}"></i><b>${name}</b> ${what}</li>`
}

function bar(call: Call): Markup {
  const { p50, p99, max } = call.latencyMs
  const widths = PARTS.map(({ look, of }) => ({ look, width: share(of(call), call) }))
  const sum = PARTS.map(({ name: part, of }) => `${part} ${figure(of(call))}`).join(' + ')
  return html`<div class="call">
<p><b>${call.method}</b><span>${figure(call.requestsPerSecond)} requests/s</span></p>
<div class="bar">${widths.map(({ look, width }) => html`<i class="${look}" style="width:${width}"></i>`)}</div>
<p><span>${sum} = ${figure(totalMs(call), 'ms')}</span>
<span>p50 ${figure(p50)} · p99 ${figure(p99)} · max ${figure(max, 'ms')}</span></p>
</div>
`
}

function share(ms: number, call: Call): string {
  return `${coordinate((100 * ms) / totalMs(call))}%`
}

function totalMs(call: Call): number {
  return PARTS.reduce((sum, { of }) => sum + of(call), 0)
}
