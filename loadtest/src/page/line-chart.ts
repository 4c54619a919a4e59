// One line chart. The lines are SVG that stretches with the page; everything that is read (ticks, units, the names at
// the lines' ends) is HTML placed over it, so that text keeps its size on a phone. Heights are pixels, widths are
// shares.

import { type Axis, heightAxis, type Tick } from './axis.js'
import { spread } from './end-labels.js'
import { hoverBands } from './hover.js'
import { html, type Markup, NOTHING } from './html.js'
import { BOX, drawGrid, drawLine, drawMark, type Line, type Mark, markLook, type Note, peakOf } from './lines.js'
import { coordinate, figure } from './numbers.js'

export interface LineChart {
  readonly title: string
  readonly caption: string
  /** What the height counts, above the axis. */
  readonly unit: string
  /** Things that come in ones. */
  readonly whole?: boolean
  readonly x: Axis
  readonly lines: readonly Line[]
  readonly mark?: Mark
  readonly notes?: readonly Note[]
  /** As wide as the page. */
  readonly wide?: boolean
}

const HEIGHT_PX = 180
const WIDE_HEIGHT_PX = 240

/** A mark above this many times the peak would flatten the lines: it is named instead. */
const MARK_REACH = 3

/** Room beside the plot, the same for all charts so that they line up; a longer text widens its own. */
const TICKS_PX = 46
const LABELS_PX = 84
const LABELS_PX_MAX = 140
const UNNAMED_PX = 24

/** Of a label's type, on average, and around it. */
const CHARACTER_PX = 6.8
const LABEL_GAP_PX = 9

/** @returns nothing when no line has a point */
export function lineChart(chart: LineChart): Markup {
  const { lines, x } = chart
  const peak = peakOf(lines)
  if (peak === undefined) return NOTHING
  const isInReach = chart.mark !== undefined && chart.mark.value <= peak * MARK_REACH
  const mark = isInReach ? chart.mark : undefined
  const y = heightAxis(Math.max(peak, mark?.value ?? 0), chart.whole ?? false)
  const heightPx = chart.wide ? WIDE_HEIGHT_PX : HEIGHT_PX
  const left = gutter(
    y.ticks.map(({ text }) => text),
    TICKS_PX,
  )
  const names = [...lines, ...(mark === undefined ? [] : [mark])].map(({ name }) => name)
  const right = names.every((name) => name === '') ? `${coordinate(UNNAMED_PX)}px` : gutter(names, LABELS_PX)
  return html`<figure class="${chart.wide ? 'chart wide' : 'chart'}">
<figcaption><h3>${chart.title}</h3><p>${chart.caption}</p></figcaption>
<p class="unit"><span>${chart.unit}</span>${isInReach ? NOTHING : beyond(chart.mark)}</p>
<div class="plot" style="height:${coordinate(heightPx)}px;margin-left:${left};margin-right:${right}">
<svg viewBox="0 0 ${coordinate(BOX)} ${coordinate(BOX)}" preserveAspectRatio="none"
 role="img" aria-label="${chart.title}">
${drawGrid(y)}${mark === undefined ? NOTHING : drawMark(mark, y)}
${lines.map((line) => drawLine(line, x, y))}
${hoverBands(lines, x)}
</svg>
${y.ticks.map(({ at, text }) => html`<span class="y" style="top:${percent(1 - at)}">${text}</span>`)}
${x.ticks.map(drawTick)}
${(chart.notes ?? []).map((note) => drawNote(note, x, y))}
${endLabels(lines, mark, y, heightPx)}
</div></figure>
`
}

function drawTick({ at, text, unit = '' }: Tick): Markup {
  return html`<span class="x" style="left:${percent(at)}">${text}<i>${unit}</i></span>`
}

function drawNote(note: Note, x: Axis, y: Axis): Markup {
  const [left, top] = [percent(x.place(note.x)), percent(1 - y.place(note.y))]
  return html`<span class="note" style="left:${left};top:${top}">${figure(note.y)}</span>`
}

function beyond(mark: Mark | undefined): Markup {
  return mark === undefined ? NOTHING : html`<span>${mark.name} (${figure(mark.value)}) is far above ↑</span>`
}

function endLabels(lines: readonly Line[], mark: Mark | undefined, y: Axis, heightPx: number): readonly Markup[] {
  const topPx = (value: number) => heightPx * (1 - y.place(value))
  const ends: { name: string; look: string; px: number }[] = []
  for (const { name, look, points } of lines) {
    const last = points.filter(([, value]) => value !== null).at(-1)?.[1] ?? null
    if (last !== null && name !== '') ends.push({ name, look, px: topPx(last) })
  }
  if (mark !== undefined) ends.push({ name: mark.name, look: markLook(mark.isLimit), px: topPx(mark.value) })
  const wanted = ends.map(({ px }) => px)
  const places = spread(wanted, heightPx)
  return ends.map(
    ({ name, look }, i) => html`<span class="end ${look}" style="top:${coordinate(places[i]!)}px">${name}</span>`,
  )
}

/** Room for the longest of some texts beside the plot. */
function gutter(texts: readonly string[], leastPx: number): string {
  const longest = texts.reduce((most, text) => Math.max(most, text.length), 0)
  return `${coordinate(Math.min(LABELS_PX_MAX, Math.max(leastPx, longest * CHARACTER_PX + LABEL_GAP_PX)))}px`
}

function percent(share: number): string {
  return `${coordinate(share * 100)}%`
}
