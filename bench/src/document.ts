// The results section of docs/BENCHMARKS.md: between two markers, written by `--publish`, never by hand. Pure.

import type { Panel, Row } from './bench.js'
import { BENCH_NAMES } from './options.js'
import type { Results } from './results.js'
import { figure, spreadText, verdictOf } from './verdict.js'

const BEGIN = '<!-- results: written by make bench PUBLISH=1 -->'
const END = '<!-- /results -->'

/** The document with its results section replaced. @throws Error when it has no such section */
export function withResults(document: string, results: Results): string {
  const from = document.indexOf(BEGIN)
  const to = document.indexOf(END)
  if (from < 0 || to < from) throw new Error(`the document needs a line "${BEGIN}" and below it a line "${END}"`)
  return `${document.slice(0, from + BEGIN.length)}\n\n${sectionOf(results)}\n${document.slice(to)}`
}

/** The picture of a bench that draws one, beside the document. */
export function pictureOf(bench: string): string {
  return `bench-${bench}.svg`
}

function sectionOf(results: Results): string {
  const { machine, node, versions, benches, comparisons } = results
  const packages = Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .sort()
  const parts = [
    '![Every ratio as a bar: to the right of the line Tickwire is ahead](benchmarks.svg)',
    `**Machine**: ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.os}, ` +
      `kernel ${machine.kernel}, glibc ${machine.glibc}, frequency governor ${machine.governor}; load at the start ` +
      `${machine.loadAverage}, ${machine.busyPercent} % busy. Node ${node}.`,
    `**Packages**: ${packages.join(', ')}.`,
  ]
  for (const name of BENCH_NAMES) {
    const rows = comparisons.filter(({ bench }) => bench === name)
    const origin = benches[name]
    if (rows.length === 0 || origin === undefined) continue
    parts.push(
      `### ${name}: ${origin.title}`,
      `\`${origin.command}\` at commit ${origin.commit}, ${origin.measuredAt.slice(0, 10)}. ${countOf(rows)}`,
      tableOf(rows),
      ...panelParts(name, results.panels?.[name] ?? []),
    )
  }
  return `${parts.join('\n\n')}\n`
}

/** The picture, then the figures behind it. */
function panelParts(bench: string, panels: readonly Panel[]): readonly string[] {
  if (panels.length === 0) return []
  const titles = panels.map(({ title }) => title).join('; ')
  return [
    `![${titles}](${pictureOf(bench)})`,
    ...panels.flatMap(({ title, table: { columns, rows } }) => {
      const head = ['', ...columns]
      const rule = ['---', ...columns.map(() => '---:')]
      const cells = rows.map(({ name, figures }) => [name, ...figures.map(figure)].map(inCell))
      return [`**${title}**`, linesOf([head, rule, ...cells])]
    }),
  ]
}

/** The losses in numbers, before the table. */
function countOf(rows: readonly Row[]): string {
  const verdicts = rows.map(verdictOf)
  const count = (wanted: string) => verdicts.filter((verdict) => verdict === wanted).length
  if (verdicts.every((verdict) => verdict === undefined)) return 'There is no peer: these are our own figures.'
  return `Ahead in ${count('better')}, behind in ${count('worse')}, even in ${count('even')}.`
}

function tableOf(rows: readonly Row[]): string {
  const head = ['case', 'metric', 'better', 'ours', 'theirs', 'ours / theirs', 'spread', '']
  const rule = ['---', '---', '---', '---:', '---:', '---:', '---:', '---']
  return linesOf([head, rule, ...rows.map(cellsOf)])
}

function linesOf(table: readonly (readonly string[])[]): string {
  return table.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function cellsOf(row: Row): string[] {
  const verdict = verdictOf(row) ?? ''
  const metric = row.unit === '' ? row.metric : `${row.metric}, ${row.unit}`
  const figures = [figure(row.ours), figure(row.theirs), figure(row.ratio), spreadText(row)]
  return [row.case, metric, row.better, ...figures, verdict === 'worse' ? '**worse**' : verdict].map(inCell)
}

function inCell(cell: string): string {
  return cell.replaceAll('|', '\\|')
}
