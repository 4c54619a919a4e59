// The command line: what is taken, and that each mistake names its flag.

import t from 'tap'
import { parseOptions } from './options.js'

t.test('without flags it is 200 bots for 10 seconds against a server of its own', async (t) => {
  t.same(parseOptions([]), { bots: 200, seconds: 10, callers: 4, server: undefined, out: undefined })
})

t.test('a running server is asked for its metrics on the default port, or where --admin says', async (t) => {
  const serverOf = (...args: string[]) => {
    const options = parseOptions(args)
    return options === 'help' ? undefined : options.server
  }
  t.same(serverOf('--url', 'http://10.0.0.5:7777'), {
    url: 'http://10.0.0.5:7777/',
    metricsUrl: 'http://10.0.0.5:9091/metrics',
  })
  const admin = 'http://127.0.0.1:9999/metrics'
  t.same(serverOf('--url', 'https://arena.example', '--admin', admin)?.metricsUrl, admin)
})

t.test('--help is asked for', async (t) => {
  t.equal(parseOptions(['--help']), 'help')
})

const MISUSE: readonly (readonly [string[], RegExp])[] = [
  [['--bots', '0'], /--bots: "0" is no whole number of 1 to/],
  [['--bots', ''], /--bots: "" is no whole number/],
  [['--bots', '1.5'], /--bots: "1.5"/],
  [['--bots', '10001'], /--bots: "10001"/],
  [['--seconds', 'x'], /--seconds: "x"/],
  [['--rpc', '-1'], /--rpc/],
  [['--rpc', '257'], /--rpc: "257"/],
  [['--url', 'nowhere'], /--url: "nowhere" is no URL; write it like http/],
  [['--url', 'ws://127.0.0.1:7777'], /--url: "ws:/],
  [['--admin', 'http://127.0.0.1:9091/metrics'], /--admin: belongs to the server of --url/],
  [['--bot', '3'], /--bot/],
]

t.test('a mistake is one line that names the flag', async (t) => {
  for (const [args, message] of MISUSE) t.throws(() => parseOptions(args), { message }, args.join(' '))
})
