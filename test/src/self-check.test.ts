// The self-check against faults that are put in on purpose: in a client's memory, in the server's, on the way. Each is noticed
// at the next check, counted and dumped, and mended by one exchange, and nobody else is troubled. Then clients that lie.

import { Replica } from '@tickwire/client'
import { replayDump } from '@tickwire/client/replay-dump'
import {
  ClientFrame,
  decodeTickDigest,
  EnterReason,
  encodeTickDigest,
  LeaveReason,
  ServerFrame,
} from '@tickwire/protocol'
import {
  MISMATCHES_IN_A_ROW_MAX,
  type ReplicationClient,
  SELF_CHECK_INTERVAL_TICKS,
  type SelfCheck,
} from '@tickwire/server/internals'
import t, { type Test } from 'tap'
import {
  Avatar,
  type AvatarView,
  Chest,
  type ChestView,
  type FieldWorld,
  type OwnAvatar,
} from '../gen-nodejs/field.state.js'
import { fieldGame } from './field-game.js'
import { RawPlayer } from './raw-client.js'
import { type SteppedPlayer, SteppedServer } from './stepped-server.js'

const STEP_MS = 50
/** Everybody is checked once within it. */
const INTERVAL_MS = SELF_CHECK_INTERVAL_TICKS * STEP_MS

/** Two players with the SDK who see each other and chests, and a third who keeps its frames. */
async function place() {
  const server = new SteppedServer({ expectsDesyncs: true, roomOptions: { chests: 2 } })
  const ada = await server.join('Ada')
  const ben = await server.join('Ben')
  const cat = await RawPlayer.join(server, ada.roomId, 'Cat')
  ben.room.sendCommand({ moveX: 8, moveY: 2, fire: false })
  await server.advance(INTERVAL_MS + 1_000)
  return { server, ada, ben, cat, world: server.room(ada.roomId).world as FieldWorld }
}

type Place = Awaited<ReturnType<typeof place>>

const framesOf = ({ frames }: RawPlayer, kind: number): Uint8Array[] => frames.filter((frame) => frame[0] === kind)

const viewOf = ({ room }: SteppedPlayer, id: number): AvatarView => room.entities.get(id) as AvatarView

/** The server's half of a player's replication. */
function clientOf({ server, playerId, roomId }: SteppedPlayer): ReplicationClient {
  return server.room(roomId).seats.of(playerId)!.client!
}

/** The self-check of a player's room. */
function selfCheckOf(server: SteppedServer, { roomId }: SteppedPlayer): SelfCheck | undefined {
  return (server.room(roomId) as unknown as { selfCheck: SelfCheck | undefined }).selfCheck
}

/** What a player with the SDK knows now that is not so in the world. */
function differences({ room }: SteppedPlayer, { avatar, chest }: FieldWorld): string[] {
  const found: string[] = []
  const compare = (what: string, shown: number, is: number): void => {
    if (Math.abs(shown - is) > 0.0501) found.push(`${what} is ${is} and shown as ${shown}`)
  }
  for (let row = 0; row < avatar.end; row++) {
    const view = [...room.of(Avatar), room.own as OwnAvatar].find(({ id }) => id === avatar.id[row])
    for (const field of ['x', 'y', 'health'] as const) {
      compare(`${field} of avatar ${avatar.id[row]}`, view?.[field] ?? Number.NaN, avatar[field][row]!)
    }
  }
  for (let row = 0; row < chest.end; row++) {
    const view = room.entities.get(chest.id[row]!) as ChestView | undefined
    compare(`x of chest ${chest.id[row]}`, view?.x ?? Number.NaN, chest.x[row]!)
  }
  return found
}

/** One desync, of this player, whose dump replays to that fault. */
function assertDump(t: Test, { server }: Place, { playerId, roomId }: SteppedPlayer, fault: string): void {
  const [dump, ...more] = server.report.desyncs
  t.same(more, [], 'once')
  const seat = server.room(roomId).seats.of(playerId)!.number
  t.match(dump, { roomId, kind: 'field', schemaHash: server.field.schema.hash, seat, emissionInterval: 1 })
  t.not(dump!.serverDigest, dump!.clientDigest)
  const read = JSON.parse(JSON.stringify(dump))
  let frames = 0
  const replayed = replayDump(server.field.schema, read, () => frames++)
  t.equal(replayed.fault, fault)
  t.equal(replayed.digest, fault === 'server' ? dump!.clientDigest : dump!.serverDigest)
  t.equal(replayed.replica.tick, dump!.tick)
  t.equal(frames, SELF_CHECK_INTERVAL_TICKS + 1, 'the checkpoint, and what came since')
}

