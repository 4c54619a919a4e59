import t from 'tap'
import { LiveConfig, oneOf, wholeNumber } from './live-config.js'

function config() {
  const applied: string[] = []
  const settings = [
    {
      key: 'doors',
      value: 'open',
      help: '',
      problemOf: oneOf(['open', 'shut']),
      apply: (v: string) => applied.push(v),
    },
    { key: 'drain.deadlineMs', value: '5', help: '', problemOf: wholeNumber(1, 10) },
    { key: 'region', value: 'here', help: '' },
  ]
  return { config: new LiveConfig(settings), applied }
}

t.test('a change takes effect, counts the version up, and keeps what the server was started with', async (t) => {
  const { config: live, applied } = config()
  t.match(live.set('doors', 'shut', 1), { value: 'shut', fallback: 'open', version: 2, live: true })
  t.same(applied, ['shut'])
  t.match(live.get('doors'), { value: 'shut', version: 2 })
  t.same(
    live.list('d').map(({ key }) => key),
    ['doors', 'drain.deadlineMs'],
  )
})

t.test('of two changes based on one version the second is refused', async (t) => {
  const { config: live, applied } = config()
  live.set('doors', 'shut', 1)
  t.throws(() => live.set('doors', 'open', 1), { code: 5, message: /has version 2, not 1/ })
  t.same(applied, ['shut'])
})

t.test('what does not fit, is not live, or does not exist is refused and changes nothing', async (t) => {
  const { config: live, applied } = config()
  t.throws(() => live.set('doors', 'ajar', 1), { code: 1, message: /"ajar" is none of open, shut/ })
  for (const value of ['0', '11', '5.5', '-1', '', '1e1'])
    t.throws(() => live.set('drain.deadlineMs', value, 1), { code: 1 })
  t.throws(() => live.set('region', 'there', 1), { code: 1, message: /takes a restart/ })
  t.throws(() => live.set('colour', 'red', 1), { name: 'NotFoundError' })
  t.match(live.proposed('doors', 'shut', 1), { value: 'shut', version: 2 }, 'a proposal is checked alike')
  t.match(live.get('doors'), { value: 'open', version: 1 }, 'and changes nothing')
  t.same(applied, [])
})
