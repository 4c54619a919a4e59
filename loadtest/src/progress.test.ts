// Progress on a terminal and in a log file.

import t from 'tap'
import { bar, Progress } from './progress.js'

t.test('a terminal has one line that is rewritten and cleared in the end', async (t) => {
  let written = ''
  const progress = new Progress({ isTTY: true, write: (text) => (written += text) }, () => 0)
  progress.show('joining', '1/2')
  progress.show('joining', '2/2')
  progress.end()
  t.equal(written, '\r\x1b[2Kjoining    1/2\r\x1b[2Kjoining    2/2\r\x1b[2K')
})

t.test('elsewhere each phase has a line at once and another every 2 s', async (t) => {
  const lines: string[] = []
  let nowMs = 0
  const progress = new Progress({ write: (text) => lines.push(text) }, () => nowMs)
  for (; nowMs <= 5000; nowMs += 500) progress.show('measuring', String(nowMs))
  progress.show('calling', '')
  progress.end()
  t.same(lines, ['measuring  0\n', 'measuring  2000\n', 'measuring  4000\n', 'calling    \n'])
})

t.test('a bar fills and never overflows', async (t) => {
  t.equal(bar(0), `[${'.'.repeat(24)}]`)
  t.equal(bar(0.5), `[${'#'.repeat(12)}${'.'.repeat(12)}]`)
  t.equal(bar(1.2), `[${'#'.repeat(24)}]`)
})
