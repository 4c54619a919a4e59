// What a client may not know is not in what it is sent, in no form: two fields that differ only in hidden values make the same
// bytes for who is not entitled, packet by packet, and other bytes for who is. Netcode rule 14.

import { decodeTickDigest, ServerFrame } from '@tickwire/protocol'
import { RecordedLink, Replicator, SelfCheck } from '@tickwire/server/internals'
import { NO_SEAT, Random } from '@tickwire/simulation'
import t from 'tap'
import { Chest, FieldWorld, fieldSchema } from '../gen-nodejs/field.state.js'

const TICKS = 120
const TICK_MS = 50
const VIEW_RADIUS = 300

/** Who knows everything that is hidden here, and who does not: of another team, of no team. */
const INSIDER = 0
const OUTSIDERS = [1, 2]
const RED = 1
const BLUE = 2

/** Behind the seats in what `packetsOf` answers: who only watches. */
const SPECTATOR = 3

/** A chest that `canSee` hides from the outsiders. */
const HIDDEN_CHEST = 0

type Secret = (world: FieldWorld, random: Random) => void

/** What is hidden, and how it changes in one tick; `random` is all that two runs differ in. */
const SECRETS: Readonly<Record<string, Secret>> = {
  'fields of the team'({ avatar }, random) {
    avatar.mana[INSIDER] = random.below(2_001)
    avatar.ready[INSIDER] = random.below(2)
    avatar.badge[INSIDER] = random.below(10_000)
    const ally = 3
    if (random.chance(0.3)) avatar.mana[ally] = random.below(2_001)
    if (random.chance(0.1)) avatar.ready[ally] = random.below(2)
    avatar.badge[ally] = random.below(10_000)
  },
  'fields of the owner'({ avatar }, random) {
    if (random.chance(0.3)) avatar.ammo[INSIDER] = random.below(1_000)
    avatar.cooldown[INSIDER] = random.between(0, 10)
  },
  'an entity that canSee hides'({ chest }, random) {
    chest.x[HIDDEN_CHEST] = random.between(0, 400)
    if (random.chance(0.3)) chest.open[HIDDEN_CHEST] = random.below(2)
    if (random.chance(0.1)) chest.jump(HIDDEN_CHEST)
  },
  'an entity of the team'({ beacon }, random) {
    if (random.chance(0.3)) beacon.x[0] = random.between(0, 4_096)
    if (random.chance(0.3)) beacon.lit[0] = random.below(2)
  },
  'an entity of one seat'({ note }, random) {
    if (random.chance(0.3)) note.line[0] = `secret ${random.below(1e6)}`
  },
  'events to the team'({ rallied, pinged }, random) {
    for (let i = random.below(3); i > 0; i--) rallied.emit(RED, random.below(256))
    for (let i = random.below(3); i > 0; i--) pinged.emit(RED, random.below(256))
  },
  'events to one seat'({ granted }, random) {
    for (let i = random.below(3); i > 0; i--) granted.emit(INSIDER, random.below(32))
  },
}

/** Avatars of the insider, the outsiders and an ally stand together; chests, a beacon, a note; what is of no team, too. */
function newField(): FieldWorld {
  const world = new FieldWorld(1, { avatar: 5, chest: 3, score: 1, beacon: 2, note: 2, landmark: 1 })
  const { avatar, chest, beacon, note, landmark } = world
  world.teamOf.set([RED, BLUE])
  for (const team of [RED, BLUE, 0, RED, 0]) {
    const row = avatar.spawn()
    avatar.x[row] = 100 + 20 * row
    avatar.y[row] = 100
    avatar.ownerTeam[row] = team
  }
  for (let i = 0; i < 3; i++) chest.y[chest.spawn()] = 150
  for (const team of [RED, 0]) beacon.ownerTeam[beacon.spawn()] = team
  note.ownerSeat[note.spawn()] = INSIDER
  note.line[note.spawn()] = 'for nobody'
  landmark.spawn()
  return world
}

