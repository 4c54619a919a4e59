// A course of figures as one line of text, for a table.

const HEIGHTS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const

/** A character a value, from the least to the most of them; all alike is a flat line. */
export function sparkline(values: readonly number[]): string {
  const least = Math.min(...values)
  const range = Math.max(...values) - least
  const heightOf = (value: number): number => {
    return range === 0 ? 0 : Math.round(((value - least) / range) * (HEIGHTS.length - 1))
  }
  return values.map((value) => HEIGHTS[heightOf(value)]).join('')
}
