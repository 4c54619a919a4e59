// The memory that docs/ARCHITECTURE.md promises: of a room, of a client, of an entity index. Held with room to spare, so that
// what fails is a column too many in a hot table or a buffer for the worst case, and not a few bytes of the engine's.

import arena from '@tickwire/arena'
import { Replicator } from '@tickwire/server/internals'
import t from 'tap'
import { FieldWorld, fieldSchema } from '../gen-nodejs/field.state.js'
import { BareRoom } from './bare-room.js'
import { bytesHeld } from './heap.js'

const KB = 1_024

/** An arena for ten players before anybody came. Its tables alone, with 1,000 avatars and 4,096 bullets, are 430. */
const IDLE_ROOM_KB_MAX = 1_150

/** A client of the arena, beside what it knows. */
const CLIENT_KB_MAX = 13

/** What it knows, for each entity: the list doubles, so up to half of it is empty. */
const KNOWN_BYTES_MAX = 36

/** A row of the field's avatars with what replication keeps beside it, and its team record. */
const ENTITY_BYTES_MAX = 600

function arenaRoom(players: number): BareRoom {
  const room = new BareRoom(arena, Math.max(10, players), { bots: 0, startRadius: 50 })
  for (let i = 0; i < players; i++) room.join()
  for (let tick = 0; tick < 60; tick++) room.step()
  return room
}

function replicator(avatars: number): Replicator {
  const capacity = { avatar: avatars, chest: 1, score: 1, beacon: 1, note: 1, landmark: 1 }
  return new Replicator(fieldSchema, new FieldWorld(1, capacity), 300)
}

t.test('a room costs what it is and not what it may have to carry', async (t) => {
  const kb = bytesHeld(() => arenaRoom(0)) / KB
  t.ok(kb <= IDLE_ROOM_KB_MAX, `${kb.toFixed(0)} kB`)
})

t.test('a client costs little, and follows what it knows', async (t) => {
  const [few, many] = [16, 128]
  const known = [...arenaRoom(many).room.seats.all()][0]!.client!.known.count
  t.ok(known >= many - 1, `${known} known`)
  // What the few cost is the room's: its columns have rows for 16.
  const client = (bytesHeld(() => arenaRoom(many), 4) - bytesHeld(() => arenaRoom(few), 4)) / (many - few)
  t.ok(client <= CLIENT_KB_MAX * KB + known * KNOWN_BYTES_MAX, `${client.toFixed(0)} bytes, ${known} known`)
})

t.test('an entity has a row in each column and nothing else', async (t) => {
  const [few, many] = [1_000, 4_000]
  const entity = (bytesHeld(() => replicator(many)) - bytesHeld(() => replicator(few))) / (many - few)
  t.ok(entity <= ENTITY_BYTES_MAX, `${entity.toFixed(0)} bytes`)
})
