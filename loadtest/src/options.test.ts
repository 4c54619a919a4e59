// The command line: what is taken, and that each mistake names its flag.

import t from 'tap'
import { HELP, type Options, parseOptions } from './options.js'
import { SCENARIOS } from './scenarios/index.js'

function parsed(...args: string[]): Options {
  const options = parseOptions(args)
  if (options === 'help') throw new Error('help')
  return options
}

t.test('without flags it is the movement of 200 bots for 10 seconds, against a server of its own', async (t) => {
  const { scenario, ...others } = parsed()
  t.equal(scenario.name, 'movement')
  t.same(others, { bots: 200, seconds: 10, hz: undefined, server: undefined, out: undefined })
})

t.test('a scenario brings its own figures, and flags beat them', async (t) => {
  t.match(parsed('--scenario', 'soak'), { bots: 200, seconds: 600 })
  t.match(parsed('--scenario', 'soak', '--minutes', '2', '--bots', '7'), { bots: 7, seconds: 120 })
  t.match(parsed('--scenario', 'rpc', '--seconds', '3'), { bots: 100, seconds: 3 })
})

t.test('every scenario stands in the help, by its name', async (t) => {
  t.same([...SCENARIOS.keys()].sort(), [
    'churn',
    'crowd',
    'join-storm',
    'movement',
    'roam',
    'rpc',
    'slow-consumers',
    'soak',
  ])
  for (const [name, { title }] of SCENARIOS) t.match(HELP, new RegExp(`  ${name} +${title.slice(0, 20)}`))
})

t.test('a running server is asked for its metrics on the default port, or where --admin says', async (t) => {
  t.same(parsed('--url', 'http://10.0.0.5:7777').server, {
    url: 'http://10.0.0.5:7777/',
    metricsUrl: 'http://10.0.0.5:9091/metrics',
  })
  const admin = 'http://127.0.0.1:9999/metrics'
  t.same(parsed('--url', 'https://arena.example', '--admin', admin).server?.metricsUrl, admin)
})

t.test('--help is asked for', async (t) => {
  t.equal(parseOptions(['--help']), 'help')
})

const MISUSE: readonly (readonly [string[], RegExp])[] = [
  [['--scenario', 'chaos'], /--scenario: "chaos" is none of movement, crowd/],
  [['--bots', '0'], /--bots: "0" is no whole number of 1 to/],
  [['--bots', ''], /--bots: "" is no whole number/],
  [['--bots', '1.5'], /--bots: "1.5"/],
  [['--bots', '10001'], /--bots: "10001"/],
  [['--seconds', 'x'], /--seconds: "x"/],
  [['--minutes', '0'], /--minutes: "0"/],
  [['--minutes', '1', '--seconds', '1'], /--minutes: says the same as --seconds/],
  [['--hz', '256'], /--hz: "256"/],
  [['--hz', '60', '--url', 'http://127.0.0.1:7777'], /--hz: a server that runs already has its rate/],
  [['--url', 'nowhere'], /--url: "nowhere" is no URL; write it like http/],
  [['--url', 'ws://127.0.0.1:7777'], /--url: "ws:/],
  [['--admin', 'http://127.0.0.1:9091/metrics'], /--admin: belongs to the server of --url/],
  [['--bot', '3'], /--bot/],
]

t.test('a mistake is one line that names the flag', async (t) => {
  for (const [args, message] of MISUSE) t.throws(() => parseOptions(args), { message }, args.join(' '))
})
