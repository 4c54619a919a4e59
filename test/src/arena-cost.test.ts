// What docs/CODES.md says about the cost of the arena: bytes of whole snapshots of players among bots, with their headers, owner
// records, enters and events. Counted, not timed.

import { arenaSchema } from '@tickwire/arena/schema'
import { arenaSimulation, VIEW_RADIUS } from '@tickwire/arena/simulation'
import { Replicator } from '@tickwire/server/internals'
import t from 'tap'

const SEED = 1
const BOTS = 60
/** Bots that a client looks on from, each. */
const CLIENTS = 12
const TICK_MS = 50
/** Bots have spread out and found each other, and everybody has entered. */
const WARM_TICKS = 200
const TICKS = 500

t.test('rule 17: a snapshot of the arena costs what CODES.md says', async (t) => {
  const world = arenaSimulation.create({ bots: BOTS }, SEED)
  const commands = arenaSchema.command.createTable(arenaSchema.playersMax)
  const replicator = new Replicator(arenaSchema, world, VIEW_RADIUS)
  let bytes = 0
  const send = (packet: Uint8Array): number => {
    bytes += packet.length
    return 1
  }
  const clients = Array.from({ length: CLIENTS }, (_, seat) =>
    replicator.createClient(seat, { send, bufferedBytes: () => 0 }, 0),
  )
  for (let tick = 1; tick <= WARM_TICKS + TICKS; tick++) {
    for (const events of world.eventTables) events.clear()
    arenaSimulation.step(world, commands)
    world.snap()
    for (const [row, client] of clients.entries()) replicator.follow(client, world.avatar.id[row]!)
    replicator.emit(tick, clients)
    for (const client of clients) {
      replicator.send(client, tick * TICK_MS, 1)
      client.congestion.acknowledge(tick, tick * TICK_MS)
    }
    if (tick === WARM_TICKS) bytes = 0
  }
  t.equal((bytes / TICKS / CLIENTS).toFixed(0), '44')
})
