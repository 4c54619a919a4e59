// The movers as a game of ours: what clients see of them is where the seed has put them.

import { connect } from '@tickwire/client'
import { createServer } from '@tickwire/server'
import t, { type Test } from 'tap'
import { moversRoomService } from '../../gen-nodejs/movers.handlers.js'
import { moversSchema, OwnMover } from '../../gen-nodejs/movers.state.js'
import { moversGame } from './game.js'
import { Movers, TICK_RATE_HZ, WORLD_SIZE } from './movers.js'

const MOVERS = 40
const SEED = 3

/** What a client has after so many snapshots, and at which tick. */
async function seenAfter(t: Test, snapshots: number, radius?: number, standing?: boolean) {
  const server = createServer({
    games: [moversGame({ radius, standing, tickRateHz: TICK_RATE_HZ })],
    port: 0,
    thriftPort: 0,
    adminPort: 0,
    roomOptions: { movers: MOVERS, seed: SEED },
    logLevel: 'silent',
  })
  const { http } = await server.listen()
  t.teardown(() => server.stop())
  const client = await connect({ url: http })
  t.teardown(() => client.close())
  await client.login()
  const room = await client.quickPlay(moversSchema, { service: moversRoomService })
  t.teardown(() => room.leave())
  return new Promise<{ tick: number; entities: number; own: OwnMover }>((resolve) => {
    let left = snapshots
    room.onSnapshot((tick) => {
      if (--left === 0) resolve({ tick, entities: room.entities.size, own: room.own as OwnMover })
    })
  })
}

t.test('a player is the mover of its seat, moved by the seed, and sees those around it', async (t) => {
  const { tick, entities, own } = await seenAfter(t, 12, 900)
  const movers = new Movers(SEED, MOVERS)
  for (let i = 0; i < tick; i++) movers.step()
  t.ok(own instanceof OwnMover)
  t.ok(Math.abs(own.x - movers.x[0]!) < 0.06, `${own.x} is ${movers.x[0]}`)
  t.ok(Math.abs(own.y - movers.y[0]!) < 0.06, `${own.y} is ${movers.y[0]}`)
  // In at 1.05 R, out at 1.15 R.
  t.ok(entities >= movers.countNear(0, 900) && entities <= movers.countNear(0, 1.2 * 900), `sees ${entities}`)
})

t.test('an observer stands in the middle and sees every mover', async (t) => {
  const { entities, own } = await seenAfter(t, 12)
  t.equal(entities, MOVERS)
  t.same([own.x, own.y], [WORLD_SIZE / 2, WORLD_SIZE / 2])
})

t.test('movers that stand are where the seed has put them at first', async (t) => {
  const { own, entities } = await seenAfter(t, 12, 900, true)
  const { x, y } = new Movers(SEED, MOVERS)
  t.ok(Math.abs(own.x - x[0]!) < 0.06 && Math.abs(own.y - y[0]!) < 0.06, `${own.x}, ${own.y} is ${x[0]}, ${y[0]}`)
  t.ok(entities > 0)
})