/** All bytes that each seat and a spectator is sent, by packets; a packet that the link drops counts too. Each check fails, so a resync follows. */
function packetsOf(secret: Secret, seed: number): string[][] {
  const world = newField()
  const isSeen = (seat: number, { type, row }: { type: number; row: number }): boolean =>
    seat === INSIDER || type !== Chest.id || row !== HIDDEN_CHEST
  const replicator = new Replicator(fieldSchema, world, VIEW_RADIUS, isSeen)
  const packets: string[][] = [INSIDER, ...OUTSIDERS, SPECTATOR].map(() => [])
  const checks = new SelfCheck(fieldSchema, replicator.current)
  const clients = packets.map((sent, row) => {
    const send = (bytes: Uint8Array): number => (sent.push(Buffer.from(bytes).toString('hex')) % 9 === 0 ? 2 : 1)
    const link = new RecordedLink({ send, bufferedBytes: () => 0 })
    const client = row === SPECTATOR ? replicator.createSpectator(row, link, 0) : replicator.createClient(row, link, 0)
    return { client, check: checks.follow(client, link) }
  })
  const [open, hidden] = [new Random(7), new Random(seed)]
  for (let tick = 1; tick <= TICKS; tick++) {
    walk(world, open)
    secret(world, hidden)
    world.snap()
    for (const { client } of clients) if (!client.isSpectator) replicator.follow(client, world.avatar.id[client.seat]!)
    replicator.emit(
      tick,
      clients.map(({ client }) => client),
    )
    for (const { client, check } of clients) {
      if (replicator.send(client, tick * TICK_MS, 1) === 'sent') check.afterSnapshot()
      const last = Buffer.from(packets[client.row]!.at(-1)!, 'hex')
      if (last[0] === ServerFrame.check) check.report({ tick, digest: ~decodeTickDigest(last)!.digest >>> 0 })
      client.congestion.acknowledge(client.lastTick, tick * TICK_MS)
    }
  }
  return packets
}

/** How many of the packets. */
function ofKind(packets: readonly string[], kind: number): number {
  return packets.filter((packet) => Number.parseInt(packet.slice(0, 2), 16) === kind).length
}

/** What everybody sees: it moves, rests and jumps while secrets change. */
function walk({ avatar, chest, explosion }: FieldWorld, random: Random): void {
  for (let row = 0; row < avatar.end; row++) {
    if (random.chance(0.5)) avatar.x[row] = avatar.x[row]! + random.between(-5, 5)
    if (random.chance(0.02)) avatar.jump(row)
  }
  if (random.chance(0.1)) chest.open[1] = 1 - chest.open[1]!
  if (random.chance(0.1)) explosion.emit(100, 100)
}

for (const [name, secret] of Object.entries(SECRETS)) {
  t.test(`rule 14: ${name}: who may not know is sent the same bytes, whatever they are`, async (t) => {
    const [one, other] = [packetsOf(secret, 1), packetsOf(secret, 2)]
    for (const seat of [...OUTSIDERS, SPECTATOR]) {
      t.equal(ofKind(one[seat]!, ServerFrame.snapshot), TICKS)
      t.ok(ofKind(one[seat]!, ServerFrame.check) > 0 && ofKind(one[seat]!, ServerFrame.resync) > 0)
      t.same(one[seat], other[seat], `client ${seat}`)
    }
    t.notSame(one[INSIDER], other[INSIDER], 'who may know is told')
  })
}

t.test('what belongs to no team and no seat is for nobody', async (t) => {
  const orphans: Secret = ({ avatar, beacon, note, rallied, granted }, random) => {
    const orphan = 4
    avatar.mana[orphan] = random.below(2_001)
    beacon.lit[1] = random.below(2)
    note.line[1] = `secret ${random.below(1e6)}`
    rallied.emit(0, random.below(256))
    granted.emit(NO_SEAT, random.below(32))
  }
  t.same(packetsOf(orphans, 1), packetsOf(orphans, 2))
})
