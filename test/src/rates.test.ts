// Rates that the server is told in place of the IDL's, from the option to what clients receive.

import { Replica } from '@tickwire/client'
import { decodeWelcome, encodeHello, PROTOCOL_VERSION, ServerFrame, type Welcome } from '@tickwire/protocol'
import { createServer } from '@tickwire/server'
import { type Link, PlayConnection, TestCounters } from '@tickwire/server/internals'
import t from 'tap'
import { ANY_PORT, join, startArena, until } from './arena-server.js'
import { fieldGame } from './field-game.js'

const RATES = { tickRateHz: 60, sendRateHz: 20 }
const NO_LISTENER = { entered: () => {}, left: () => {}, event: () => {} }
const ROOM = { kind: 'field', title: 'a field', listed: true, playersMax: 1, password: undefined, tags: {} }

/** The client's end of a link: what it was told, and the tick of each snapshot. */
class Receiver implements Link {
  welcome: Welcome | undefined
  readonly ticks: number[] = []
  private replica: Replica | undefined

  constructor(private readonly schema: ReturnType<typeof fieldGame>['schema']) {}

  send(bytes: Uint8Array): 1 {
    if (bytes[0] === ServerFrame.welcome) {
      this.welcome = decodeWelcome(bytes)!
      this.replica = new Replica(this.schema, this.welcome.tick, this.welcome.emissionInterval, NO_LISTENER)
    } else if (bytes[0] === ServerFrame.snapshot && this.replica !== undefined) {
      const failure = this.replica.apply(new Uint8Array(bytes))
      if (failure !== undefined) throw new Error(`a snapshot does not decode: ${failure}`)
      this.ticks.push(this.replica.tick)
    }
    return 1
  }

  close(): void {}

  bufferedBytes(): number {
    return 0
  }
}

t.test('rule 10: 60 Hz and 20 Hz: the welcome says so, and every third tick sends a snapshot', async (t) => {
  const { game, schema } = fieldGame({ tickRateHz: 20 })
  const server = createServer({ games: [game], ...ANY_PORT, logLevel: 'silent', ...RATES })
  t.teardown(() => server.stop())
  const { directory, dispatcher } = server.app
  t.match(directory.kinds(), [{ tickRateHz: 60, schemaHash: schema.hash }])

  const { roomId } = directory.create({ ...ROOM, options: undefined })
  const room = directory.get(roomId)!
  t.equal(room.schedule.stepMs, 1_000 / 60)
  const { seatToken } = directory.reserve(roomId, { playerId: 'p', displayName: 'Ada' })
  const receiver = new Receiver(schema)
  const idle = { nowMs: () => 0, onGone: () => {}, onClosed: () => {} }
  const context = { directory, calls: dispatcher, counters: new TestCounters(), ...idle }
  const play = new PlayConnection(context, receiver, 1, '192.0.2.1')
  play.receive(encodeHello({ protocolVersion: PROTOCOL_VERSION, schemaHash: schema.hash, seatToken }))
  room.schedule.slips = 4

  const scrape = () => server.metrics.registry.metrics()
  while (room.tickNumber < 60) room.tick()
  t.match(receiver.welcome, { tick: 0, tickRateHz: 60, emissionInterval: 3 })
  t.same(
    receiver.ticks,
    Array.from({ length: 19 }, (_, i) => 3 * (i + 1)),
  )
  t.notMatch(await scrape(), 'tickwire_schedule_slips_total')
  room.tick()
  t.match(await scrape(), /^tickwire_schedule_slips_total\{kind=""\} 4$/m, 'counts are reported once a second')
})

t.test('the SDK takes the rates from the welcome, whatever its schema says', async (t) => {
  const { url } = await startArena(t, RATES)
  const { room } = await join(t, url, 'Ada')
  t.equal(room.tickRateHz, 60)
  const ticks: number[] = []
  await until(room, () => ticks.push(room.stats.tick) === 10)
  t.same(
    ticks.filter((tick) => tick % 3 !== 0),
    [],
  )
})
