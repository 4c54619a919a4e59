import t from 'tap'
import { cleanDisplayName, guestName } from './display-name.js'
import { DEVICE_ID, testSessions } from './testing.js'

t.test('names are cleaned, cut, and given to those without', async (t) => {
  const cases: [string, string | undefined][] = [
    ['Ada', 'Ada'],
    ['  Ada \n Lovelace\t', 'Ada Lovelace'],
    ['A\u0000d\u0007a\u200b\u202e', 'Ada'],
    ['e\u0301', '\u00e9'],
    ['x'.repeat(40), 'x'.repeat(24)],
    [`${'x'.repeat(23)} y`, 'x'.repeat(23)],
    ['🙂'.repeat(30), '🙂'.repeat(24)],
    ['\ud800', undefined],
    [' \u200b ', undefined],
    ['', undefined],
  ]
  for (const [name, expected] of cases) t.equal(cleanDisplayName(name), expected)
  t.match(guestName('abc'), /^Guest-\d{4}$/)
  t.equal(guestName('abc'), guestName('abc'))
  const { login } = testSessions()
  t.match((await login(DEVICE_ID, 'a', '\u0000')).displayName, /^Guest-\d{4}$/)
  t.equal((await login(DEVICE_ID, 'a', ' Eve ')).displayName, 'Eve')
})
