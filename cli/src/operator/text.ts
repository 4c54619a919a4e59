// What a person reads: tables, records, numbers. Texts of players and games lose what a terminal would obey.

/** Control and formatting characters: escape sequences begin with one. */
const UNFIT = /[\p{Cc}\p{Cf}]/gu

export type Cell = string | number | boolean | null | undefined

/** Columns as wide as their longest cell; numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const cells = rows.map((row) => row.map(shown))
  const widths = head.map((title, i) => Math.max(title.length, ...cells.map((row) => row[i]?.length ?? 0)))
  const line = (row: readonly string[], isHead: boolean): string =>
    row
      .map((cell, i) => {
        const isNumber = !isHead && typeof rows[0]?.[i] === 'number'
        return isNumber ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)
      })
      .join('  ')
      .trimEnd()
  return [line(head, true), ...cells.map((row) => line(row, false))].join('\n')
}

/** One thing: a name and a value a line. */
export function record(entries: readonly (readonly [string, Cell])[]): string {
  const width = Math.max(...entries.map(([name]) => name.length))
  return entries.map(([name, value]) => `${name.padEnd(width)}  ${shown(value)}`.trimEnd()).join('\n')
}

/** A time of the server's, as people write it. */
export function time(atMs: number): string {
  return new Date(atMs).toISOString().replace('T', ' ').slice(0, 19)
}

function shown(value: Cell): string {
  if (value == null) return '-'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : value.toFixed(1)
  return value.replace(UNFIT, '?')
}