/** Nobody but Ada has noticed anything. */
function assertOthersUnharmed(t: Test, { ada, ben, cat, world }: Place): void {
  t.same([ada.closedWith, ben.closedWith, cat.closedWith], [undefined, undefined, undefined])
  t.equal(framesOf(cat, ServerFrame.resync).length, 0)
  t.same(differences(ben, world), [])
}

t.test('rule 8: a value that goes wrong in a client is noticed at the next check and set right', async (t) => {
  const here = await place()
  const { server, ada, ben, world } = here
  const benId = (ben.room.own as OwnAvatar).id
  const view = viewOf(ada, benId)
  const notices: string[] = []
  ada.room.onEnter(({ id }) => notices.push(`enter ${id}`))
  ada.room.onLeave(({ id }) => notices.push(`leave ${id}`))
  notices.length = 0 // those of what was there
  view.health = 1
  t.not(differences(ada, world).length, 0, 'the fault')
  await server.advance(INTERVAL_MS)
  t.same(differences(ada, world), [])
  t.equal(viewOf(ada, benId), view, 'an entity that stays keeps its view')
  t.same(notices, [])
  assertDump(t, here, ada, 'client')
  assertOthersUnharmed(t, here)
  await server.advance(2 * INTERVAL_MS)
  t.equal(server.report.desyncs.length, 1, 'it stays right')
})

t.test('a baseline that goes wrong in the server misleads the client by its bytes, and is set right', async (t) => {
  const here = await place()
  const { server, ada, world } = here
  // What the server takes Ada to hold of her own avatar: the next change is then told from there.
  const client = clientOf(ada)
  client.setOwned(0, client.owned(0) + 256, client.ownedRate(0))
  ada.room.sendCommand({ moveX: 30, moveY: 0, fire: false })
  await server.advance(300)
  t.not(differences(ada, world).length, 0, 'the fault')
  await server.advance(INTERVAL_MS)
  t.same(differences(ada, world), [])
  assertDump(t, here, ada, 'server')
  assertOthersUnharmed(t, here)
})

t.test('a baseline that all share: everybody who knows the entity is set right', async (t) => {
  const here = await place()
  const { server, ada, ben, cat, world } = here
  const room = server.room(ada.roomId) as unknown as {
    replicator: { current: { encoders: readonly { xLast: Int32Array }[] } }
  }
  room.replicator.current.encoders[Chest.id]!.xLast[0]! += 7
  await server.advance(500)
  t.not(differences(ada, world).length, 0, 'the fault')
  await server.advance(INTERVAL_MS)
  t.same([...differences(ada, world), ...differences(ben, world)], [])
  t.equal(cat.closedWith, 'differs from the server', 'and who does not ask for it keeps it')
  t.equal(server.report.desyncs.length, 2)
  for (const dump of server.report.desyncs) t.equal(replayDump(server.field.schema, dump).fault, 'server')
})

t.test('a snapshot that gets lost on the way is noticed, even if it said next to nothing', async (t) => {
  const here = await place()
  const { server, ada, world } = here
  let lost = 0
  ada.playSocket.loses = (message) => message[0] === ServerFrame.snapshot && lost++ === 0
  await server.advance(300)
  t.equal(ada.room.stats.tick, server.room(ada.roomId).tickNumber - 2, 'the fault: it is a tick behind')
  await server.advance(INTERVAL_MS)
  t.equal(ada.room.stats.tick, server.room(ada.roomId).tickNumber - 1)
  t.same(differences(ada, world), [])
  assertDump(t, here, ada, 'client')
  assertOthersUnharmed(t, here)
})

/** Does what the SDK does. */
class Honest extends RawPlayer {
  override received(message: Uint8Array): void {
    super.received(message)
    if (message[0] === ServerFrame.resync) this.replica.resync(message)
  }

  protected override compare(message: Uint8Array): void {
    const { tick, digest } = decodeTickDigest(message)!
    const own = this.replica.digest()
    if (own !== digest) this.send(encodeTickDigest(ClientFrame.mismatch, { tick, digest: own }))
  }
}

