// What a row says to a reader: who is ahead, by how much, and figures in as many digits as they deserve. Pure; the table, the
// document and the chart all say it with these.

import type { Row } from './bench.js'

/** `even`: apart by no more than the rounds themselves. */
export type Verdict = 'better' | 'worse' | 'even'

/** Digits that a timed figure deserves. */
const DIGITS = 3

/** How many times better ours is: above 1 we are ahead, below 1 behind. Undefined without a peer. */
export function advantageOf({ ratio, better }: Row): number | undefined {
  if (ratio === null) return undefined
  return better === 'higher' ? ratio : 1 / ratio
}

/** Undefined without a peer. */
export function verdictOf(row: Row): Verdict | undefined {
  const advantage = advantageOf(row)
  if (advantage === undefined) return undefined
  if (Math.abs(Math.log(advantage)) <= Math.log1p(row.spread)) return 'even'
  return advantage > 1 ? 'better' : 'worse'
}

/** A figure for people; "-" for none. */
export function figure(value: number | null): string {
  if (value === null) return '-'
  if (value === 0) return '0'
  if (!Number.isFinite(value)) return String(value)
  const decimals = Math.max(0, DIGITS - 1 - Math.floor(Math.log10(Math.abs(value))))
  return value.toLocaleString('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
}

/** Half of the distance between the rounds; empty for what is counted. */
export function spreadText({ rounds, spread }: Row): string {
  if (rounds === 1) return ''
  return `± ${spread < 0.1 ? (100 * spread).toFixed(1) : Math.round(100 * spread)} %`
}
