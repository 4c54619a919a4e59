// A real arena with two players side by side, stepped by hand, and the snapshots that each is sent: what bots are fed in
// tests. Not shipped.

import { arenaSchema } from '@tickwire/arena/schema'
import { arenaSimulation, VIEW_RADIUS } from '@tickwire/arena/simulation'
import { encodeTickDigest, encodeWelcome, ServerFrame } from '@tickwire/protocol'
import { Replicator, ResyncWriter, SelfCheck } from '@tickwire/server/internals'
import { Random } from '@tickwire/simulation'
import type { OwnState } from './checker.js'

const TICK_MS = 50
const FIRST_TICK = 100

/** Both run on in one direction for so many ticks. */
const TURN_TICKS = 10

export class ArenaFeed {
  tick = FIRST_TICK
  readonly welcome = encodeWelcome({ tick: FIRST_TICK, tickRateHz: 20, emissionInterval: 1, seat: 0 })
  private readonly world = arenaSimulation.create({ bots: 0, startRadius: 0 }, 3)
  private readonly commands = arenaSchema.command.createTable(2)
  private readonly random = new Random(5)
  private readonly replicator: Replicator
  private readonly sent: Uint8Array[][] = [[], []]
  private readonly clients
  private seq = 0

  constructor() {
    this.replicator = new Replicator(arenaSchema, this.world, VIEW_RADIUS)
    this.clients = [0, 1].map((seat) => {
      arenaSimulation.onJoin(this.world, { seat, playerId: `p${seat}`, displayName: `P${seat}` })
      const send = (packet: Uint8Array) => {
        this.sent[seat]!.push(packet.slice())
        return 1 as const
      }
      return this.replicator.createClient(seat, { send, bufferedBytes: () => 0 }, FIRST_TICK)
    })
    const { avatar, avatarRow } = this.world
    const [a, b] = [avatarRow[0]!, avatarRow[1]!]
    avatar.x[b] = avatar.x[a]! + 40
    avatar.y[b] = avatar.y[a]!
  }

  /** One tick in which both run somewhere. @returns what each is sent, by seat */
  step(): readonly [Uint8Array, Uint8Array] {
    this.tick++
    for (const seat of this.tick % TURN_TICKS === 0 ? [0, 1] : []) {
      const index = this.commands.append(seat, ++this.seq)
      this.commands.moveX[index] = Math.round(this.random.between(-127, 127))
      this.commands.moveY[index] = Math.round(this.random.between(-127, 127))
    }
    arenaSimulation.step(this.world, this.commands)
    this.commands.clear()
    this.world.snap()
    const { avatar, avatarRow } = this.world
    for (const [seat, client] of this.clients.entries()) this.replicator.follow(client, avatar.id[avatarRow[seat]!]!)
    this.replicator.emit(this.tick, this.clients)
    for (const client of this.clients) {
      this.replicator.send(client, this.tick * TICK_MS, 1)
      client.congestion.acknowledge(this.tick, this.tick * TICK_MS)
    }
    for (const events of this.world.eventTables) events.clear()
    const [[first], [second]] = this.sent.map((frames) => frames.splice(0)) as [Uint8Array[], Uint8Array[]]
    return [first!, second!]
  }

  /** What goes behind the last snapshot of a player when the room checks itself. */
  check(seat: number): Uint8Array {
    const { digests } = new SelfCheck(arenaSchema, this.replicator.current)
    return encodeTickDigest(ServerFrame.check, { tick: this.tick, digest: digests.of(this.clients[seat]!) })
  }

  /** What answers a mismatch. */
  resync(seat: number): Uint8Array {
    return new ResyncWriter(arenaSchema, this.replicator.current).write(this.clients[seat]!)!
  }

  /** What the server would say of a player's avatar now. */
  self(seat: number): OwnState {
    const { avatar, avatarRow } = this.world
    const row = avatarRow[seat]!
    return {
      avatarId: avatar.id[row]!,
      x: avatar.x[row]!,
      y: avatar.y[row]!,
      health: avatar.health[row]!,
      weapon: avatar.weapon[row]!,
      ammo: avatar.ammo[row]!,
    }
  }
}
