// A server that is started anew, as a process: what its clients are told, by which codes, and that the same client finds its way into a
// room of the new one.

import { arenaSchema } from '@tickwire/arena/schema'
import { CallError, type Closed, connect } from '@tickwire/client'
import t from 'tap'
import { arenaService, snapshots } from './arena-server.js'
import { freePort, serving } from './serving.js'

for (const [signal, name] of [
  ['SIGINT', 'SERVER_STOPPING'],
  ['SIGKILL', 'CONNECTION_LOST'],
] as const) {
  t.test(`ended by ${signal}: ${name}, then ROOM_GONE, then quick play`, async (t) => {
    const flags = ['--drain-seconds', '0', '--port', await freePort()]
    const first = await serving(t, ...flags)
    const client = await connect({ url: first.url })
    t.teardown(() => client.close())
    const states: string[] = []
    const online = new Promise<void>((resolve) => {
      client.onState((state, closed) => {
        states.push(`${state} ${closed?.name}`)
        if (state === 'online') resolve()
      })
    })
    const { playerId } = await client.login({ displayName: 'Ada' })
    const room = await client.quickPlay(arenaSchema, { service: arenaService })
    await snapshots(room, 5)
    const closed = new Promise<Closed>((resolve) => room.onClose(resolve))
    first.child.kill(signal)
    t.equal((await closed).name, name)
    await first.ended
    await serving(t, ...flags)
    const refusal: unknown = await client.rejoin(room).catch((error: unknown) => error)
    t.ok(refusal instanceof CallError && refusal.code === 'ROOM_GONE', String(refusal))
    await online
    t.same(states, [`reconnecting ${name}`, 'online undefined'])
    t.match(client.player, { playerId, displayName: 'Ada' }, 'the same guest')
    const next = await client.quickPlay(arenaSchema, { service: arenaService })
    t.teardown(() => next.leave())
    await snapshots(next, 5)
    t.not(next.roomId, room.roomId)
  })
}
