// Command lines of `tickwire queue` that make no sense, told before anybody is asked.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { runCommand } from './command.js'
import { queue } from './queues.js'

const DUEL = { name: 'duel', roomKind: 'arena', teams: [] }

t.test('what is wrong is one line, and exit code 2', async (t) => {
  const folder = t.testdir({ token: 'x' })
  const file = (name: string, value: unknown): string => {
    const path = join(folder, name)
    writeFileSync(path, JSON.stringify(value))
    return path
  }
  const good = file('good.json', DUEL)
  const why = ['--why', 'a test']
  const cases: [string[], RegExp][] = [
    [['fly', 'duel'], /queue does not fly/],
    [['edit', 'duel', ...why], /queue edit wants NAME and FILE/],
    [['edit', 'duel', good], /say why/],
    [['edit', 'duel', 'nowhere.json', ...why], /nowhere\.json is no JSON file/],
    [['edit', 'other', good, ...why], /has no queue "other"/],
    [['edit', 'duel', file('odd.json', { ...DUEL, cycle: 1 }), ...why], /\.cycle: no such field/],
    [['try', file('two.json', [DUEL, DUEL])], /has 2 queues: name one/],
    [['pause', ...why], /queue pause wants NAME/],
  ]
  for (const [line, said] of cases) {
    const written = t.capture(process.stderr, 'write', () => true)
    const code = await runCommand(queue, [...line, '--token-file', join(folder, 'token')])
    written.restore()
    t.equal(code, 2, line.join(' '))
    t.match(String(written()[0]?.args[0]), said)
  }
})
