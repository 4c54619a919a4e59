// IDL to gen-nodejs/. Without the Apache compiler everything that concerns state is generated all the same, and calls are
// answered by stubs that say what is missing.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Made } from './problem.js'
import type { Project } from './project.js'
import type { Tools } from './tools.js'

export interface Generated {
  /** Whether anything is other than it was: then rooms must begin anew. */
  readonly isNew: boolean
  /** One line on what is missing for calls. */
  readonly notice: string | undefined
}

/** The public contract's IDL, for games that include it, and the package that its generated code is in. */
const CONTRACT_PACKAGE = '@tickwire/gen-nodejs'
const contractDir = (): string => dirname(fileURLToPath(import.meta.resolve(`${CONTRACT_PACKAGE}/idl/common.thrift`)))

/** @param missing - what becomes of calls without the Apache compiler: stubs, or a problem, and then nothing is written */
export function generate(
  { folder, idl, generated }: Project,
  { codegen }: Tools,
  missing: 'stubs' | 'problem' = 'stubs',
): Made<Generated> {
  const contract = contractDir()
  const names = readdirSync(contract).map((file) => file.replace('.thrift', ''))
  const options = {
    files: [join(folder, idl)],
    includeDirs: [contract],
    packages: new Map(names.map((name) => [name, CONTRACT_PACKAGE])),
  }
  const problems = new codegen.Problems()
  let notice: string | undefined
  let output: Map<string, string>
  try {
    output = codegen.generate({ ...options, apache: true }, problems)
  } catch (error) {
    if (!(error instanceof codegen.ApacheError)) throw error
    if (!error.isMissing || missing === 'problem') return { problems: [{ by: 'IDL', text: error.message }] }
    notice = `${error.message} State works without it, calls do not.`
    output = codegen.withStubs(codegen.generate({ ...options, apache: false }, problems))
  }
  if (problems.count > 0) {
    const found = problems.sorted().map((problem) => ({ ...problem, file: relative(folder, problem.file) }))
    return { problems: found.map((problem) => ({ by: 'IDL', text: codegen.formatProblem(problem) })) }
  }
  const isNew = [...output].some(([file, text]) => textOf(join(generated, file)) !== text)
  codegen.writeOutput(generated, output)
  return { value: { isNew, notice } }
}

function textOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}
