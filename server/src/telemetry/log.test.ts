import t from 'tap'
import { LimitedLog, LOG_LINES_PER_MINUTE_MAX } from './log.js'

t.test('a class of lines is limited a minute, and the next minute says what was left out', async (t) => {
  let nowMs = 0
  const lines: string[] = []
  const write = (fields: object, message: string): void => {
    lines.push(`${message} ${JSON.stringify(fields)}`)
  }
  const log = new LimitedLog({ info: write, warn: write, error: write } as never, () => nowMs)
  for (let i = 0; i < 100; i++) log.error({ i }, 'call failed')
  log.info({}, 'seat taken')
  t.equal(lines.length, LOG_LINES_PER_MINUTE_MAX + 1, 'another class has lines of its own')
  nowMs = 60_000
  log.warn({ i: 100 }, 'call failed')
  t.match(lines.at(-2), `{"kind":"call failed","suppressed":${100 - LOG_LINES_PER_MINUTE_MAX}}`)
  t.equal(lines.at(-1), 'call failed {"i":100}')
})
