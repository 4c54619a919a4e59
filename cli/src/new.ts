// `tickwire new`: writes a small game that runs, from the files in templates/game. They are real code, called `mygame`; what
// carries that name gets the new one.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const HELP = `Usage: tickwire new NAME [options]

Writes a small game into a new folder NAME: what is replicated (IDL), its simulation, its page.
NAME is also the kind of its rooms: a-z, 0-9 and - between them, at most 32, a letter first.

Options:
  --packages DIR   take Tickwire's packages from the tarballs in this folder (make pack), not from the registry
  --force          write into a folder that has files; those of the same names are lost
  --help           this text
`

const TEMPLATE = fileURLToPath(new URL('../templates/game/', import.meta.url))

/** The name that the template has, as room kinds, types and variables are written. */
const TEMPLATE_NAME = /mygame|Mygame/g

/** npm leaves out files of some names when it packs. */
const RENAMED: Readonly<Record<string, string>> = { gitignore: '.gitignore' }

/** A room kind has no more characters. */
const NAME_CHARS_MAX = 32

interface NewCommand {
  readonly name: string
  readonly packages: string | undefined
  readonly force: boolean
}

/** Returns the exit code. */
export function newGame(args: readonly string[], workFolder = process.cwd()): number {
  try {
    const command = parse(args)
    process.stdout.write(command === 'help' ? HELP : write(command, workFolder))
    return 0
  } catch (error) {
    process.stderr.write(`tickwire: ${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  }
}

function parse(args: readonly string[]): NewCommand | 'help' {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      packages: { type: 'string' },
      force: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
    allowPositionals: true,
  })
  if (values.help === true) return 'help'
  const [name, extra] = positionals
  if (name === undefined) throw new Error('new: name the game, for example: tickwire new mygame')
  if (extra !== undefined) throw new Error(`new: one game, not also "${extra}"`)
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > NAME_CHARS_MAX) {
    throw new Error(`new: "${name}" is no name; use a-z, 0-9 and - between them, at most 32, a letter first`)
  }
  return { name, packages: values.packages, force: values.force ?? false }
}

/** @returns what to do next */
function write({ name, packages, force }: NewCommand, workFolder: string): string {
  const folder = resolve(workFolder, name)
  if (!force && existsSync(folder) && readdirSync(folder).length > 0) {
    throw new Error(`new: ${name} is there and not empty; choose another name, or --force to write over it`)
  }
  const tarballs = packages === undefined ? undefined : tarballsIn(resolve(workFolder, packages))
  mkdirSync(folder, { recursive: true })
  for (const file of readdirSync(TEMPLATE)) {
    const text = named(readFileSync(join(TEMPLATE, file), 'utf8'), name)
    const target = join(folder, RENAMED[file] ?? named(file, name))
    writeFileSync(
      target,
      file === 'package.json' && tarballs !== undefined ? fromTarballs(text, folder, tarballs) : text,
    )
  }
  return `${name}/ is written. Start it:\n\n  cd ${name}\n  npm install\n  npx tickwire dev\n`
}

/** File names and room kinds have the name as it is; in TypeScript and Thrift its words are joined. */
export function named(text: string, name: string): string {
  const pascal = name.replace(/(?:^|-+)([a-z0-9]?)/g, (_, first: string) => first.toUpperCase())
  const camel = pascal[0]!.toLowerCase() + pascal.slice(1)
  return text.replace(TEMPLATE_NAME, (found, at: number) => {
    if (found === 'Mygame') return pascal
    return /^[A-Z]/.test(text.slice(at + found.length)) ? camel : name
  })
}

/** By package name, from their file names: `@tickwire/client` is packed as `tickwire-client-1.2.3.tgz`. */
function tarballsIn(folder: string): ReadonlyMap<string, string> {
  const files = existsSync(folder) ? readdirSync(folder) : []
  const found = files.flatMap((file) => {
    const packed = /^(tickwire.*)-\d+\.\d+\.\d+.*\.tgz$/.exec(file)?.[1]
    return packed === undefined ? [] : [[packed, join(folder, file)] as const]
  })
  if (found.length === 0) throw new Error(`--packages: ${folder} has no tarballs of Tickwire; run: make pack`)
  return new Map(found)
}

function fromTarballs(manifest: string, folder: string, tarballs: ReadonlyMap<string, string>): string {
  return manifest.replace(/"(@tickwire\/[\w-]+|tickwire|tickwire-codegen)": "\^[^"]*"/g, (_, name: string) => {
    const file = tarballs.get(name.replace('@', '').replace('/', '-'))
    if (file === undefined) throw new Error(`--packages: there is no tarball of ${name}; run: make pack`)
    return `"${name}": "file:${relative(folder, file).replaceAll('\\', '/')}"`
  })
}
