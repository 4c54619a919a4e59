// docs/GAME-GUIDE.md shows the whole of games/tag: each of its blocks that names a file is a piece of it, line by line, and the
// pieces leave nothing out. CI compiles and plays the game, so the guide's code runs.

import { readFileSync } from 'node:fs'
import t from 'tap'

/** Shown whole; of other files a block may be an excerpt. */
const SHOWN_WHOLE = [
  'games/tag/tag.thrift',
  'games/tag/src/simulation.ts',
  'games/tag/src/game.ts',
  'games/tag/src/web/main.ts',
  'games/tag/src/web/index.html',
]

const LINES_MAX = 200

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')

interface Block {
  readonly path: string
  readonly code: string
}

/** Blocks whose first line names a file: "```ts games/tag/src/game.ts". */
function blocksOf(guide: string): Block[] {
  const fenced = /^```\w+ (\S+)\n(.*?)\n```$/gms
  return [...guide.matchAll(fenced)].map(([, path, code]) => ({ path: path!, code: code! }))
}

const blocks = blocksOf(read('docs/GAME-GUIDE.md'))

t.test('each block is what its file says', async (t) => {
  t.ok(blocks.length > 10)
  for (const { path, code } of blocks) {
    t.ok(`\n${read(path)}`.includes(`\n${code}\n`), `${path}: change the guide or the file: ${code.split('\n')[0]}`)
  }
})

t.test('nothing of the game is left out', async (t) => {
  for (const path of SHOWN_WHOLE) {
    const shown = blocks.filter((block) => block.path === path).map(({ code }) => code)
    const withoutBlankLines = (text: string) => text.split('\n').filter((line) => line.trim() !== '')
    t.same(withoutBlankLines(shown.join('\n')), withoutBlankLines(read(path)), path)
  }
})

t.test('IDL, simulation and client have at most 200 lines', async (t) => {
  const files = ['games/tag/tag.thrift', 'games/tag/src/simulation.ts', 'games/tag/src/web/main.ts']
  const lines = files.map((path) => read(path).trimEnd().split('\n').length)
  t.ok(
    lines.reduce((sum, count) => sum + count) <= LINES_MAX,
    lines.map((count, i) => `${files[i]} ${count}`).join(', '),
  )
})