t.test('a slot that a client lost comes back as an enter, one that it dreamt up leaves', async (t) => {
  const here = await place()
  const { server, ada } = here
  const dan = await Honest.join(server, ada.roomId, 'Dan')
  await server.advance(INTERVAL_MS)
  const notices: string[] = []
  const inside = dan.replica as unknown as { slots: unknown[]; listener: object }
  inside.listener = {
    entered: ({ id }: AvatarView, reason: number) => notices.push(`enter ${id} ${reason}`),
    left: ({ id }: AvatarView, reason: number) => notices.push(`leave ${id} ${reason}`),
    event: () => {},
  }
  const [chest] = [...dan.replica.entities.values()].filter(({ type }) => type === Chest.id)
  const dream = Chest.createView(9_999)
  dream.asleep = true
  inside.slots[inside.slots.indexOf(chest)] = dream
  dan.replica.entities.delete(chest!.id)
  dan.replica.entities.set(9_999, dream)
  await server.advance(INTERVAL_MS)
  t.same(notices, [`leave 9999 ${LeaveReason.OUT_OF_RANGE}`, `enter ${chest!.id} ${EnterReason.CAME_INTO_VIEW}`])
  t.same(
    [...dan.replica.entities.keys()].filter((id) => id === 9_999 || id === chest!.id),
    [chest!.id],
  )
  await server.advance(INTERVAL_MS)
  t.equal(server.report.desyncs.length, 1)
  assertOthersUnharmed(t, here)
})

t.test('each client is checked once an interval, spread over the ticks, behind a snapshot of that tick', async (t) => {
  const schema = fieldGame().schema
  for (const sendRateHz of [schema.tickRateHz, schema.tickRateHz / 2, schema.tickRateHz / 5]) {
    const server = new SteppedServer({ field: fieldGame({ sendRateHz }) })
    const first = await server.join('Ada')
    const players: RawPlayer[] = []
    for (let i = 0; i < 5; i++) players.push(await RawPlayer.join(server, first.roomId, `player ${i}`))
    await server.advance(4 * INTERVAL_MS)
    const ticks = players.map((player) =>
      framesOf(player, ServerFrame.check).map((frame) => decodeTickDigest(frame)!.tick),
    )
    for (const of of ticks) {
      t.ok(of.length >= 3, `${of.length} checks`)
      for (let i = 1; i < of.length; i++) {
        const late = Math.abs(of[i]! - of[i - 1]! - SELF_CHECK_INTERVAL_TICKS)
        t.ok(late < schema.tickRateHz / sendRateHz, `${of[i]} after ${of[i - 1]}`)
      }
    }
    if (sendRateHz === schema.tickRateHz)
      t.equal(new Set(ticks.map((of) => of[1])).size, players.length, 'no two in one tick')
    for (const player of players) {
      player.frames.forEach((frame, i) => {
        if (frame[0] === ServerFrame.check) t.equal(player.frames[i - 1]![0], ServerFrame.snapshot)
      })
      t.equal(player.closedWith, undefined)
    }
  }
})

/** Says that every check has failed. */
class Liar extends RawPlayer {
  protected override compare(message: Uint8Array): void {
    const { tick, digest } = decodeTickDigest(message)!
    this.send(encodeTickDigest(ClientFrame.mismatch, { tick, digest: (digest ^ 1) >>> 0 }))
  }
}

t.test('a client that differs again and again is closed, after a resync for each check but the last', async (t) => {
  const here = await place()
  const { server, ada } = here
  const liar = await Liar.join(server, ada.roomId, 'Liar')
  await server.advance((MISMATCHES_IN_A_ROW_MAX + 1) * INTERVAL_MS)
  t.equal(liar.closedWith, 'PROTOCOL_ERROR')
  t.match(liar.closeText, /differs at every check/)
  t.equal(framesOf(liar, ServerFrame.resync).length, MISMATCHES_IN_A_ROW_MAX - 1)
  t.equal(server.report.desyncs.length, MISMATCHES_IN_A_ROW_MAX)
  t.equal(server.report.snapshots.get('oversized'), undefined)
  assertOthersUnharmed(t, here)
})

