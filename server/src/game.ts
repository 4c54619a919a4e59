// A game as one value: the generated schema and service, the simulation, the handlers of its room calls. What
// `defineGame` returns is what `tickwire serve` loads and `createServer` takes.

import { KNOWN_ENTITIES_MAX, type RoomSchema, type ServiceType } from '@tickwire/protocol'
import type { CommandTable, RoomCall, Simulation, World } from '@tickwire/simulation'

import { KNOWN_ENTITIES_MIN } from './replication/byte-budget.js'
import { REWIND_MS, REWIND_MS_MAX } from './replication/rewinding.js'
import { SEAT_HOLD_MS, SEAT_HOLD_MS_MAX } from './rooms/seats.js'

/** Bytes of snapshots a second for one client, unless a game or the server says otherwise: 2 Mbit/s, what a thousand avatars in
 * sight take four times over. */
export const BYTES_PER_SECOND_MAX = 262_144

/** The least that can be set: a few entities at 20 Hz. */
export const BYTES_PER_SECOND_MIN = 1_024

/** The most that a game can set for `spectatorsMax`: each costs as much as a player who sees everything. */
export const SPECTATORS_MAX = 64

/** The context of an ad-hoc message: a room call that can speak to clients. */
export interface MessageCall<W extends World> extends RoomCall<W> {
  /** To every client of the room, spectators too. `value` is anything that msgpack can carry. */
  broadcast(type: string, value: unknown): void
  /** To the sender. */
  reply(type: string, value: unknown): void
}

export interface GameDefinition<W extends World, C extends CommandTable, I extends object, O, Calls, H> {
  readonly schema: RoomSchema<W, C, I>
  readonly simulation: Simulation<W, C, O>
  /** The generated room service and what answers its calls inside the tick. */
  readonly service: ServiceType<Calls, H>
  readonly handlers: NoInfer<H>
  /** How far a client sees from its avatar, world units. */
  readonly viewRadius: number
  /** Most entities that a client knows at a time, 16 to 2,048, the default: beyond, the nearest count (docs/ARCHITECTURE.md). */
  readonly knownEntitiesMax?: number | undefined
  /** Most bytes of snapshots that a client is sent in a second, 1,024 or more. Default 262,144. */
  readonly bytesPerSecondMax?: number | undefined
  /**
   * How far back `World.rewind` may go, milliseconds, 0 to 1,000. Default 500. 0: everything is hit where it is, and nothing is kept.
   */
  readonly maxRewindMs?: number | undefined
  /**
   * Most spectators of a room, 0 to 64. Default 0: nobody may watch. A spectator sees the whole world, wherever players see only
   * what is near, and of it what has no team and no owner. `Simulation.canSee` is asked with NO_SEAT.
   */
  readonly spectatorsMax?: number | undefined
  /**
   * How long a seat waits for its player after its connection was lost, milliseconds, 0 to 600,000. Default 30,000. Who leaves gives
   * the seat up at once. `Simulation.onDrop` and `onReturn` tell the game.
   */
  readonly seatHoldMs?: number | undefined
  /** Folder with the game's page, served at `/`. */
  readonly staticDir?: URL
  /** An ad-hoc message from a client, inside the tick. `value` is whatever the client sent: check it. */
  readonly onMessage?: (call: MessageCall<W>, type: string, value: unknown) => void
}

/** A game whose types have been checked against each other; the server does not need them any more. */
export type Game = GameDefinition<World, CommandTable, object, unknown, unknown, object>

/** A game that still knows its types, for its tests (`playRoom` of @tickwire/server/testing). */
export interface TypedGame<W extends World, C extends CommandTable, I extends object, O, Calls> extends Game {
  readonly schema: RoomSchema<W, C, I>
  readonly simulation: Simulation<W, C, O>
  readonly service: ServiceType<Calls>
}

