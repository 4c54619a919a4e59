// Who is there: while a poll waits, for a while after, and not by a connection that is gone.

import t from 'tap'
import { EventQueues } from './event-queues.js'
import { PRESENCE_GAP_MS, Presence } from './presence.js'
import { SteppedScheduler } from './testing.js'

function presenceOf() {
  const scheduler = new SteppedScheduler()
  const presence = new Presence(scheduler)
  const heard: [string, boolean][] = []
  presence.listen((playerId, isPresent) => heard.push([playerId, isPresent]))
  return { scheduler, presence, heard, queues: new EventQueues<string>(scheduler, presence) }
}

t.test('a poll makes a player present until a while after it, and each change is told once', async (t) => {
  const { scheduler, presence, heard, queues } = presenceOf()
  const polls = [queues.poll('p', 0, 25_000, 1), queues.poll('p', 0, 25_000, 1)]
  scheduler.step(25_000)
  await Promise.all(polls)
  scheduler.step(PRESENCE_GAP_MS - 1)
  await queues.poll('p', 0, 0, 1)
  scheduler.step(PRESENCE_GAP_MS - 1)
  t.ok(presence.isPresent('p'))
  t.same(heard, [['p', true]])
  scheduler.step(1)
  t.notOk(presence.isPresent('p'))
  t.same(heard, [
    ['p', true],
    ['p', false],
  ])
  t.equal(scheduler.pending, 0)
})

t.test('the polls of a closed connection end, those of others go on', async (t) => {
  const { scheduler, presence, queues } = presenceOf()
  const first = queues.poll('p', 0, 25_000, 1, 1)
  const second = queues.poll('p', 0, 25_000, 1, 2)
  const other = queues.poll('q', 0, 25_000, 1, 3)
  queues.connectionClosed(1)
  t.same(await first, { events: [], upTo: 0, lost: false })
  scheduler.step(PRESENCE_GAP_MS)
  t.ok(presence.isPresent('p'), 'by the other connection')
  queues.connectionClosed(2)
  await second
  scheduler.step(PRESENCE_GAP_MS)
  t.same([presence.isPresent('p'), presence.isPresent('q')], [false, true])
  queues.publish('q', 'a')
  t.equal((await other).events.length, 1)
  queues.connectionClosed(3)
})
