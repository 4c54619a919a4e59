// `make interop`: clients that the Apache compiler and the stock Thrift libraries of seven languages make of the IDL, against a
// real server. Builds what changed, runs every client over every protocol and transport, checks what each says step by step,
// and holds docs/INTEROP.md to the outcome. Each test/interop/LANGUAGE has a build.sh that leaves `client` in the folder it is given.

import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join as joinPath } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import arena from '@tickwire/arena'
import { ErrorCode } from '@tickwire/client'
import { createServer } from '@tickwire/server'
import type { ProtocolName } from '@tickwire/server/internals'
import { ANY_PORT } from './arena-server.js'

const run = promisify(execFile)

const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url))
const CLIENTS = joinPath(REPOSITORY, 'test/interop')
const BUILT = joinPath(CLIENTS, '.build')
const DOCUMENT = joinPath(REPOSITORY, 'docs/INTEROP.md')

/** What a client may take to build, and to run, ms; a run is over in about a second. */
const BUILD_MS_MAX = 180_000
const RUN_MS_MAX = 30_000
/** What the clock that a client was told may differ from ours, ms. */
const CLOCK_MS_MAX = 30_000

const LANGUAGES: readonly Language[] = [
  { name: 'Python', folder: 'python', library: 'python3-thrift', plays: true },
  { name: 'Java', folder: 'java', library: 'libthrift-java', plays: true },
  { name: 'Go', folder: 'go', library: 'golang-thrift-dev', plays: true },
  { name: 'C++', folder: 'cpp', library: 'libthrift-dev', plays: false },
  { name: 'Ruby', folder: 'ruby', library: 'ruby-thrift', plays: false },
  { name: 'Perl', folder: 'perl', library: 'libthrift-perl', plays: false },
  { name: 'PHP', folder: 'php', library: 'php-thrift', plays: false },
]

interface Language {
  readonly name: string
  /** In test/interop. */
  readonly folder: string
  /** Debian's package of the stock Thrift library. */
  readonly library: string
  /** Goes on into a room; the others stop after the login and a refusal. */
  readonly plays: boolean
}

type TransportName = 'tcp' | 'http'

const CELLS: readonly (readonly [ProtocolName, TransportName])[] = [
  ['binary', 'tcp'],
  ['compact', 'tcp'],
  ['binary', 'http'],
  ['compact', 'http'],
]

/** What every client says, step by step; what it is told of the server is checked by itself. */
const ARRIVES: readonly (readonly [step: string, facts: RegExp])[] = [
  ['hello', /^Hello, Zoë!$/],
  ['info', /^\S+ 1 arena 20 \d+$/],
  ['stranger', new RegExp(`^Refused ${ErrorCode.UNAUTHENTICATED} -$`)],
  ['login', /^Zoë$/],
  ['refused', new RegExp(`^Refused ${ErrorCode.BAD_ARGUMENT} roomKind$`)],
]
const PLAYS: typeof ARRIVES = [
  ['joined', /^(\S+) \1$/],
  ['rooms', /^Zoë 1$/],
  ['events', /^0 0$/],
  ['chest', /^(\d+) \1 [1-9]\d*$/],
  ['empty', new RegExp(`^Refused ${ErrorCode.GAME} EMPTY$`)],
  ['none', /^NotFound chest 16000000$/],
  ['nowhere', /^TApplicationException NOT_FOUND: /],
]

/** How a client fared: steps that were right, what its library lacks, or what went wrong. */
type Outcome = { readonly steps: number } | { readonly lacks: string } | { readonly wrong: string }

/** What a client is built of: the IDL, its own folder, the compiler and its library. */
async function sourceHash({ folder, library }: Language): Promise<string> {
  const hash = createHash('sha256').update((await run('dpkg-query', ['-W', 'thrift-compiler', library])).stdout)
  const files = [joinPath(CLIENTS, 'generate.sh'), joinPath(REPOSITORY, 'games/arena/arena.thrift')]
  for (const source of [joinPath(REPOSITORY, 'idl'), joinPath(CLIENTS, folder)]) {
    files.push(...readdirSync(source).map((file) => joinPath(source, file)))
  }
  for (const file of files) hash.update(readFileSync(file))
  return hash.digest('hex')
}

/** Builds a client unless it was built of the same. @throws Error with what the compiler said */
async function build(language: Language): Promise<void> {
  const out = joinPath(BUILT, language.folder)
  const stamp = joinPath(out, 'built-of')
  const hash = await sourceHash(language)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out, { recursive: true })
  await run(joinPath(CLIENTS, language.folder, 'build.sh'), [out], { timeout: BUILD_MS_MAX, maxBuffer: 2 ** 24 })
  writeFileSync(stamp, hash)
}

