// The long poll: nothing is lost with a connection, what is lost is said, and everything is bounded.

import t from 'tap'
import { EVENTS_PER_PLAYER_MAX, EventQueues, POLLS_PER_PLAYER_MAX, QUEUE_IDLE_MS } from './event-queues.js'
import { SteppedScheduler } from './testing.js'

function queuesOf() {
  const scheduler = new SteppedScheduler()
  const queues = new EventQueues<string>(scheduler)
  return { scheduler, queues, poll: (after = 0, waitMs = 0, limit = 100) => queues.poll('p', after, waitMs, limit) }
}

t.test('a poll waits for the next event, or for its time', async (t) => {
  const { scheduler, queues, poll } = queuesOf()
  const first = poll(0, 5_000)
  queues.publish('someone else', 'no')
  queues.publish('p', 'a')
  t.same(await first, { events: [{ sequence: 1, body: 'a' }], upTo: 1, lost: false })
  t.equal(scheduler.pending, 0)
  const second = poll(1, 5_000)
  scheduler.step(4_999)
  t.equal(scheduler.pending, 1)
  scheduler.step(1)
  t.same(await second, { events: [], upTo: 1, lost: false })
})

t.test('the same `after` gives the same events again, in pages', async (t) => {
  const { queues, poll } = queuesOf()
  await poll()
  for (const body of ['a', 'b', 'c']) queues.publishAll(body)
  for (let again = 0; again < 2; again++) {
    t.same(
      (await poll(1)).events.map((e) => e.body),
      ['b', 'c'],
    )
    t.same(await poll(0, 0, 2), {
      events: [
        { sequence: 1, body: 'a' },
        { sequence: 2, body: 'b' },
      ],
      upTo: 2,
      lost: false,
    })
  }
  t.same(await poll(3), { events: [], upTo: 3, lost: false })
})

t.test('who falls behind is told that events were lost, and gets those that are left', async (t) => {
  const { queues, poll } = queuesOf()
  await poll()
  for (let i = 0; i < EVENTS_PER_PLAYER_MAX + 3; i++) queues.publish('p', `${i + 1}`)
  const batch = await poll(0)
  t.equal(batch.lost, true)
  t.equal(batch.events.length, EVENTS_PER_PLAYER_MAX)
  t.equal(batch.events[0]?.body, '4')
  t.equal((await poll(3)).lost, false)
  t.equal((await poll(2)).lost, true)
})

t.test('a number from before a restart is answered at once with what there is', async (t) => {
  const { queues, poll } = queuesOf()
  t.same(await poll(99, 5_000), { events: [], upTo: 0, lost: true })
  queues.publish('p', 'a')
  t.same(await poll(99, 5_000), { events: [{ sequence: 1, body: 'a' }], upTo: 1, lost: true })
})

t.test('several connections of a player may poll, but not any number', async (t) => {
  const { scheduler, queues, poll } = queuesOf()
  for (let i = 0; i < POLLS_PER_PLAYER_MAX; i++) {
    const answered = poll(0, 1)
    scheduler.step(1)
    await answered
  }
  const waiting = Array.from({ length: POLLS_PER_PLAYER_MAX + 1 }, () => poll(0, 5_000))
  t.same(await waiting[0], { events: [], upTo: 0, lost: false })
  t.equal(scheduler.pending, POLLS_PER_PLAYER_MAX)
  queues.publish('p', 'a')
  for (const batch of await Promise.all(waiting.slice(1))) t.same(batch.events, [{ sequence: 1, body: 'a' }])
  t.equal(scheduler.pending, 0)
})

t.test('a queue that nobody polls is forgotten', async (t) => {
  const { scheduler, queues, poll } = queuesOf()
  await poll()
  queues.publish('p', 'a')
  scheduler.step(QUEUE_IDLE_MS - 1)
  t.equal((await poll()).events.length, 1)
  scheduler.step(QUEUE_IDLE_MS)
  await queues.poll('q', 0, 0, 1)
  t.same(await poll(1), { events: [], upTo: 0, lost: true })
})
