// Small rules that no linter here has: pure folders touch no clock, timer or chance; simulations use only maths that every
// engine computes to the same bit; nothing is left unfinished. Run by `make lint`; its own cases run first, so that a
// rule that catches nothing is noticed.

import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

const EXACT_MATHS = 'abs|min|max|floor|ceil|round|trunc|sqrt|imul|fround|clz32|sign'

/** Each rule: where it holds, what it forbids, what to do instead, and a line that it must catch. */
const RULES = [
  {
    where:
      /^(simulation|protocol|server\/src\/(session|finder|events|groups|chat|admin|matchmaking|rooms|replication)|games\/[^/]+\/src\/simulation)(\/|\.ts$)/,
    forbids: /\b(Date\.now|new Date\b|performance\.now|Math\.random|setTimeout|setInterval|setImmediate)\b/,
    instead: 'take time and chance as arguments',
    catches: 'const now = Date.now()',
  },
  {
    where: /^(simulation\/src|games\/[^/]+\/src\/simulation)(\/|\.ts$)/,
    forbids: new RegExp(`\\bMath\\.(?!(${EXACT_MATHS})\\b)[a-z]\\w*`),
    instead: 'use simmath: other Math functions differ between engines',
    catches: 'x += Math.cos(heading)',
  },
  {
    where: /\.(ts|mjs|cjs)$/,
    forbids: /\b(TODO|FIXME|XXX|HACK)\b|@ts-(ignore|nocheck)|\bas any\b|\.only\(|biome-ignore/,
    instead: 'finish it, or open an issue',
    catches: '// TODO later',
  },
]

for (const rule of RULES) {
  if (!rule.forbids.test(rule.catches)) throw new Error(`the tidy rule ${rule.forbids} catches nothing`)
}

const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.ts', '*.mjs', '*.cjs'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== 'tools/tidy.mjs' && existsSync(path) && !path.includes('/apache/'))

let found = 0
for (const path of files) {
  const rules = RULES.filter(
    ({ where }) => where.test(path) && !(path.endsWith('.test.ts') && where.source.startsWith('^')),
  )
  readFileSync(path, 'utf8')
    .split('\n')
    .forEach((line, i) => {
      if (/^\s*(\/\/|\*|\/\*)/.test(line) && !/TODO|FIXME|XXX|HACK|biome-ignore|@ts-/.test(line)) return
      for (const { forbids, instead } of rules) {
        const match = forbids.exec(line)
        if (match === null) continue
        found++
        console.error(`${path}:${i + 1}:${match.index + 1}  ${match[0]}: ${instead}`)
      }
    })
}
console.log(`tidy: ${files.length} files, ${found} problems`)
process.exitCode = found === 0 ? 0 : 1
