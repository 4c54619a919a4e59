// The text of one IDL file with what the parser does not keep reliably: positions from indexes, and the doc comment above
// a thing. The parser sees the text with every comment blanked out (`code`), because it miscounts lines in some comments
// and swallows code after an empty one; indexes are the same in both texts.

export class Source {
  /** The text with comments replaced by spaces. */
  readonly code: string
  private readonly lineStarts: number[] = [0]

  /**
   * @param file - path, as problems print it
   * @param text - the file's content
   */
  constructor(
    readonly file: string,
    readonly text: string,
  ) {
    this.code = blankComments(text)
    for (let i = 0; i < text.length; i++) if (text[i] === '\n') this.lineStarts.push(i + 1)
  }

  /** 1-based line and column of an index. */
  position(index: number): { line: number; column: number } {
    let line = this.lineStarts.length
    while (this.lineStarts[line - 1]! > index) line--
    return { line, column: index - this.lineStarts[line - 1]! + 1 }
  }

  /** The lines of the doc comment that ends right before `index`; empty without one. */
  docBefore(index: number): readonly string[] {
    const before = this.text.slice(0, index).trimEnd()
    if (!before.endsWith('*/')) return []
    const start = before.lastIndexOf('/*')
    if (before.slice(start, start + 3) !== '/**' || before.slice(start) === '/**/') return []
    const lines = before
      .slice(start + 3, -2)
      .split('\n')
      .map((line) => line.replace(/^\s*\*? ?/, '').trimEnd())
    while (lines.length > 0 && lines[0]!.trim() === '') lines.shift()
    while (lines.length > 0 && lines.at(-1)!.trim() === '') lines.pop()
    return lines
  }
}

const COMMENT_OR_STRING = /\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*|#[^\n]*|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/g

function blankComments(text: string): string {
  return text.replace(COMMENT_OR_STRING, (match) =>
    match.startsWith('"') || match.startsWith("'") ? match : match.replace(/[^\n]/g, ' '),
  )
}
