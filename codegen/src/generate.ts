// One run of the generator: IDL files in, the text of every output file out. Nothing is written here, so that `--check`
// can compare what would be written with what is there.

import { runApache } from './apache.js'
import type { IncludePackages } from './context.js'
import { emitHandlers } from './emit-handlers.js'
import { emitState } from './emit-state.js'
import { emitTypes } from './emit-types.js'
import type { IdlFile } from './idl.js'
import { Loader } from './load.js'
import type { Room } from './model.js'
import type { Problems } from './problems.js'
import { checkPublicRules } from './public-rules.js'
import { readRoom } from './room.js'
import { formatLock, lockOf } from './schema.js'

export interface GenerateOptions {
  readonly files: readonly string[]
  readonly includeDirs: readonly string[]
  readonly packages: IncludePackages
  /** Whether to run the Apache compiler. */
  readonly apache: boolean
}

/** A file that passed every check. */
export interface CheckedFile {
  readonly idl: IdlFile
  readonly room: Room | undefined
}

/** Loads and checks; what is returned is sound only while `problems` is empty. */
export function check(
  files: readonly string[],
  includeDirs: readonly string[],
  problems: Problems,
): readonly CheckedFile[] {
  const loader = new Loader(problems, includeDirs)
  const checked: CheckedFile[] = []
  for (const file of files) {
    const idl = loader.load(file)
    if (idl === undefined) continue
    checkPublicRules(idl, problems)
    checked.push({ idl, room: readRoom(idl, problems) })
  }
  return checked
}

/** Output texts by path below the output folder; empty when there are problems. */
export function generate(options: GenerateOptions, problems: Problems): Map<string, string> {
  const output = new Map<string, string>()
  const { files, includeDirs, packages } = options
  const checked = check(files, includeDirs, problems)
  checkIncludes(checked, packages, problems)
  if (problems.count > 0) return output
  for (const { idl, room } of checked) {
    output.set(`${idl.name}.types.ts`, emitTypes(idl, packages))
    if (idl.services.length > 0) output.set(`${idl.name}.handlers.ts`, emitHandlers(idl, packages))
    if (room === undefined) continue
    const lock = lockOf(room)
    output.set(`${idl.name}.state.ts`, emitState(room, lock.hash, packages))
    output.set(`${idl.name}.schema.lock`, formatLock(lock))
  }
  if (options.apache) {
    for (const [name, text] of runApache(files, includeDirs, packages)) output.set(`apache/${name}`, text)
  }
  return output
}

/** Every included file must be generated in this run or by the package that it is said to come from. */
function checkIncludes(checked: readonly CheckedFile[], packages: IncludePackages, problems: Problems): void {
  const known = new Set([...checked.map((c) => c.idl.name), ...packages.keys()])
  for (const { idl } of checked) {
    for (const name of idl.includes.keys()) {
      if (known.has(name)) continue
      const at = Math.max(0, idl.source.code.indexOf(`${name}.thrift`))
      const message =
        `nothing generates ${name}.thrift. Pass the file too, or name the package that holds its generated code:\n` +
        `--include-package ${name}=@tickwire/gen-nodejs`
      problems.add(idl.source, at, 'TW_INCLUDE', message)
    }
  }
}