/** Runs a client and reads what it says. */
async function play(
  language: Language,
  protocol: ProtocolName,
  transport: TransportName,
  port: string,
): Promise<Outcome> {
  const client = joinPath(BUILT, language.folder, 'client')
  const args = [port, protocol, transport, randomBytes(16).toString('hex')]
  const env = { ...process.env, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' }
  let said: string
  try {
    said = (await run(client, args, { timeout: RUN_MS_MAX, env })).stdout
  } catch (error) {
    const { stdout, stderr, message } = error as Error & { stdout?: string; stderr?: string }
    return { wrong: `${stdout ?? ''}${stderr || message}` }
  }
  return judge(language, said.trimEnd().split('\n'))
}

function judge({ plays }: Language, lines: readonly string[]): Outcome {
  if (lines[0]?.startsWith('lacks ') === true) return { lacks: lines[0].slice('lacks '.length) }
  const expected = plays ? [...ARRIVES, ...PLAYS] : ARRIVES
  for (const [i, [step, facts]] of expected.entries()) {
    const line = lines[i] ?? ''
    const at = line.indexOf(' ')
    if (line.slice(0, at) !== step || !facts.test(line.slice(at + 1))) {
      return { wrong: `step ${i + 1} should be "${step} ${facts}", it was "${line}"` }
    }
    if (step === 'info' && Math.abs(Number(line.split(' ').at(-1)) - Date.now()) > CLOCK_MS_MAX) {
      return { wrong: `the server's clock came as another time: "${line}"` }
    }
  }
  const more = lines.length - expected.length
  return more === 0 ? { steps: expected.length } : { wrong: `said ${more} lines more: "${lines[expected.length]}"` }
}

/** Thrift's own version of a language's library, without Debian's. */
async function versionOf({ library }: Language): Promise<string> {
  const { stdout } = await run('dpkg-query', ['-W', library])
  return /\t([^-]+)/.exec(stdout)?.[1] ?? 'of no version'
}

interface Row {
  readonly language: Language
  readonly version: string
  /** In the order of CELLS. */
  readonly outcomes: readonly Outcome[]
}

/** Builds a client and runs it in every way. */
async function tryOut(language: Language, ports: Readonly<Record<TransportName, string>>): Promise<Row> {
  const version = await versionOf(language)
  const outcomes: Outcome[] = []
  try {
    await build(language)
    for (const [protocol, transport] of CELLS) {
      outcomes.push(await play(language, protocol, transport, ports[transport]))
    }
  } catch (error) {
    outcomes.push(...CELLS.map(() => ({ wrong: `does not build: ${(error as Error).message}` })))
  }
  return { language, version, outcomes }
}

async function tryOutAll(): Promise<readonly Row[]> {
  const server = createServer({ games: [arena], ...ANY_PORT, logLevel: 'silent', addressLimits: false })
  const { thrift, http } = await server.listen()
  const ports = { tcp: new URL(thrift).port, http: new URL(http).port }
  const rows: Row[] = []
  for (const language of LANGUAGES) rows.push(await tryOut(language, ports))
  await server.stop()
  return rows
}

/** A table row for each language, as in the document. */
function matrixOf(rows: readonly Row[]): string {
  const head = ['language', 'Debian 12 library', ...CELLS.map(([protocol, transport]) => `${protocol}, ${transport}`)]
  const lines = rows.map(({ language, version, outcomes }) => {
    const cells = outcomes.map((outcome) => {
      if ('steps' in outcome) return `${outcome.steps} steps`
      return 'lacks' in outcome ? outcome.lacks : 'WRONG'
    })
    return [language.name, `${language.library} ${version}`, ...cells]
  })
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

/** What went wrong, each with where. */
function problemsOf(rows: readonly Row[]): string[] {
  return rows.flatMap(({ language, outcomes }) =>
    outcomes.flatMap((outcome, i) =>
      'wrong' in outcome ? [`${language.name}, ${CELLS[i]!.join(', ')}: ${outcome.wrong}`] : [],
    ),
  )
}

/** Whether the document shows this matrix; `--write` puts it there. */
function documents(matrix: string): boolean {
  const text = readFileSync(DOCUMENT, 'utf8')
  const changed = text.replace(/^\| language .*\n(\|.*\n)*/m, `${matrix}\n`)
  if (process.argv.includes('--write')) writeFileSync(DOCUMENT, changed)
  else if (changed !== text) return false
  return true
}

async function main(): Promise<number> {
  const rows = await tryOutAll()
  const matrix = matrixOf(rows)
  console.log(matrix)
  const problems = problemsOf(rows)
  const right = rows.flatMap(({ outcomes }) => outcomes.filter((outcome) => 'steps' in outcome)).length
  const documented = documents(matrix)
  if (!documented) problems.push('docs/INTEROP.md shows another matrix. If this one is right: make interop WRITE=1')
  for (const problem of problems) console.error(problem)
  console.log(`${right + Number(documented)} passed, ${problems.length} failed`)
  return problems.length === 0 ? 0 : 1
}

process.exitCode = await main()
