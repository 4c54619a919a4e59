// Runs the Apache compiler, which makes the RPC classes, and mends its output: files of other packages are required from
// there (its own `imports=` option cannot name scoped packages), and what thrift 0.24 no longer has is not named.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { IncludePackages } from './context.js'

/** A failure of the compiler, or its absence: printed as it is, without a stack. */
export class ApacheError extends Error {}

const GENERATOR = 'js:node,ts,es6'

/** The compiler's output for each IDL file, by file name. */
export function runApache(
  files: readonly string[],
  includeDirs: readonly string[],
  packages: IncludePackages,
): Map<string, string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'tickwire-codegen-'))
  try {
    for (const file of files) runCompiler(file, folder, includeDirs)
    const output = new Map<string, string>()
    for (const name of readdirSync(folder).sort()) {
      output.set(name, mend(readFileSync(path.join(folder, name), 'utf8'), packages))
    }
    // The package around it is made of ES modules; Apache's files are CommonJS.
    output.set('package.json', '{ "type": "commonjs" }\n')
    return output
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function runCompiler(file: string, folder: string, includeDirs: readonly string[]): void {
  const includes = includeDirs.flatMap((dir) => ['-I', dir])
  const run = spawnSync('thrift', ['--gen', GENERATOR, '-out', folder, ...includes, file], { encoding: 'utf8' })
  if (run.error !== undefined) {
    throw new ApacheError(
      'The Apache Thrift compiler is not on PATH: `sudo apt install thrift-compiler` (Debian, Ubuntu) or ' +
        '`brew install thrift` (macOS); --no-apache goes without it.',
    )
  }
  if (run.status !== 0) throw new ApacheError(`thrift ${file} failed:\n${(run.stderr || run.stdout).trim()}`)
}

function mend(text: string, packages: IncludePackages): string {
  let mended = text.replace(/^import Q = thrift\.Q;\n/gm, '')
  for (const [include, packageName] of packages) {
    mended = mended.replaceAll(`require('./${include}_types')`, `require('${packageName}/apache/${include}_types.js')`)
  }
  // Trailing blanks and blank lines at the end would only make noise in reviews.
  return `${mended.replace(/[ \t]+$/gm, '').trimEnd()}\n`
}
