// The feed of events: one poll pending while somebody listens, nothing lost or told twice with a connection, and no storm of
// polls whatever the server answers.

import type { EventBatch, EventBody } from '@tickwire/gen-nodejs/events.types.js'
import t from 'tap'
import { flushed, SteppedScheduler } from './bench.test.helper.js'
import { closedError, closedFromCode } from './errors.js'
import { CROWDED_PAUSE_MS, EventFeed } from './event-feed.js'

/** What the server answers to one poll. */
interface Poll {
  readonly after: number
  readonly answer: (batch: Partial<EventBatch>) => Promise<void>
  readonly fail: (error: Error) => Promise<void>
}

function start() {
  const scheduler = new SteppedScheduler()
  const polls: Poll[] = []
  const errors: unknown[] = []
  const over = { value: false }
  const poll = (after: number) =>
    new Promise<EventBatch>((resolve, reject) => {
      polls.push({
        after,
        answer: (batch) => {
          resolve({ events: [], upTo: after, lost: false, ...batch })
          return flushed()
        },
        fail: (error) => {
          reject(error)
          return flushed()
        },
      })
    })
  const retry = { scheduler, random: () => 0.5, isOver: () => over.value }
  const feed = new EventFeed({ poll }, retry, (error) => errors.push(error))
  return { scheduler, polls, errors, over, feed }
}

const notice = (text: string): EventBody => ({ notice: { text, severity: 'info' } })
const LOST = closedError(closedFromCode(1_006, ''))

t.test('polls once logged in and listened to, one at a time, each from where the last one ended', async (t) => {
  const { polls, feed } = start()
  const heard: string[] = []
  const stop = feed.on('notice', ({ text }) => heard.push(text))
  t.equal(polls.length, 0, 'not before the login')
  feed.loggedIn()
  feed.on('removed', ({ scope, id }) => heard.push(`removed from ${scope} ${id}`))
  t.same(
    polls.map(({ after }) => after),
    [0],
  )
  await polls[0]!.answer({ events: [{ sequence: 7, body: notice('a') }], upTo: 7 })
  const removed: EventBody = { notice: null, removed: { scope: 'room', id: 'r1', code: 1, message: '' } }
  await polls[1]!.answer({
    events: [
      { sequence: 8, body: removed },
      { sequence: 9, body: {} },
    ],
    upTo: 9,
  })
  t.same(heard, ['a', 'removed from room r1'], 'an event that this client does not know is passed over')
  t.same(
    polls.map(({ after }) => after),
    [0, 7, 9],
  )
  stop()
  stop()
  await polls[2]!.answer({ events: [{ sequence: 10, body: notice('b') }], upTo: 10 })
  t.same([heard.length, polls.length], [2, 4], 'somebody else still listens')
})

t.test('nobody listens: no poll', async (t) => {
  const { polls, feed } = start()
  feed.loggedIn()
  t.equal(polls.length, 0)
  const stop = feed.on('notice', () => {})
  t.equal(polls.length, 1)
  stop()
  await polls[0]!.answer({ events: [{ sequence: 1, body: notice('a') }], upTo: 1 })
  t.equal(polls.length, 1)
})

t.test('a lost connection: asked again after a while, from the same place', async (t) => {
  const { polls, feed, scheduler, errors } = start()
  feed.on('notice', () => {})
  feed.loggedIn()
  await polls[0]!.answer({ events: [{ sequence: 3, body: notice('a') }], upTo: 3 })
  await polls[1]!.fail(LOST)
  t.equal(polls.length, 2, 'not at once')
  scheduler.step(1_000)
  await flushed()
  t.equal(polls[2]!.after, 3)
  t.same(errors, [])
})

t.test('what the server dropped is told', async (t) => {
  const { polls, feed } = start()
  let losses = 0
  feed.onLost(() => losses++)
  feed.loggedIn()
  await polls[0]!.answer({ lost: true, upTo: 90 })
  t.same([losses, polls[1]!.after], [1, 90])
})

t.test('an empty answer long before its time is followed by a pause, one in time is not', async (t) => {
  const { polls, feed, scheduler } = start()
  feed.on('notice', () => {})
  feed.loggedIn()
  await polls[0]!.answer({})
  scheduler.step(CROWDED_PAUSE_MS - 1)
  await flushed()
  t.equal(polls.length, 1)
  scheduler.step(1)
  await flushed()
  t.equal(polls.length, 2)
  scheduler.step(25_000)
  await polls[1]!.answer({})
  t.equal(polls.length, 3)
})

t.test('a poll that fails for good is reported and ends the feed until the next login', async (t) => {
  const { polls, feed, errors } = start()
  feed.on('notice', () => {})
  feed.loggedIn()
  await polls[0]!.fail(new Error('no such service'))
  t.match(errors, [{ message: 'no such service' }])
  t.equal(polls.length, 1)
  feed.loggedIn()
  t.equal(polls.length, 2)
})

t.test('a client that is closed polls no more and complains of nothing', async (t) => {
  const { polls, feed, errors, over, scheduler } = start()
  feed.on('notice', () => {})
  feed.loggedIn()
  over.value = true
  await polls[0]!.fail(LOST)
  t.same([polls.length, errors, scheduler.timerCount], [1, [], 0])
})

t.test('what comes with an event is typed by its kind', async (t) => {
  const { feed } = start()
  // @ts-expect-error: no such member of EventBody
  feed.on('rumour', () => {})
  // @ts-expect-error: no such field of a notice
  feed.on('notice', (notice) => notice.scope)
  t.pass('see the compiler')
})
