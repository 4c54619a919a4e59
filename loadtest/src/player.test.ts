// A bot fed by hand: it follows the ticks, answers as it should, and notices whatever is missing or corrupted.

import { arenaSchema } from '@tickwire/arena/schema'
import {
  BitReader,
  BitWriter,
  ClientFrame,
  decodeAck,
  encodeTicked,
  encodeWelcome,
  Group,
  newCommandFrame,
  OwnerKind,
  readCommands,
  ServerFrame,
  writeVaruint,
} from '@tickwire/protocol'
import { Random } from '@tickwire/simulation'
import t from 'tap'
import { ErrorTally } from './error-tally.js'
import { Player, ticksOfHeader } from './player.js'

const WELCOME = encodeWelcome({ tick: 100, tickRateHz: 20, emissionInterval: 1, seat: 0 })

/** A snapshot in which nothing changes. @param ticks - since the one before, 1: the usual */
function emptySnapshot(ticks = 1): Uint8Array {
  const w = new BitWriter(64)
  w.write(ServerFrame.snapshot, 8)
  w.write(ticks === 1 ? 0 : 1, 1)
  if (ticks !== 1) writeVaruint(w, ticks, Group.tick)
  w.write(0, 1) // time factor
  w.write(0, 1) // command acknowledgement
  w.write(OwnerKind.unchanged, 2)
  w.write(0, 1) // structure
  writeVaruint(w, 0, Group.events)
  return w.bytes().slice()
}

function newPlayer({ checks }: { checks: boolean }) {
  const sent: Uint8Array[] = []
  const errors = new ErrorTally()
  const traffic = { snapshots: 0, bytes: 0 }
  const send = (frame: Uint8Array) => sent.push(frame.slice())
  const player = new Player({ name: 'bot', checks, random: new Random(1), traffic, errors, send })
  player.receive(WELCOME, 0)
  return { player, sent, errors, traffic }
}

t.test('a header says how many ticks it goes on', async (t) => {
  t.equal(ticksOfHeader(emptySnapshot(), 1), 1)
  t.equal(ticksOfHeader(emptySnapshot(), 3), 3)
  t.equal(ticksOfHeader(emptySnapshot(40), 1), 40)
  t.equal(ticksOfHeader(Uint8Array.of(ServerFrame.snapshot), 1), undefined)
  t.equal(ticksOfHeader(Uint8Array.of(ServerFrame.reply, 0, 0), 1), undefined)
})

t.test('it sends commands a few times a second, for ticks to come, and acknowledges in between', async (t) => {
  const { player, sent, errors } = newPlayer({ checks: true })
  const commands = newCommandFrame(arenaSchema.command)
  const reader = new BitReader()
  let seq = 0
  for (let i = 1; i <= 200; i++) {
    player.receive(emptySnapshot(), 50 * i)
    for (const frame of sent.splice(0)) {
      if (frame[0] === ClientFrame.ack) {
        t.equal(decodeAck(frame), 100 + i)
        continue
      }
      t.ok(readCommands(reader.open(frame), arenaSchema.command, commands), 'a command frame')
      t.equal(commands.seq[0], ++seq)
      t.equal(commands.lastTickReceived, 100 + i)
      t.equal(commands.targetTick[0], 100 + i + 2)
    }
  }
  t.ok(seq >= 25 && seq <= 50, `${seq} commands in 10 s`)
  t.equal(errors.total, 0)
})

t.test('it is never quiet for longer than an acknowledgement may take', async (t) => {
  const { player, sent } = newPlayer({ checks: false })
  for (let i = 1, quiet = 0; i <= 200; i++) {
    player.receive(emptySnapshot(), 50 * i)
    quiet = sent.splice(0).length > 0 ? 0 : quiet + 1
    t.ok(quiet < 4)
  }
})

t.test('what it received is counted, messages are not', async (t) => {
  const { player, traffic, errors } = newPlayer({ checks: false })
  player.receive(emptySnapshot(), 50)
  player.receive(encodeTicked(ServerFrame.message, 101, Uint8Array.of(1)), 60)
  t.same(traffic, { snapshots: 1, bytes: emptySnapshot().length })
  t.equal(errors.total, 0)
})

t.test('missing snapshots are counted one by one', async (t) => {
  const { player, errors } = newPlayer({ checks: true })
  player.receive(emptySnapshot(), 50)
  player.receive(emptySnapshot(4), 250)
  t.match(errors.kinds, { gap: { count: 3 } })
  t.equal(errors.total, 3)
})

t.test('a checking bot notices a corrupted body, once', async (t) => {
  const { player, errors } = newPlayer({ checks: true })
  const corrupted = Uint8Array.of(...emptySnapshot(), 0xff)
  player.receive(corrupted, 50)
  player.receive(corrupted, 100)
  t.match(errors.kinds, { decode: { count: 1, first: /TRAILING_BITS in the snapshot of tick 101/ } })
})

t.test('every bot notices a malformed header, an unknown frame and a missing welcome', async (t) => {
  const { player, errors } = newPlayer({ checks: false })
  player.receive(Uint8Array.of(ServerFrame.snapshot), 50)
  player.receive(Uint8Array.of(0x7f), 50)
  t.equal(errors.kinds.decode?.count, 2)
  const unwelcome = new ErrorTally()
  const traffic = { snapshots: 0, bytes: 0 }
  const options = { name: 'bot', checks: false, random: new Random(1), traffic, errors: unwelcome, send: () => {} }
  new Player(options).receive(emptySnapshot(), 0)
  t.match(unwelcome.kinds, { decode: { first: /no welcome/ } })
})
