// A field with a client for each of a few seats, stepped by hand: seats 0 and 1 are red, seat 2 is blue, seat 3 has no team. Everybody
// looks from an avatar at the origin, so what is far away is in nobody's area.

import { Replicator, SelfCheck } from '@tickwire/server/internals'
import { type EntityRef, NO_TEAM } from '@tickwire/simulation'
import { FieldWorld, fieldSchema } from '../gen-nodejs/field.state.js'
import { ModelClient, VIEW_RADIUS } from './replication-model.js'

const TICK_MS = 50

export const RED = 1
export const BLUE = 2
const TEAMS = [RED, RED, BLUE, NO_TEAM]

/** Beyond every area. */
export const FAR = 4_000

/** Emissions after which each client's interest was evaluated. */
export const ROUND = 4

export class SteppedSides {
  readonly world = new FieldWorld(1, { avatar: 8, chest: 4, score: 4, beacon: 4, note: 4, landmark: 4 })
  readonly clients: readonly ModelClient[]
  /** What `canSee` answers. */
  canSee: (seat: number, entity: EntityRef) => boolean = () => true
  tick = 0
  private readonly replicator: Replicator

  constructor() {
    const { world } = this
    world.teamOf.set(TEAMS)
    this.replicator = new Replicator(fieldSchema, world, VIEW_RADIUS, (seat, entity) => this.canSee(seat, entity))
    for (const team of TEAMS) world.avatar.ownerTeam[world.avatar.spawn()] = team
    const checks = new SelfCheck(fieldSchema, this.replicator.current)
    this.clients = TEAMS.map((_, seat) => new ModelClient(this.replicator, checks, seat, 0))
    this.step()
  }

  step(emissions = 1): void {
    for (let i = 0; i < emissions; i++) {
      this.tick++
      this.world.snap()
      const clients = this.clients.map(({ client }) => client)
      for (const client of clients) this.replicator.follow(client, this.world.avatar.id[client.seat]!)
      this.replicator.emit(this.tick, clients)
      for (const model of this.clients) {
        if (this.replicator.send(model.client, this.tick * TICK_MS, 1) === 'sent') model.check.afterSnapshot()
        model.receive(this.tick * TICK_MS)
      }
    }
  }

  /** The seats whose clients know an entity. */
  knownTo(id: number): number[] {
    return this.clients.filter(({ replica }) => replica.entities.has(id)).map(({ seat }) => seat)
  }
}
