import t from 'tap'
import { SteppedScheduler } from '../events/testing.js'
import {
  OPERATOR_ACCESS_MS,
  OPERATOR_ACCESSES_MAX,
  OPERATOR_FAILURES_MAX,
  OPERATOR_FAILURES_PER_MS,
  OPERATOR_TOKEN_CHARS_MAX,
  Operators,
} from './operators.js'

const ADA = { name: 'ada', role: 'admin', token: 'a'.repeat(40) } as const
const BEN = { name: 'ben', role: 'viewer', token: 'b'.repeat(40) } as const
const HERE = '192.0.2.1'

function operatorsOf() {
  const clock = new SteppedScheduler()
  const failures: string[] = []
  const hashed: string[] = []
  let tokens = 0
  const operators = new Operators({
    operators: [ADA, BEN],
    hash: (text) => {
      hashed.push(text)
      return [...text].reverse().join('').padEnd(44, '=')
    },
    randomToken: () => `access-${++tokens}`,
    nowMs: () => clock.nowMs(),
    onFailure: (address) => failures.push(address),
  })
  return { operators, clock, failures, hashed }
}

t.test("a token says who its operator is, and gives an hour's access token that says the same", async (t) => {
  const { operators, clock } = operatorsOf()
  t.same(operators.authenticate(ADA.token, HERE), { name: 'ada', role: 'admin' })
  const grant = operators.login(BEN.token, HERE)
  t.match(grant, { name: 'ben', role: 'viewer', accessExpiresInMs: OPERATOR_ACCESS_MS })
  t.same(operators.authenticate(grant.accessToken, HERE), { name: 'ben', role: 'viewer' })
  t.throws(() => operators.login(grant.accessToken, HERE), { code: 2 }, 'an access token makes no other')
  clock.step(OPERATOR_ACCESS_MS)
  t.throws(() => operators.authenticate(grant.accessToken, HERE), { code: 2 })
})

t.test('logging out ends the access tokens of that operator alone', async (t) => {
  const { operators } = operatorsOf()
  const [ada, ben] = [operators.login(ADA.token, HERE), operators.login(BEN.token, HERE)]
  operators.logout(ada)
  t.throws(() => operators.authenticate(ada.accessToken, HERE), { code: 2 })
  t.equal(operators.authenticate(ben.accessToken, HERE).name, 'ben')
})

t.test('access tokens are bounded: the oldest ends', async (t) => {
  const { operators } = operatorsOf()
  const first = operators.login(ADA.token, HERE)
  for (let i = 0; i < OPERATOR_ACCESSES_MAX; i++) operators.login(ADA.token, HERE)
  t.throws(() => operators.authenticate(first.accessToken, HERE), { code: 2 })
})

t.test(
  'guessing is slow: after ten wrong tokens an address waits, whatever it shows, and no more are told',
  async (t) => {
    const { operators, clock, failures } = operatorsOf()
    for (let i = 0; i < OPERATOR_FAILURES_MAX; i++) {
      t.throws(() => operators.authenticate(`${ADA.token.slice(1)}${i}`, HERE), { code: 2 })
    }
    t.throws(() => operators.login(ADA.token, HERE), { code: 7, details: { retryAfterMs: OPERATOR_FAILURES_PER_MS } })
    t.equal(failures.length, OPERATOR_FAILURES_MAX)
    t.equal(operators.login(ADA.token, '192.0.2.2').name, 'ada', 'another address is not kept out')
    clock.step(OPERATOR_FAILURES_PER_MS)
    t.equal(operators.login(ADA.token, HERE).name, 'ada')
  },
)

t.test('what is too long to be a token is refused without being hashed', async (t) => {
  const { operators, hashed } = operatorsOf()
  const before = hashed.length
  t.throws(() => operators.login('x'.repeat(OPERATOR_TOKEN_CHARS_MAX + 1), HERE), { code: 2 })
  t.equal(hashed.length, before)
})
