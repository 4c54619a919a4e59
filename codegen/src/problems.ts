// What is wrong with an IDL, collected and not thrown: an author wants every mistake of a file at once. Each problem says
// where (file:line:column, as editors link it), a stable code (docs/IDL.md lists them), what, and what to do.

import type { Source } from './source.js'

export interface Problem {
  readonly file: string
  readonly line: number
  readonly column: number
  /** Stable: documentation, tests and CI filters may rely on it. */
  readonly code: string
  /** What is wrong and why; further lines say what to do. */
  readonly message: string
}

export class Problems {
  private readonly found: Problem[] = []

  add(source: Source, index: number, code: string, message: string): void {
    const { line, column } = source.position(index)
    const isKnown = this.found.some(
      (p) => p.file === source.file && p.line === line && p.column === column && p.code === code,
    )
    if (!isKnown) this.found.push({ file: source.file, line, column, code, message })
  }

  get count(): number {
    return this.found.length
  }

  /** By file and place. */
  sorted(): readonly Problem[] {
    const order = (a: Problem, b: Problem): number =>
      compare(a.file, b.file) || a.line - b.line || a.column - b.column || compare(a.code, b.code)
    return [...this.found].sort(order)
  }
}

/** `file:line:column  CODE  message`, continuation lines indented below it. */
export function formatProblem(problem: Problem): string {
  const place = `${problem.file}:${problem.line}:${problem.column}`
  const indent = ' '.repeat(place.length + 2)
  return `${place}  ${problem.code}  ${problem.message.split('\n').join(`\n${indent}`)}`
}

/** ' Did you mean "x"?' for the candidate nearest to `word`, or nothing when none is near. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  let best: string | undefined
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase())
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best === undefined ? '' : ` Did you mean "${best}"?`
}

/** Letters to insert, delete, replace or swap with their neighbour. */
function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, i) => i)]
  for (let i = 1; i <= a.length; i++) {
    const above = rows[i - 1]!
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const replace = above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const swap = isSwap ? rows[i - 2]![j - 2]! + 1 : Number.POSITIVE_INFINITY
      row.push(Math.min(replace, swap, above[j]! + 1, row[j - 1]! + 1))
    }
    rows.push(row)
  }
  return rows[a.length]![b.length]!
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
