// Counts the assertions of a raw TAP stream and says so in one line, `N passed, N failed`; exits 1 when one failed or none
// ran. A subtest's own line repeats its assertions and does not count.

import { readFileSync } from 'node:fs'

const lines = readFileSync(process.argv[2], 'utf8').split('\n')
const indentOf = (line) => line.length - line.trimStart().length

let passed = 0
let failed = 0
let skipped = 0
// A point closes a subtest when deeper points came since the last one of its own depth or less.
let deepest = -1
for (const line of lines) {
  const point = /^\s*(not )?ok\b(.*)$/.exec(line)
  if (point === null) continue
  const depth = indentOf(line)
  const closes = deepest > depth
  deepest = depth
  if (closes && point[1] === undefined) continue
  if (/# (skip|todo)/i.test(point[2])) skipped++
  else if (point[1] !== undefined) failed += closes ? 0 : 1
  else passed++
}
// A test file that dies without a failing assertion still fails as a whole.
if (failed === 0 && /^not ok/m.test(lines.join('\n'))) failed = 1

console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0
