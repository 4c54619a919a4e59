// Two tables: the limits that the server reached, by the name of their counter, and the errors that clients met.

import type { Report } from '../report.js'
import { html, type Markup } from './html.js'
import { figure } from './numbers.js'

export function limitsTable({ server }: Report): Markup {
  if (server === undefined) return html`<p>Not known: the server's operator listener is out of reach.</p>`
  const reached = Object.entries(server.counts).filter(([, times]) => times > 0)
  if (reached.length === 0) return html`<p>None: nothing was skipped, dropped, refused or closed.</p>`
  const rows = reached
    .sort(([, a], [, b]) => b - a)
    .map(([name, times]) => html`<tr><td><code>${name}</code></td><td>${figure(times)}</td></tr>`)
  const head = html`<tr><th>counter</th><th>in the window</th></tr>`
  return html`<table><thead>${head}</thead><tbody>${rows}</tbody></table>`
}

export function errorsTable({ errors }: Report): Markup {
  const kinds = Object.entries(errors.kinds).sort(([, a], [, b]) => b.count - a.count)
  if (kinds.length === 0) return html`<p>None.</p>`
  const rows = kinds.map(
    ([kind, { count, first }]) => html`<tr><td>${kind}</td><td>${figure(count)}</td><td>${first}</td></tr>`,
  )
  const head = html`<tr><th>kind</th><th>count</th><th>the first one</th></tr>`
  return html`<table><thead>${head}</thead><tbody>${rows}</tbody></table>`
}
