// Two scripted players of the arena whose messages take a while: Ann, who shoots at what she is shown, and Ben. For the tests of
// lag compensation.

import arena from '@tickwire/arena'
import { type ArenaWorld, Avatar, type AvatarView, arenaSchema, type Steer } from '@tickwire/arena/schema'
import { avatarPrediction, TICK_RATE_HZ, WEAPONS } from '@tickwire/arena/simulation'
import { Client, type OwnPrediction, type Room as PlayerRoom } from '@tickwire/client'
import { SimulatedLink } from '@tickwire/client/link'
import type { Game } from '@tickwire/server'
import type { Room } from '@tickwire/server/internals'
import { type ArenaCalls, arenaService } from './arena-server.js'
import { FRAME_MS } from './delayed-arena.js'
import { SteppedServer } from './stepped-server.js'

export const AT_REST: Steer = { moveX: 0, moveY: 0, aim: 0, fire: false }

type Player = PlayerRoom<Steer, ArenaCalls>

export interface DuelOptions {
  /** One way, milliseconds. */
  readonly delayMs: number
  readonly maxRewindMs?: number
  /** Instead of the arena. */
  readonly game?: Game
  readonly roomOptions?: Readonly<Record<string, unknown>>
}

export class Duel {
  /** What Ben holds. */
  bens: Steer = AT_REST
  private lastShown = { x: 0, y: 0 }
  /** Of Ben as Ann is shown him, units a second. */
  private readonly pace = { x: 0, y: 0 }

  private constructor(
    readonly server: SteppedServer,
    readonly ann: Player,
    readonly ben: Player,
    readonly own: Pick<OwnPrediction<never, never, 'x' | 'y'>, 'shown' | 'corrections'>,
  ) {}

  static async begin({ delayMs, maxRewindMs, game = arena, roomOptions = {} }: DuelOptions): Promise<Duel> {
    const games = [{ ...game, ...(maxRewindMs === undefined ? {} : { maxRewindMs }) }]
    const server = new SteppedServer({ games, roomOptions })
    const { clock: scheduler } = server
    const { openSocket } = new SimulatedLink(
      { latencyMs: delayMs },
      { seed: 1, scheduler, openSocket: server.openSocket },
    )
    const join = async (displayName: string): Promise<Player> => {
      const deviceId = displayName.charCodeAt(0).toString(16).repeat(16)
      const client = new Client({ url: 'ws://memory', deviceId, scheduler, openSocket })
      await server.until(client.login({ displayName }), 10_000)
      return server.until(client.quickPlay(arenaSchema, { service: arenaService }), 10_000)
    }
    const ann = await join('Ann')
    const ben = await join('Ben')
    const duel = new Duel(server, ann, ben, ann.predict(Avatar, avatarPrediction))
    while (ann.own === undefined || ben.own === undefined) await duel.frame()
    return duel
  }

  get room(): Room {
    return this.server.room(this.ann.roomId)
  }

  get world(): ArenaWorld {
    return this.room.world as ArenaWorld
  }

  rowOf({ seat }: Player): number {
    return this.world.avatarRow[seat]!
  }

  /** Ben as Ann knows him. */
  get target(): AvatarView {
    const [view] = this.ann.of(Avatar)
    if (view === undefined) throw new Error('Ann does not know Ben')
    return view
  }

  /** Stands there, unshielded, unhurt and ready to fire. */
  put(player: Player, x: number, y: number): void {
    const { avatar } = this.world
    const row = this.rowOf(player)
    avatar.x[row] = x
    avatar.y[row] = y
    avatar.vx[row] = 0
    avatar.vy[row] = 0
    avatar.health[row] = 100
    avatar.shieldTicks[row] = 0
    avatar.cooldownTicks[row] = 0
    avatar.jump(row)
  }

  async frame(steer: Steer = AT_REST): Promise<void> {
    await this.server.advance(FRAME_MS)
    this.ann.update()
    this.ben.update()
    this.ben.sendCommand(this.bens)
    this.watch()
    this.ann.sendCommand(steer)
  }

  async frames(count: number): Promise<void> {
    for (let i = 0; i < count; i++) await this.frame()
  }

  /** Ann shoots at where Ben will be, by what she is shown of him, when the bullet is there. */
  async shoot(): Promise<void> {
    await this.frame({ ...AT_REST, aim: this.aim(), fire: true })
  }

  /** The direction in which a bullet of hers meets him. */
  aim(): number {
    const { x, y } = this.target.shown
    const { bulletSpeed } = WEAPONS[0]
    const away = Math.hypot(x - this.own.shown.x, y - this.own.shown.y)
    // Flight begins in the tick after the shot, at her rim.
    const flightS = away / bulletSpeed + 1 / TICK_RATE_HZ
    const dy = y + this.pace.y * flightS - this.own.shown.y
    const dx = x + this.pace.x * flightS - this.own.shown.x
    return (Math.atan2(dy, dx) + 2 * Math.PI) % (2 * Math.PI)
  }

  /** What Ben has lost. */
  get damage(): number {
    return 100 - this.world.avatar.health[this.rowOf(this.ben)]!
  }

  /** How many ticks behind Ann shoots. */
  get lag(): number {
    return this.world.viewLag(this.ann.seat)
  }

  /** Views of Ann's that the server did not take as they were. */
  get clampedViews(): number {
    return this.room.seats.at(this.ann.seat)!.commands.clampedViews
  }

  private watch(): void {
    const [view] = this.ann.of(Avatar)
    if (view === undefined) return
    const { x, y } = view.shown
    this.pace.x = ((x - this.lastShown.x) * 1_000) / FRAME_MS
    this.pace.y = ((y - this.lastShown.y) * 1_000) / FRAME_MS
    this.lastShown = { x, y }
  }
}
