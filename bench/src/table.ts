// The rows of one bench for a terminal: what was compared to the left, then ours, theirs, the ratio and who is ahead. Pure.

import type { Row } from './bench.js'
import { figure, spreadText, type Verdict, verdictOf } from './verdict.js'

/** Losses stand out without colours: a log file has none. */
const MARKS: Readonly<Record<Verdict, string>> = { better: 'better', worse: 'WORSE', even: 'even' }

const HEAD = ['case', 'metric', 'unit', 'ours', 'theirs', 'ratio', 'spread', '']

/** Columns of words; the others are figures and end flush right. */
const WORDS = new Set([0, 1, 2, 7])

export function tableOf(title: string, rows: readonly Row[]): string {
  const lines = [HEAD, ...rows.map(cellsOf)]
  const widths = HEAD.map((_, column) => Math.max(...lines.map((cells) => cells[column]!.length)))
  const text = lines.map((cells) => cells.map((cell, i) => pad(cell, widths[i]!, WORDS.has(i))).join('  '))
  return [title, ...text, ''].map((line) => `${line.trimEnd()}\n`).join('')
}

function cellsOf(row: Row): string[] {
  const verdict = verdictOf(row)
  return [
    row.case,
    row.metric,
    row.unit,
    figure(row.ours),
    figure(row.theirs),
    figure(row.ratio),
    spreadText(row),
    verdict === undefined ? '' : MARKS[verdict],
  ]
}

function pad(cell: string, width: number, isWord: boolean): string {
  return isWord ? cell.padEnd(width) : cell.padStart(width)
}
