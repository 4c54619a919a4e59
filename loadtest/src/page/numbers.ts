// How the page writes numbers: one function for all of them, three significant digits, thousands apart, a dash for what
// is no number. Units follow after a space that does not break.

/** Between a figure and its unit. */
const SPACE = '\u00a0'

/** For a figure that does not exist, like the share of nothing. */
const DASH = '–'

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const measured = new Intl.NumberFormat('en', { minimumSignificantDigits: 2, maximumSignificantDigits: 3 })

/** Less than this is nothing on every scale of the page: half a microsecond of milliseconds. */
const LEAST = 0.0005

export function figure(value: number, unit = ''): string {
  const text = Number.isFinite(value) ? digits(Math.abs(value) < LEAST ? 0 : value) : DASH
  return unit === '' ? text : `${text}${SPACE}${unit}`
}

function digits(value: number): string {
  return Number.isInteger(value) || Math.abs(value) >= 100 ? whole.format(value) : measured.format(value)
}

/** "1 tick", "6 ticks". */
export function count(value: number, one: string): string {
  return figure(value, value === 1 ? one : `${one}s`)
}

export interface Unit {
  readonly name: string
  /** How much of the base unit it is. */
  readonly size: number
}

/** The unit in which `most` bytes read best. */
export function byteUnit(most: number): Unit {
  if (most >= 1e6) return { name: 'MB', size: 1e6 }
  return most >= 1e3 ? { name: 'kB', size: 1e3 } : { name: 'B', size: 1 }
}

/** The unit in which so many seconds read best: a window of two minutes is still one of seconds. */
export function timeUnit(seconds: number): Unit {
  if (seconds > 6 * 3600) return { name: 'h', size: 3600 }
  return seconds > 180 ? { name: 'min', size: 60 } : { name: 's', size: 1 }
}

export function bytes(value: number): string {
  const { name, size } = byteUnit(value)
  return figure(value / size, name)
}

export function duration(seconds: number): string {
  const { name, size } = timeUnit(seconds)
  return figure(seconds / size, name)
}

/** A place in a drawing, tenths of a unit; what cannot be placed stands at the origin. */
export function coordinate(value: number): string {
  return Number.isFinite(value) ? String(Math.round(value * 10) / 10) : '0'
}
