// What must not compile, and the code of the error that says so at the end of its line. Not part of any build:
// `types.test` compiles it and compares. A type that gets looser loses an error, and the test fails.

import { arenaSchema } from '@tickwire/arena/schema'
import { arenaSimulation } from '@tickwire/arena/simulation'
import type { Room } from '@tickwire/client'
import { connect } from '@tickwire/client'
import { defineGame } from '@tickwire/server'
import { playRoom } from '@tickwire/server/testing'
import type { RoomCall } from '@tickwire/simulation'
import { type FieldRoomClient, type FieldRoomHandlers, fieldRoomService } from '../gen-nodejs/field.handlers.js'
import { FieldWorld, fieldSchema, GrantedEvent, type Steer, type SteerTable } from '../gen-nodejs/field.state.js'
import type { FieldOptions } from '../gen-nodejs/field.types.js'

const simulation = {
  create: (_options: FieldOptions, seed: number) =>
    new FieldWorld(seed, { avatar: 1, chest: 1, score: 1, beacon: 1, note: 1, landmark: 1 }),
  onJoin: () => 0,
  onLeave: () => {},
  step(world: FieldWorld, commands: SteerTable) {
    world.avatar.heath[0] = 100 // TS2551 a misspelt field
    world.avatar.health[0] = 'full' // TS2322 a text in a column of numbers
    world.avatar.name[0] = 7 // TS2322 a number in a column of texts
    world.wall.spawn() // TS2339 an entity that the IDL does not have
    world.granted.emit(3) // TS2554 an event to nobody
    world.granted.emit(0, 3, 4) // TS2554 a field too many
    world.rewind(world.score, 0) // TS2345 a table without tw.rewind
    commands.jump[0] = 1 // TS2339 a field that the command does not have
    commands.count.moveX = 1 // TS2339 a command is an index into columns, no object
  },
}

/** No place for a table. */
export const world = new FieldWorld(1, { avatar: 1, chest: 1, score: 1, beacon: 1, note: 1 }) // TS2345 landmark is missing

type Call = RoomCall<FieldWorld>
const countChests = ({ world: { chest } }: Call) => chest.count
const openChest = (_call: Call, chestId: number) => ({ chestId, items: [3] })
const clear = () => undefined
const parts = { schema: fieldSchema, service: fieldRoomService, simulation, viewRadius: 300 }

export const game = defineGame({ ...parts, handlers: { countChests, openChest, clear } })

export const handlersOf: FieldRoomHandlers = { countChests, openChest } // TS2741 a missing handler
export const games = [
  defineGame({ ...parts, handlers: { countChests, openChest } }), // TS2741 a missing handler
  defineGame({ ...parts, handlers: { countChests, openChest, clear, close: clear } }), // TS2353 a handler of no method
  defineGame({ ...parts, handlers: { countChests, openChest, clear: async () => undefined } }), // TS2322 a promise in the tick
  defineGame({ ...parts, handlers: { countChests: async () => 3, openChest, clear } }), // TS2322 a promise in the tick
  defineGame({ ...parts, handlers: { countChests: () => 'three', openChest, clear } }), // TS2322 another result
  defineGame({ ...parts, handlers: { countChests, openChest: (_: Call, id: string) => id, clear } }), // TS2322 another argument
  defineGame({ ...parts, handlers: { countChests, openChest, clear }, simulation: arenaSimulation }), // TS2322 another game's rules
  defineGame({ ...parts, handlers: { countChests, openChest, clear }, simulation: { ...simulation, step: undefined } }), // TS2322 no step
]

export async function page(room: Room<Steer, FieldRoomClient>): Promise<void> {
  room.sendCommand({ moveX: 1, moveY: 0 }) // TS2345 a field is missing
  room.sendCommand({ moveX: 1, moveY: 0, fire: 1 }) // TS2322 a number for a bool
  room.sendCommand({ moveX: 1, moveY: 0, fire: true, aim: 0 }) // TS2353 a command of another game: the arena's
  room.calls.openChest('3') // TS2345 a text for a number
  room.calls.closeChest(3) // TS2339 a method that the service does not have
  room.onEvent(GrantedEvent, ({ amount }) => amount) // TS2339 a field that the event does not have
  room.own?.health // TS2339 the own avatar may be of any type: `instanceof` says which
  const client = await connect({ url: 'ws://127.0.0.1:7777' })
  const arena = await client.quickPlay(arenaSchema, { service: fieldRoomService })
  arena.sendCommand({ moveX: 1, moveY: 0, fire: true }) // TS2345 a command of another game: the field's
}

export async function test(): Promise<void> {
  await playRoom(game, { options: { chest: 2 } }) // TS2561 an option that the room does not have
  const played = await playRoom(game)
  played.world.bullet // TS2339 a table of another game
}
