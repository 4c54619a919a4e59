// Printing TypeScript that is already formatted the way the repository formats (two spaces, single quotes, no semicolons,
// trailing commas, 120 columns), so that generated files need no formatter and can be compared byte by byte.

/** Columns of a line, as in the repository's formatter. */
export const LINE_WIDTH = 120

export type Lines = readonly string[]

/** Two spaces in front of every line that has something. */
export function indent(lines: Lines, levels = 1): string[] {
  return lines.map((line) => (line === '' ? '' : '  '.repeat(levels) + line))
}

/**
 * `open item, item close` on one line if it fits, else an item a line. `depth`: levels of indentation around it.
 * `pad` is what stands inside the brackets on one line: a space for braces, nothing for parentheses and square ones.
 */
export function fit(depth: number, open: string, items: Lines, close: string, pad = ''): string[] {
  const line = `${open}${pad}${items.join(', ')}${pad}${close}`
  const isFlat = items.every((item) => !item.includes('\n'))
  if (isFlat && depth * 2 + line.length <= LINE_WIDTH) return [line]
  return [open, ...indent(items.flatMap((item) => `${item},`.split('\n'))), close]
}

/** Puts what an `if` does on a line of its own where both do not fit on one. `depth`: levels of indentation around the lines. */
export function breakIfs(depth: number, lines: Lines): string[] {
  return lines.flatMap((line) => {
    const [, margin, condition, act] = /^( *)(if \([^`]*\)) (return .*)$/.exec(line) ?? []
    if (act === undefined || depth * 2 + line.length <= LINE_WIDTH) return [line]
    return [`${margin}${condition}`, `${margin}  ${act}`]
  })
}

/** `return a && b`, in brackets on a line of its own, or else broken at the operators, when it does not fit. */
export function returnJoined(depth: number, terms: Lines, operator: '&&' | '||'): string[] {
  const joined = terms.join(` ${operator} `)
  const line = `return ${joined}`
  if (depth * 2 + line.length <= LINE_WIDTH) return [line]
  if ((depth + 1) * 2 + joined.length <= LINE_WIDTH) return ['return (', `  ${joined}`, ')']
  const last = terms.length - 1
  return ['return (', ...terms.map((term, i) => `  ${term}${i < last ? ` ${operator}` : ''}`), ')']
}

/** A TSDoc comment, or nothing for no text. */
export function doc(lines: Lines): string[] {
  const text = lines.map((line) => line.replaceAll('*/', '* /'))
  if (text.length === 0) return []
  if (text.length === 1) return [`/** ${text[0]} */`]
  return ['/**', ...text.map((line) => (line === '' ? ' *' : ` * ${line}`)), ' */']
}

/** A doc comment followed by a sentence of ours. */
export function docPlus(lines: Lines, sentence: string): string[] {
  if (lines.length === 0) return doc([sentence])
  if (lines.length === 1 && lines[0]!.length + sentence.length < LINE_WIDTH - 20)
    return doc([`${lines[0]} ${sentence}`])
  return doc([...lines, sentence])
}

/** `Avatar` to "an Avatar". */
export function article(name: string): string {
  return `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`
}

/** A string literal in single quotes. */
export function quoted(text: string): string {
  const json = JSON.stringify(text).slice(1, -1)
  return `'${json.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}

/** What a generated file imports, collected while it is written, so that it imports exactly what it uses. */
export class Imports {
  private readonly named = new Map<string, Map<string, boolean>>()
  private readonly whole = new Map<string, string>()

  /** A value; returns its name. */
  value(module: string, name: string): string {
    this.of(module).set(name, false)
    return name
  }

  type(module: string, name: string): string {
    const names = this.of(module)
    if (!names.has(name)) names.set(name, true)
    return name
  }

  /** `import name from` (CommonJS) or `import type * as name from`. */
  module(module: string, clause: string): void {
    this.whole.set(module, clause)
  }

  private of(module: string): Map<string, boolean> {
    let names = this.named.get(module)
    if (names === undefined) {
      names = new Map()
      this.named.set(module, names)
    }
    return names
  }

  /** The import lines: packages, then `#` aliases, then relative files. */
  lines(): string[] {
    const modules = [...new Set([...this.named.keys(), ...this.whole.keys()])]
    modules.sort((a, b) => distance(a) - distance(b) || byName(a, b))
    return modules.flatMap((module) => [
      ...(this.whole.has(module) ? [`import ${this.whole.get(module)} from '${module}'`] : []),
      ...this.namedLines(module),
    ])
  }

  private namedLines(module: string): string[] {
    const names = this.named.get(module)
    if (names === undefined) return []
    const sorted = [...names.keys()].sort(byName)
    const isAllTypes = sorted.every((name) => names.get(name))
    const items = sorted.map((name) => (names.get(name) && !isAllTypes ? `type ${name}` : name))
    return fit(0, `import ${isAllTypes ? 'type ' : ''}{`, items, `} from '${module}'`, ' ')
  }
}

function distance(module: string): number {
  if (module.startsWith('.')) return 2
  return module.startsWith('#') ? 1 : 0
}

/** Letter by letter without case, upper case first where only case differs. */
function byName(a: string, b: string): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [x, y] = [a[i]!, b[i]!]
    if (x === y) continue
    const [lowX, lowY] = [x.toLowerCase(), y.toLowerCase()]
    if (lowX === lowY) return x < y ? -1 : 1
    return lowX < lowY ? -1 : 1
  }
  return a.length - b.length
}
