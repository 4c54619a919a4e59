// The world of the comparisons in a Colyseus room, the way its documentation advises (docs.colyseus.io, "Schema Definition",
// "State View", "Server Input & Timestep"; the source of 0.18 where the pages are silent). Knows no transport.
//
// - Movers are a map of `{ x, y }` by id: the collection that is recommended for game entities. An array or a stream (which is
//   experimental) cost the same time and, measured in views with an enter every other tick, less than 1 % other bytes: a
//   patch addresses a mover by its reference, not by its key.
// - Patches are sent by the tick (`patchRate = null`, `broadcastPatch`): with the timer of `patchRate` beside that of the
//   simulation some patches carry two ticks and some find nothing to send.
// - No `defineInput`: its acknowledgement adds 8 bytes and a copy of the patch for each client. Inputs are raw bytes under a
//   number, the cheapest message there is.

import { type Client, Room } from '@colyseus/core'
import { Encoder, type MapSchema, type Schema, StateView, schema, t } from '@colyseus/schema'
import { STEER_MESSAGE } from '../load/colyseus.js'
import { Movers, TICK_RATE_HZ, WORLD_SIZE } from '../movers/movers.js'
import { Nearby } from '../movers/nearby.js'

/** Our own margins of interest: in at 1.05 R, out at 1.15 R, a quarter of the clients looked at each tick. With ours an entity
 * also stays a second at least; a peer need not send it for so long. */
const ENTER_RADIUS_FACTOR = 1.05
const LEAVE_RADIUS_FACTOR = 1.15
const INTEREST_PHASES = 4

/** Bytes to encode into: the largest full state and the patches of all views fit. With the default of 16 KiB larger states
 * are encoded twice at each join, and the encoder advises to raise it. */
const ENCODE_BUFFER_BYTES = 512 * 1024

export interface WorldOptions {
  readonly movers: number
  /** How a coordinate travels: 4 bytes, or 2 for 0.0625 units. */
  readonly fields: 'float32' | 'quantized'
  /** How far a client sees around its own mover, units: client i looks from mover i. Without it it sees everything. */
  readonly radius?: number
  readonly seed: number
}

type MoverSchema = Schema & { x: number; y: number }
type WorldSchema = Schema & { movers: MapSchema<MoverSchema> }

/** What one client sees. */
interface Sight {
  readonly view: StateView
  /** Its own mover. */
  readonly centre: number
  readonly seen: Set<number>
}

export class MoversRoom extends Room<{ state: WorldSchema }> {
  override autoDispose = false
  private movers!: Movers
  private synced: MoverSchema[] = []
  private interest: { readonly nearby: Nearby; readonly radius: number } | undefined
  private readonly sights = new Map<string, Sight>()
  private ticks = 0
  /** Sum of what players steered: an input is read before it is dropped. */
  private steered = 0

  override onCreate({ movers, fields, radius, seed }: WorldOptions): void {
    Encoder.BUFFER_SIZE = ENCODE_BUFFER_BYTES
    this.movers = new Movers(seed, movers)
    this.createState(fields, radius !== undefined)
    if (radius !== undefined) this.interest = { nearby: new Nearby(this.movers, radius / 2), radius }
    this.interest?.nearby.build()
    this.onMessageBytes(STEER_MESSAGE, (_client, bytes: Uint8Array) => {
      this.steered += bytes[0]!
    })
    this.setFixedTimestep(() => this.tick(), TICK_RATE_HZ)
    // After the line above: before it, this would start a timer that eats the time which the steps are counted by.
    this.patchRate = null
  }

  /** @param options - `number`: the client's mover */
  override onJoin(client: Client, { number }: { number: number }): void {
    if (this.interest === undefined) return
    const sight: Sight = { view: new StateView(), centre: number, seen: new Set() }
    this.sights.set(client.sessionId, sight)
    this.look(sight)
    client.view = sight.view
  }

  override onLeave(client: Client): void {
    this.sights.get(client.sessionId)?.view.dispose()
    this.sights.delete(client.sessionId)
  }

  private createState(fields: WorldOptions['fields'], filtered: boolean): void {
    const axis = () => (fields === 'float32' ? t.float32() : t.quantized({ min: 0, max: WORLD_SIZE }))
    const Mover = schema({ x: axis(), y: axis() }, 'Mover')
    const World = schema({ movers: filtered ? t.map(Mover).view() : t.map(Mover) }, 'World')
    const state = new World() as WorldSchema
    for (let i = 0; i < this.movers.count; i++) {
      const mover = new Mover() as MoverSchema
      state.movers.set(String(i), mover)
      this.synced.push(mover)
    }
    this.state = state
    this.copyPositions()
  }

  private tick(): void {
    this.ticks++
    this.movers.step()
    this.copyPositions()
    this.updateSights()
    this.broadcastPatch()
  }

  private copyPositions(): void {
    const { x, y } = this.movers
    for (let i = 0; i < this.synced.length; i++) {
      const mover = this.synced[i]!
      mover.x = x[i]!
      mover.y = y[i]!
    }
  }

  private updateSights(): void {
    if (this.interest === undefined) return
    this.interest.nearby.build()
    let phase = this.ticks
    for (const sight of this.sights.values()) if (phase++ % INTEREST_PHASES === 0) this.look(sight)
  }

  private look({ view, centre, seen }: Sight): void {
    const { nearby, radius } = this.interest!
    const { x, y } = this.movers
    for (const mover of seen) {
      const distance = Math.hypot(x[mover]! - x[centre]!, y[mover]! - y[centre]!)
      if (distance <= radius * LEAVE_RADIUS_FACTOR) continue
      seen.delete(mover)
      view.remove(this.synced[mover]!)
    }
    nearby.forEachWithin(centre, radius * ENTER_RADIUS_FACTOR, (mover) => {
      if (seen.has(mover)) return
      seen.add(mover)
      view.add(this.synced[mover]!)
    })
  }
}
