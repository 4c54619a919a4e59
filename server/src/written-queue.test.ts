// A config that goes into a file and comes back is the same, however much of it is said, and the file says no more than it must.

import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import t from 'tap'
import { randomPool } from './matchmaking/search/testing.js'
import { filledUp, type QueueOptions } from './queue-config.js'
import { writtenQueue } from './written-queue.js'

const ARENA = new URL('../../games/arena/queues.json', import.meta.url)

const plain = (value: unknown) => JSON.parse(JSON.stringify(value, (_, of: unknown) => of ?? undefined)) as object

t.test("the arena's queues are written as they stand in their file", async (t) => {
  for (const queue of JSON.parse(readFileSync(ARENA, 'utf8')) as QueueOptions[]) {
    t.same(writtenQueue(filledUp(queue, 'queue')), queue)
  }
})

t.test('any queue is read again as what it was', async (t) => {
  for (let seed = 0; seed < 50; seed++) {
    const config = { ...randomPool(seed, { ticketsMax: 2 }).config, version: 7, open: seed % 2 === 0 }
    const written = writtenQueue(config)
    const read = filledUp(JSON.parse(JSON.stringify(written)), 'queue')
    if (!isDeepStrictEqual(plain({ ...read, version: 7 }), plain(config))) t.same(plain(read), plain(config), `${seed}`)
    t.notOk('version' in written)
    t.equal(written.waitOf === undefined || typeof written.waitOf === 'string', true, 'enums by name')
  }
})
