// The arena's own queues, over real sockets: six strangers play three against three, one leaves, and whoever comes next takes that place,
// on that side, in the running match.

import { readFileSync } from 'node:fs'
import { arenaSchema } from '@tickwire/arena/schema'
import { connect } from '@tickwire/client'
import { liveTicket, matchmakingService, type Ticket, TicketStatus } from '@tickwire/client/matchmaking'
import type { QueueOptions } from '@tickwire/server'
import t, { type Test } from 'tap'
import { arenaService, startArena } from './arena-server.js'

const QUEUES_URL = new URL('../../../games/arena/queues.json', import.meta.url)
const QUEUES = JSON.parse(readFileSync(QUEUES_URL, 'utf8')) as QueueOptions[]

/** Waits in a queue, accepts what is offered, and is in the room then. */
async function play(t: Test, url: string, displayName: string) {
  const client = await connect({ url })
  t.teardown(() => client.close())
  await client.login({ displayName })
  const mm = client.calls(matchmakingService)
  const assigned = new Promise<Ticket>((resolve) => {
    const stop = liveTicket(client).onChange((ticket) => {
      if (ticket?.status === TicketStatus.OFFERED) void mm.acceptMatch(ticket.ticketId, ticket.offer!.matchId)
      if (ticket?.status !== TicketStatus.ASSIGNED) return
      stop()
      resolve(ticket)
    })
  })
  await mm.createTicket({ queue: 'ranked-3v3', avoid: [], requestId: displayName })
  const { assignment } = await assigned
  const room = await client.join(assignment!, arenaSchema, { service: arenaService })
  t.teardown(() => room.leave())
  return { room, roomId: assignment!.roomId, team: assignment!.team }
}

t.test('a place that somebody leaves in a ranked match is given to the next', async (t) => {
  const { server, url } = await startArena(t, { queues: QUEUES, roomOptions: { bots: 20 } })
  const names = ['Ada', 'Ben', 'Cleo', 'Dora', 'Emil', 'Fay']
  const players = await Promise.all(names.map((name) => play(t, url, name)))
  t.same(new Set(players.map(({ roomId }) => roomId)).size, 1)
  t.same(players.map(({ team }) => team).sort(), ['blue', 'blue', 'blue', 'red', 'red', 'red'])
  const [gone] = players
  const { world } = server.app.directory.get(gone!.roomId)! as unknown as { world: { avatar: { count: number } } }
  gone!.room.leave()
  const next = await play(t, url, 'Gus')
  t.same([next.roomId, next.team], [gone!.roomId, gone!.team])
  while (world.avatar.count < names.length) await new Promise((resolve) => setTimeout(resolve, 20))
  t.equal(world.avatar.count, names.length, 'and no bots')
})
