import t from 'tap'
import type { CommandQueue } from './command-queue.js'
import { MAILBOX_MAX, Mailbox, type MailboxJob } from './mailbox.js'
import { SEAT_TOKENS_MAX, SeatTokens } from './seat-tokens.js'
import { SEAT_TOKEN_MS, Seats } from './seats.js'

const noCommands = {} as CommandQueue

t.test('seats are given out lowest first and come back', async (t) => {
  const seats = new Seats(3)
  const [a, b, c] = ['a', 'b', 'c'].map((player) =>
    seats.reserve({ playerId: player, displayName: player }, 0, noCommands),
  )
  t.same([a?.number, b?.number, c?.number], [0, 1, 2])
  t.ok(seats.isFull)
  seats.release(b!)
  t.equal(seats.of('b'), undefined)
  t.equal(seats.reserve({ playerId: 'd', displayName: 'd' }, 0, noCommands).number, 1)
  t.same(
    [...seats.all()].map(({ playerId }) => playerId),
    ['a', 'd', 'c'],
  )
})

t.test('a seat token is good once, for its room and player, for its time', async (t) => {
  let made = 0
  const tokens = new SeatTokens(
    () => `token-${++made}`,
    () => t.fail('evicted'),
  )
  const token = tokens.issue({ roomId: 'r', playerId: 'p' }, 0)
  t.equal(tokens.redeem('forged', 1), 'invalid')
  t.match(tokens.redeem(token, SEAT_TOKEN_MS - 1), { roomId: 'r', playerId: 'p' })
  t.equal(tokens.redeem(token, SEAT_TOKEN_MS - 1), 'used')
  const late = tokens.issue({ roomId: 'r', playerId: 'p' }, 0)
  t.equal(tokens.redeem(late, SEAT_TOKEN_MS), 'expired')
  tokens.issue({ roomId: 'r', playerId: 'p' }, 3 * SEAT_TOKEN_MS)
  t.equal(tokens.redeem(token, 3 * SEAT_TOKEN_MS), 'invalid', 'old ones are forgotten')
})

t.test('so many tokens are remembered; one more ends the oldest early, which is told', async (t) => {
  let made = 0
  let evicted = 0
  const tokens = new SeatTokens(
    () => `token-${++made}`,
    () => evicted++,
  )
  for (let i = 0; i < SEAT_TOKENS_MAX; i++) tokens.issue({ roomId: 'r', playerId: 'p' }, 0)
  t.equal(evicted, 0)
  tokens.issue({ roomId: 'r', playerId: 'p' }, 0)
  t.equal(evicted, 1)
  t.equal(tokens.redeem('token-1', 1), 'invalid')
  t.match(tokens.redeem('token-2', 1), { roomId: 'r' })
})

t.test('jobs run in order in one tick, answer after it, and jobs that they cause wait for the next', async (t) => {
  const mailbox = new Mailbox()
  const said: string[] = []
  const job = (name: string, onRun = () => {}): MailboxJob => ({
    isReady: () => true,
    run: (tick) => {
      said.push(`run ${name} ${tick}`)
      onRun()
    },
    answer: (tick) => said.push(`answer ${name} ${tick}`),
    abandon: () => said.push(`abandon ${name}`),
  })
  mailbox.put(job('a', () => mailbox.put(job('later'))))
  mailbox.put(job('b'))
  mailbox.drain(1)
  mailbox.reply(1)
  t.same(said.splice(0), ['run a 1', 'run b 1', 'answer a 1', 'answer b 1'])
  mailbox.drain(2)
  mailbox.abandon()
  t.same(said, ['run later 2', 'abandon later'])
})

t.test('a job that is not ready waits for a later tick, and the others do not wait for it', async (t) => {
  const mailbox = new Mailbox()
  const said: string[] = []
  let admitted = false
  const job = (name: string, isReady: () => boolean): MailboxJob => ({
    isReady,
    run: (tick) => said.push(`run ${name} ${tick}`),
    answer: (tick) => said.push(`answer ${name} ${tick}`),
    abandon: () => {},
  })
  mailbox.put(job('a', () => admitted))
  mailbox.put(job('b', () => true))
  mailbox.put(job('c', () => admitted))
  mailbox.drain(1)
  mailbox.reply(1)
  t.same(said.splice(0), ['run b 1', 'answer b 1'])
  mailbox.put(job('d', () => true))
  admitted = true
  mailbox.drain(2)
  mailbox.reply(2)
  t.same(said, ['run a 2', 'run c 2', 'run d 2', 'answer a 2', 'answer c 2', 'answer d 2'])
})

t.test('a mailbox is full at its limit', async (t) => {
  const mailbox = new Mailbox()
  for (let i = 0; i < MAILBOX_MAX; i++) {
    t.equal(mailbox.isFull, false)
    mailbox.put({ isReady: () => true, run: () => {}, answer: () => {}, abandon: () => {} })
  }
  t.equal(mailbox.isFull, true)
})
