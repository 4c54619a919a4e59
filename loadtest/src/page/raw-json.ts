// The report as JSON that a person can scroll: what fits a line stays on one, so a sample is a line.

/** A sample with long fractions takes about 450 characters. */
const LINE_MAX = 600

export function rawJson(value: unknown, indent = ''): string {
  const line = JSON.stringify(value) ?? 'null'
  if (line.length <= LINE_MAX || typeof value !== 'object' || value === null) return line
  const inner = `${indent}  `
  if (Array.isArray(value)) {
    return `[\n${value.map((item) => inner + rawJson(item, inner)).join(',\n')}\n${indent}]`
  }
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  const lines = fields.map(([key, field]) => `${inner}${JSON.stringify(key)}: ${rawJson(field, inner)}`)
  return `{\n${lines.join(',\n')}\n${indent}}`
}