t.test('a mismatch that nobody asked about is a protocol error', async (t) => {
  const cases: [string, (check: Uint8Array) => Uint8Array[]][] = [
    ['of another tick', ([, ...rest]) => [Uint8Array.of(ClientFrame.mismatch, rest[0]! ^ 1, ...rest.slice(1))]],
    ['with the digest of the check', ([, ...rest]) => [Uint8Array.of(ClientFrame.mismatch, ...rest)]],
    ['that is cut off', ([, ...rest]) => [Uint8Array.of(ClientFrame.mismatch, ...rest.slice(1))]],
    [
      'said twice',
      ([, ...rest]) => {
        const frame = Uint8Array.of(ClientFrame.mismatch, ...rest)
        frame[8]! ^= 1
        return [frame, frame]
      },
    ],
  ]
  for (const [what, framesFor] of cases) {
    class Odd extends RawPlayer {
      protected override compare(message: Uint8Array): void {
        for (const frame of framesFor(message)) this.send(frame)
      }
    }
    const { server, ada } = await place()
    const odd = await Odd.join(server, ada.roomId, 'Odd')
    await server.advance(INTERVAL_MS)
    t.equal(odd.closedWith, 'PROTOCOL_ERROR', what)
    t.equal(server.report.desyncs.length, what === 'said twice' ? 1 : 0)
  }
})

t.test('a check that was passed cannot fail later', async (t) => {
  const { server, cat } = await place()
  const { tick, digest } = decodeTickDigest(framesOf(cat, ServerFrame.check).at(-1)!)!
  cat.send(encodeTickDigest(ClientFrame.mismatch, { tick, digest: (digest ^ 1) >>> 0 }))
  await server.advance(STEP_MS)
  t.equal(cat.closedWith, 'PROTOCOL_ERROR')
})

t.test('a client that ignores checks is left alone', async (t) => {
  class Deaf extends RawPlayer {
    protected override compare(): void {}
  }
  const { server, ada } = await place()
  const deaf = await Deaf.join(server, ada.roomId, 'Deaf')
  await server.advance(5 * INTERVAL_MS)
  t.equal(deaf.closedWith, undefined)
  t.ok(framesOf(deaf, ServerFrame.check).length >= 4)
  t.equal(framesOf(deaf, ServerFrame.resync).length, 0)
})

t.test('what does not fit a resync closes the client TOO_LARGE', async (t) => {
  const here = await place()
  const { server, ada } = here
  const liar = await Liar.join(server, ada.roomId, 'Liar')
  const { number } = [...server.room(ada.roomId).seats.all()].at(-1)!
  selfCheckOf(server, ada)!.afterSnapshot = ({ seat }) => seat !== number
  await server.advance(STEP_MS)
  t.equal(liar.closedWith, 'TOO_LARGE')
  assertOthersUnharmed(t, here)
})

t.test('without the option nothing is checked, and nothing may be reported', async (t) => {
  const server = new SteppedServer({ selfCheck: false })
  const ada = await server.join('Ada')
  const cat = await RawPlayer.join(server, ada.roomId, 'Cat')
  await server.advance(2 * INTERVAL_MS)
  t.equal(framesOf(cat, ServerFrame.check).length, 0)
  t.equal(selfCheckOf(server, ada), undefined)
  cat.send(encodeTickDigest(ClientFrame.mismatch, { tick: cat.replica.tick, digest: 1 }))
  await server.advance(STEP_MS)
  t.equal(cat.closedWith, 'PROTOCOL_ERROR')
})

t.test('a dump says why it cannot be replayed', async (t) => {
  const { server, cat } = await place()
  const { schema } = server.field
  const dump = {
    roomId: 'field-1',
    kind: 'field',
    schemaHash: schema.hash,
    seat: 0,
    tick: 70,
    emissionInterval: 1,
    serverDigest: 1,
    clientDigest: 2,
  }
  t.throws(() => replayDump(schema, dump), /had grown too large/)
  t.throws(() => replayDump(schema, { ...dump, schemaHash: '00' }), /of schema 00, not/)
  const frame = Buffer.from(framesOf(cat, ServerFrame.snapshot)[0]!).toString('hex')
  const broken = replayDump(schema, { ...dump, checkpoint: `${frame}00` })
  t.match(broken, { fault: 'neither', failure: 'TRAILING_BITS' })
  t.ok(broken.replica instanceof Replica)
})
