// The command line: what is taken, and that each mistake names its flag.

import t from 'tap'
import { BENCHES_BY_DEFAULT, commandOf, type Options, parseOptions } from './options.js'

function options(...args: string[]): Options {
  const parsed = parseOptions(args)
  if (parsed === 'help') throw new Error('asked for help')
  return parsed
}

t.test('without flags every bench runs but what needs root', async (t) => {
  t.same(options(), { only: BENCHES_BY_DEFAULT, full: false, out: undefined, publish: false })
})

t.test('--only takes names in any order and runs them in theirs', async (t) => {
  t.same(options('--only', 'scale, rpc').only, ['rpc', 'scale'])
  t.same(options('--only', 'rpc,rpc').only, ['rpc'])
})

t.test('the command to repeat a run says what shapes its figures', async (t) => {
  t.equal(commandOf(options()), 'make bench')
  t.equal(commandOf(options('--only', 'freeze')), 'make bench ONLY=freeze')
  t.equal(commandOf(options('--only', 'codec,rpc', '--full', '--publish')), 'make bench ONLY=rpc,codec FULL=1')
})

t.test('--help is asked for', async (t) => {
  t.equal(parseOptions(['-h']), 'help')
})

const MISUSE: readonly (readonly [string[], RegExp])[] = [
  [['--only', 'rcp'], /--only: there is no bench "rcp"; there are floor, colyseus, rpc/],
  [['--only', ''], /--only: there is no bench ""/],
  [['--fast'], /--fast/],
]

t.test('a mistake is one line that names the flag', async (t) => {
  for (const [args, message] of MISUSE) t.throws(() => parseOptions(args), { message }, args.join(' '))
})
