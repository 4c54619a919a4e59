// The arena's own queues, over real sockets: six strangers play three against three, one leaves, and whoever comes next takes that place,
// on that side, in the running match.

import { readFileSync } from 'node:fs'
import type { QueueOptions } from '@tickwire/server'
import t from 'tap'
import { startArena } from './arena-server.js'
import { playRanked } from './ranked-player.js'

const QUEUES_URL = new URL('../../../games/arena/queues.json', import.meta.url)
const QUEUES = JSON.parse(readFileSync(QUEUES_URL, 'utf8')) as QueueOptions[]

t.test('a place that somebody leaves in a ranked match is given to the next', async (t) => {
  const { server, url } = await startArena(t, { queues: QUEUES, roomOptions: { bots: 20 } })
  const names = ['Ada', 'Ben', 'Cleo', 'Dora', 'Emil', 'Fay']
  const players = await Promise.all(names.map((name) => playRanked(t, url, 'ranked-3v3', name)))
  t.same(new Set(players.map(({ roomId }) => roomId)).size, 1)
  t.same(players.map(({ team }) => team).sort(), ['blue', 'blue', 'blue', 'red', 'red', 'red'])
  const [gone] = players
  const { world } = server.app.directory.get(gone!.roomId)! as unknown as { world: { avatar: { count: number } } }
  gone!.room.leave()
  const next = await playRanked(t, url, 'ranked-3v3', 'Gus')
  t.same([next.roomId, next.team], [gone!.roomId, gone!.team])
  while (world.avatar.count < names.length) await new Promise((resolve) => setTimeout(resolve, 20))
  t.equal(world.avatar.count, names.length, 'and no bots')
})
