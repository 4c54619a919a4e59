// What a game developer gets wrong does not compile: `test/types/mistakes.ts`, compiled as games are, has exactly the errors that
// stand at the ends of its lines.

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import ts from 'typescript'

const MISTAKES = fileURLToPath(new URL('../../types/mistakes.ts', import.meta.url))
const BASE = fileURLToPath(new URL('../../../tsconfig.base.json', import.meta.url))

const EXPECTED = /\/\/ (TS\d+) (.+)$/

/** "line TScode" of each mistake that is announced. */
function expectedErrors(text: string): string[] {
  return text.split('\n').flatMap((line, i) => {
    const code = EXPECTED.exec(line)?.[1]
    return code === undefined ? [] : [`${i + 1} ${code}`]
  })
}

/** The same of what the compiler finds; each error of a line once. */
function foundErrors(): { errors: string[]; report: string } {
  const base = ts.readConfigFile(BASE, ts.sys.readFile).config as { compilerOptions: object }
  const { options } = ts.convertCompilerOptionsFromJson({ ...base.compilerOptions, composite: false }, '.')
  const program = ts.createProgram([MISTAKES], { ...options, incremental: false, declaration: false, noEmit: true })
  const diagnostics = ts.getPreEmitDiagnostics(program)
  const errors = diagnostics.map(({ file, start, code }) => {
    const line = file?.fileName === MISTAKES ? file.getLineAndCharacterOfPosition(start ?? 0).line + 1 : file?.fileName
    return `${line} TS${code}`
  })
  return { errors: [...new Set(errors)], report: ts.formatDiagnostics(diagnostics, HOST) }
}

const HOST: ts.FormatDiagnosticsHost = {
  getCanonicalFileName: (name) => name,
  getCurrentDirectory: () => '',
  getNewLine: () => '\n',
}

t.test('each mistake does not compile, for its own reason, and nothing else fails', { timeout: 120_000 }, async (t) => {
  const expected = expectedErrors(readFileSync(MISTAKES, 'utf8'))
  t.ok(expected.length > 20)
  const { errors, report } = foundErrors()
  t.same(errors, expected, report)
})
