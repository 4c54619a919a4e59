import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { helpOf, runCommand } from './command.js'
import { OPERATOR_COMMANDS } from './index.js'

/** Nobody listens there. */
const NOWHERE = 'http://127.0.0.1:9'

/** Runs a command line in this process; what it says of itself is one line. */
async function run(t: Test, name: string, ...line: string[]): Promise<{ code: number; err: string }> {
  const said = t.capture(process.stderr, 'write', () => true)
  const code = await runCommand(OPERATOR_COMMANDS.find((command) => command.name === name)!, line)
  return {
    code,
    err: said()
      .map(({ args }) => String(args[0]))
      .join(''),
  }
}

t.test('every mistake on the command line is one line, and exit code 2', async (t) => {
  const tokenFile = join(t.testdir({ token: 'x' }), 'token')
  const token = ['--token-file', tokenFile]
  const cases: [string[], RegExp][] = [
    [['kick', ...token], /^tickwire kick: PLAYER is missing; see tickwire kick --help\n$/],
    [['kick', 'p1', ...token], /^tickwire kick: this changes something: say why, --why TEXT\n$/],
    [['kick', 'p1', 'p2', ...token], /"p2" is one argument too many/],
    [['status', '--why', 'x', ...token], /--why/],
    [['status', '--url', 'here', ...token], /--url: "here" is no address; write it like http:/],
    [['status', '--token-file', join(t.testdirName, 'none')], /no operator token at .*none; give --token-file/],
    [['audit', '--limit', 'all', ...token], /--limit: "all" is no whole number/],
    [['ban', 'p1', '--lift', 'ban-1', '--why', 'x', ...token], /either a PLAYER or --lift BAN/],
  ]
  for (const [[name, ...line], err] of cases) t.match(await run(t, name!, ...line), { code: 2, err })
})

t.test('without a server: exit code 3', async (t) => {
  const tokenFile = join(t.testdir({}), 'token')
  writeFileSync(tokenFile, 'x')
  const ended = await run(t, 'status', '--url', NOWHERE, '--token-file', tokenFile)
  t.match(ended, { code: 3, err: /^tickwire status: no server answers at http:\/\/127.0.0.1:9: / })
})

t.test('every command says how it is used', async (t) => {
  for (const command of OPERATOR_COMMANDS) {
    const help = helpOf(command)
    t.match(help, new RegExp(`^Usage: tickwire ${command.name}\\b`))
    for (const flag of Object.keys(command.flags)) t.match(help, `--${flag}`)
    t.equal(help.includes('--dry-run'), command.writes !== 'never')
  }
})
