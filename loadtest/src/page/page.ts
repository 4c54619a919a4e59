// The report as a page to read: one file without network, scripts or libraries, which opens from a disk, on a phone, in
// the dark and on paper. Pure.

import type { Report } from '../report.js'
import type { Sample } from '../timeline.js'
import { callBars } from './call-bars.js'
import { conclusion } from './conclusion.js'
import { guide } from './guide.js'
import { html, Markup, NOTHING } from './html.js'
import { latencyCharts } from './latency-charts.js'
import { count, duration, figure } from './numbers.js'
import { rawJson } from './raw-json.js'
import { STYLE } from './style.js'
import { errorsTable, limitsTable } from './tables.js'
import { BUCKETS, POINTS_MAX } from './thin.js'
import { tiles } from './tiles.js'
import { timeCharts } from './time-charts.js'

/** Nothing is loaded and nothing runs, whatever a text in the report says. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'"

export function pageOf(report: Report): string {
  const name = report.scenario.replaceAll('-', ' ').replace('rpc', 'RPC')
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${name}, ${count(report.bots, 'bot')}: ${report.verdict} · Tickwire load test</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<main>
${head(report, name)}
${tiles(report)}
${charts('Over time', timeCharts(report), 'The window holds no samples.', thinned(report.samples))}
${charts('Latency', [...latencyCharts(report), callBars(report)], 'Nothing was measured.')}
<h2>Limits reached</h2>
${limitsTable(report)}
<h2>Errors</h2>
${errorsTable(report)}
<h2>How to read this page</h2>
${guide()}
<section class="screen">
<h2>Raw figures</h2>
<details><summary>The whole report as JSON</summary><pre>${rawJson(report)}</pre></details>
</section>
</main>
</body>
</html>
`.text
}

function head(report: Report, name: string): Markup {
  const { verdict, scenarioTitle, bots, sendRateHz, seconds, startedAt, machine, command } = report
  const mark = verdict === 'passed' ? '✓' : '✗'
  const { headline, findings } = conclusion(report)
  return html`<header>
<p class="brand">Tickwire load test</p>
<div class="title"><h1>${name}</h1><span class="verdict ${verdict}">${mark} ${verdict}</span></div>
<p class="what">${scenarioTitle}</p>
<p class="headline">${headline}</p>
${findings.length === 0 ? NOTHING : html`<p class="findings">${findings.join(' ')}</p>`}
<p class="facts">
${[count(bots, 'bot'), figure(sendRateHz, 'Hz'), duration(seconds)].map((fact) => html`<b>${fact}</b>`)}
<span>${instant(startedAt)}</span><span>${machine}</span><code>${command}</code>
</p>
</header>
`
}

function charts(title: string, all: readonly Markup[], otherwise: string, note = NOTHING): Markup {
  const drawn = all.filter((chart) => chart !== NOTHING)
  return html`<h2>${title}</h2>${note}
${drawn.length === 0 ? html`<p>${otherwise}</p>` : html`<div class="charts">${drawn}</div>`}
`
}

function thinned({ length }: readonly Sample[]): Markup {
  if (length <= POINTS_MAX) return NOTHING
  const stretch = figure(Math.round(length / BUCKETS), 's')
  return html`<p class="what">Each line is the mean of ${stretch} at a time;
the band around it runs from the least to the greatest second.</p>`
}

/** "2025-11-22T22:13:07.123Z" without what nobody reads. */
function instant(startedAt: string): string {
  return startedAt.replace('T', ' ').replace(/(:\d\d)(\.\d+)?Z$/, ' UTC')
}