/** @throws Error naming the field when the parts do not belong together */
export function defineGame<W extends World, C extends CommandTable, I extends object, O, Calls, H extends object>(
  definition: GameDefinition<W, C, I, O, Calls, H>,
): TypedGame<W, C, I, O, Calls> {
  const { schema, service, viewRadius, handlers } = definition
  if (service.room !== schema.name) {
    const kind = service.room ?? '(none)'
    const fix = `give it the service that was generated beside the schema, ${schema.name}`
    throw new Error(`game ${schema.name}: service ${service.name} belongs to room kind ${kind}; ${fix}`)
  }
  if (!(viewRadius > 0 && Number.isFinite(viewRadius))) {
    throw new Error(`game ${schema.name}: viewRadius must be a finite number above 0, not ${viewRadius}`)
  }
  const { knownEntitiesMax = KNOWN_ENTITIES_MAX, bytesPerSecondMax = BYTES_PER_SECOND_MAX } = definition
  if (!(knownEntitiesMax >= KNOWN_ENTITIES_MIN && knownEntitiesMax <= KNOWN_ENTITIES_MAX)) {
    const range = `${KNOWN_ENTITIES_MIN} to ${KNOWN_ENTITIES_MAX}`
    throw new Error(`game ${schema.name}: knownEntitiesMax must be ${range}, not ${knownEntitiesMax}`)
  }
  if (!(bytesPerSecondMax >= BYTES_PER_SECOND_MIN)) {
    const least = `${BYTES_PER_SECOND_MIN} or more`
    throw new Error(`game ${schema.name}: bytesPerSecondMax must be ${least}, not ${bytesPerSecondMax}`)
  }
  const { maxRewindMs = REWIND_MS } = definition
  if (!(maxRewindMs >= 0 && maxRewindMs <= REWIND_MS_MAX)) {
    throw new Error(`game ${schema.name}: maxRewindMs must be 0 to ${REWIND_MS_MAX}, not ${maxRewindMs}`)
  }
  const { spectatorsMax = 0 } = definition
  if (!(Number.isInteger(spectatorsMax) && spectatorsMax >= 0 && spectatorsMax <= SPECTATORS_MAX)) {
    throw new Error(`game ${schema.name}: spectatorsMax must be 0 to ${SPECTATORS_MAX}, not ${spectatorsMax}`)
  }
  const { seatHoldMs = SEAT_HOLD_MS } = definition
  if (!(seatHoldMs >= 0 && seatHoldMs <= SEAT_HOLD_MS_MAX)) {
    throw new Error(`game ${schema.name}: seatHoldMs must be 0 to ${SEAT_HOLD_MS_MAX}, not ${seatHoldMs}`)
  }
  checkSimulation(schema.name, definition.simulation)
  for (const { name } of service.methods) {
    if (typeof (handlers as Record<string, unknown>)[name] !== 'function') {
      const fix = `add what answers ${service.name}.${name}, or take the method out of the IDL and run the generator`
      throw new Error(`game ${schema.name}: handlers.${name} is missing; ${fix}`)
    }
  }
  return { ...definition, knownEntitiesMax, bytesPerSecondMax } as unknown as TypedGame<W, C, I, O, Calls>
}

const SIMULATION_PARTS = ['create', 'onJoin', 'onLeave', 'step'] as const
const OPTIONAL_PARTS = ['onDrop', 'onReturn', 'canSee'] as const

/** Types say the same, but a promise passes for the nothing that `step` returns. */
function checkSimulation<W extends World, C extends CommandTable, O>(
  game: string,
  simulation: Simulation<W, C, O>,
): void {
  for (const part of SIMULATION_PARTS) {
    if (typeof simulation[part] !== 'function') {
      throw new Error(`game ${game}: simulation.${part} is missing; a simulation has ${SIMULATION_PARTS.join(', ')}`)
    }
  }
  for (const part of [...SIMULATION_PARTS, ...OPTIONAL_PARTS]) {
    if (simulation[part]?.constructor.name === 'AsyncFunction') {
      const fix =
        'a tick waits for nothing: load what it needs before the room, or answer a call later with an ad-hoc message'
      throw new Error(`game ${game}: simulation.${part} is async; ${fix}`)
    }
  }
}
