// SECURITY-MODEL.md names the test that proves each limit: a test that was renamed or is gone must not go on proving things.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { TARGETS } from './fuzz/targets.js'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

/** Where tests of what the model speaks of lie. */
const FOLDERS = ['protocol/src', 'server/src', 'cli/src', 'test/src']

interface Proof {
  /** As the document names it: the end of a path, without `.test.ts`. */
  readonly file: string
  /** Of one of its tests; empty: the whole file. */
  readonly name: string
}

/** The last cell of each row of the attacks' tables: "`file`: name; `file`". */
function proofsOf(document: string): Proof[] {
  const attacks = document.slice(document.indexOf('## Attacks'), document.indexOf('## Not covered'))
  const rows = attacks.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| attack |'))
  return rows.flatMap((row) => {
    const proofs = row
      .split(' | ')
      .at(-1)!
      .replace(/ \|$/, '')
      .split(/; (?=`)/)
    return proofs.map((proof) => {
      const [, file = '', name = ''] = /^`([\w/-]+)`(?:: (.+))?$/.exec(proof) ?? []
      return { file, name }
    })
  })
}

/** Names of tests as the sources write them, all on one line. */
function testsOf(path: string): string {
  return readFileSync(path, 'utf8').replaceAll('\\', '').replace(/\s+/g, ' ')
}

t.test('every test that the security model names is there', async (t) => {
  const files = FOLDERS.flatMap((folder) => {
    const paths = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    return paths.map((path) => join(ROOT, folder, path)).filter((path) => path.endsWith('.test.ts'))
  })
  const proofs = proofsOf(readFileSync(join(ROOT, 'docs/SECURITY-MODEL.md'), 'utf8'))
  t.ok(proofs.length > 60, `${proofs.length} are named`)
  for (const { file, name } of proofs) {
    const named = files.filter((path) => path.endsWith(`/${file}.test.ts`))
    const isTarget = file === 'fuzz' && TARGETS.some((target) => target.name === name)
    t.ok(isTarget || named.some((path) => testsOf(path).includes(name)), `${file}: ${name}`)
  }
})
