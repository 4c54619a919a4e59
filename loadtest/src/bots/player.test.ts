// A bot fed with the snapshots of a real arena: it follows the ticks, answers as it should, and notices whatever is missing,
// corrupted or untrue.

import { arenaSchema } from '@tickwire/arena/schema'
import {
  BitReader,
  ClientFrame,
  decodeAck,
  decodeTickDigest,
  encodeTicked,
  newCommandFrame,
  readCommands,
  ServerFrame,
} from '@tickwire/protocol'
import { CompactWriter, MessageType } from '@tickwire/protocol/thrift'
import { SteppedScheduler } from '@tickwire/server/internals'
import { Random } from '@tickwire/simulation'
import t from 'tap'
import { RESTLESS } from '../scenarios/scenario.js'
import { ArenaFeed } from './arena-feed.test.helper.js'
import type { Whereabouts } from './checker.js'
import { Player } from './player.js'
import { Recorder } from './recorder.js'

const TICK_MS = 50

function newPlayer({ whereabouts, slow = false }: { whereabouts?: Whereabouts | undefined; slow?: boolean } = {}) {
  const sent: Uint8Array[] = []
  const recorder = new Recorder()
  const player = new Player({
    name: 'bot',
    random: new Random(1),
    steering: RESTLESS,
    recorder,
    whereabouts,
    slow,
    scheduler: new SteppedScheduler(),
    send: (frame) => sent.push(frame.slice()),
  })
  return { player, sent, recorder, counts: () => recorder.counts, errors: recorder.errors }
}

/** Two bots in one arena who check each other, after some ticks. */
function pair() {
  const feed = new ArenaFeed()
  const whereabouts: Whereabouts = new Map()
  const [a, b] = [newPlayer({ whereabouts }), newPlayer({ whereabouts })]
  for (const { player } of [a, b]) player.receive(feed.welcome, 0)
  /** @param change - what the first bot is fed instead; nothing: the snapshot gets lost */
  const step = (change: (frame: Uint8Array) => Uint8Array | undefined = (frame) => frame) => {
    const [first, second] = feed.step()
    const changed = change(first)
    b.player.receive(second, feed.tick * TICK_MS)
    if (changed !== undefined) a.player.receive(changed, feed.tick * TICK_MS)
  }
  /** A tick in which the first bot gets an answer of getSelf too, as the server sends it. */
  const stepAndAsk = (change?: (frame: Uint8Array) => Uint8Array | undefined) => {
    const self = feed.self(0)
    step(change)
    a.player.receive(encodeTicked(ServerFrame.reply, feed.tick, answer()), feed.tick * TICK_MS)
    a.player.checkSelf(self)
  }
  for (let i = 0; i < 25; i++) step()
  return { feed, a, b, step, stepAndAsk }
}

/** Any answer; its call is not known, so it settles nothing. */
function answer(): Uint8Array {
  const writer = new CompactWriter(64)
  writer.begin('')
  writer.writeMessageBegin('getSelf', MessageType.REPLY, 999)
  return writer.take().slice()
}

t.test('it sends commands a few times a second, for ticks to come, and acknowledges in between', async (t) => {
  const feed = new ArenaFeed()
  const { player, sent, errors, recorder } = newPlayer()
  const commands = newCommandFrame(arenaSchema.command)
  const reader = new BitReader()
  player.receive(feed.welcome, 0)
  let seq = 0
  let quietMs = 0
  for (let nowMs = 0; nowMs < 10_000; nowMs += 10) {
    if (nowMs % TICK_MS === 0) player.receive(feed.step()[0], nowMs)
    player.turn(nowMs)
    quietMs = sent.length > 0 ? 0 : quietMs + 10
    t.ok(quietMs <= 250, 'never quiet for longer than an acknowledgement may take')
    for (const frame of sent.splice(0)) {
      if (frame[0] === ClientFrame.ack) {
        t.equal(decodeAck(frame), feed.tick)
        continue
      }
      t.ok(readCommands(reader.open(frame), arenaSchema.command, commands), 'a command frame')
      t.equal(commands.seq[0], ++seq)
      t.equal(commands.lastTickReceived, feed.tick)
      t.equal(commands.targetTick[0], feed.tick + 2)
    }
  }
  t.ok(seq >= 25 && seq <= 50, `${seq} commands in 10 s`)
  t.ok(recorder.lateness.ms(100) <= 10, 'as late as it was asked late')
  t.equal(errors.total, 0)
})

t.test('two checking bots find nothing wrong with what a real arena sends', async (t) => {
  const { a, b, stepAndAsk } = pair()
  for (let i = 0; i < 100; i++) stepAndAsk()
  t.same({ ...a.errors.kinds, ...b.errors.kinds }, {})
  t.equal(a.counts().snapshots, 125)
  t.ok(a.counts().truthChecks >= 200, 'the other bot and the own avatar, every tick')
  t.ok(
    a.counts().usefulMovers > 0 && a.counts().usefulMovers <= a.counts().sampledSnapshots,
    'one other mover in sight',
  )
})

t.test(
  'a snapshot that says so: missing ones are counted one by one, but not for a bot that reads slowly',
  async (t) => {
    // After the kind: another tick than the usual, varuint(4) of 4 ticks, missed, and nothing else in the header.
    const jump = Uint8Array.of(ServerFrame.snapshot, 0b1001_0011, 0)
    for (const slow of [false, true]) {
      const feed = new ArenaFeed()
      const { player, errors } = newPlayer({ slow })
      player.receive(feed.welcome, 0)
      player.receive(jump, TICK_MS)
      t.equal(errors.kinds.gap?.count, slow ? undefined : 3)
    }
  },
)

t.test('a snapshot that is lost without a word is noticed at the next answer', async (t) => {
  const { a, step, stepAndAsk } = pair()
  step(() => undefined)
  stepAndAsk()
  step()
  t.ok(a.errors.total > 0, 'noticed')
  t.match(a.errors.kinds.decode?.first, /after an answer of tick/)
})

t.test('three of four flipped bits are noticed within a second', async (t) => {
  let noticed = 0
  let flipped = 0
  // Both run straight on, turn, and run straight on.
  for (let later = 0; later < 10; later++) {
    let bits = Number.POSITIVE_INFINITY
    for (let bit = 8; bit < bits; bit++) {
      const { a, step, stepAndAsk } = pair()
      for (let i = 0; i < later; i++) step()
      stepAndAsk((frame) => {
        bits = frame.length * 8
        const changed = frame.slice()
        changed[bit >> 3]! ^= 1 << (bit & 7)
        return changed
      })
      for (let i = 0; i < 20; i++) stepAndAsk()
      flipped++
      if (a.errors.total > 0) noticed++
    }
  }
  // The others are in the own velocity, of which nobody else has a word.
  t.ok(noticed >= 0.75 * flipped, `${noticed} of ${flipped} flipped bits were noticed`)
})

t.test('an avatar that is elsewhere than the server says is an untruth', async (t) => {
  const { feed, a, step } = pair()
  const self = feed.self(0)
  step()
  a.player.receive(encodeTicked(ServerFrame.reply, feed.tick, answer()), 0)
  a.player.checkSelf({ ...self, x: self.x + 0.1 })
  t.match(a.errors.kinds.truth, { count: 1, first: /x is .* in the snapshots and .* in the answer/ })
})

t.test(
  'a checking bot compares at each check, reports what differs, and is right again after the resync',
  async (t) => {
    const { feed, a, b, step } = pair()
    const receive = ({ player }: typeof a, frame: Uint8Array): void => player.receive(frame, feed.tick * TICK_MS)
    a.sent.length = 0
    receive(a, feed.check(0))
    receive(b, feed.check(1))
    t.equal(a.errors.total + b.errors.total + a.sent.length, 0)
    // A bit of the owner record, of which nobody else has a word.
    step((frame) => frame.map((byte, i) => (i === 2 ? byte ^ 0x08 : byte)))
    a.sent.length = 0
    receive(a, feed.check(0))
    t.match(a.errors.kinds, { desync: { count: 1, first: /^bot, tick \d+: digest \d+, the server's \d+$/ } })
    t.equal(a.sent[0]![0], ClientFrame.mismatch)
    const said = decodeTickDigest(a.sent[0]!)!
    t.equal(said.tick, feed.tick)
    t.not(said.digest, decodeTickDigest(feed.check(0))!.digest)
    const errors = a.errors.total
    receive(a, feed.resync(0))
    receive(a, feed.check(0))
    for (let i = 0; i < 5; i++) step()
    receive(a, feed.check(0))
    t.equal(a.errors.total, errors, 'nothing since')
    receive(a, feed.resync(0).subarray(0, 20))
    t.match(a.errors.kinds.decode?.first, /TRUNCATED in a resync/)
  },
)

t.test('a bot that reads headers only lets checks and resyncs pass, but for one of another tick', async (t) => {
  const feed = new ArenaFeed()
  const { player, sent, errors } = newPlayer()
  player.receive(feed.welcome, 0)
  player.receive(feed.step()[0], 50)
  sent.length = 0
  player.receive(feed.check(0), 50)
  player.receive(feed.resync(0), 50)
  t.equal(errors.total + sent.length, 0)
  feed.step()
  player.receive(feed.check(0), 100)
  t.match(errors.kinds.decode?.first, /a check that is not of the snapshot before it/)
})

t.test('every bot notices a malformed header, an unknown frame and a missing welcome', async (t) => {
  const { player, errors } = newPlayer()
  player.receive(new ArenaFeed().welcome, 0)
  player.receive(Uint8Array.of(ServerFrame.snapshot), 50)
  player.receive(Uint8Array.of(0x7f), 50)
  t.equal(errors.kinds.decode?.count, 2)
  const unwelcome = newPlayer()
  unwelcome.player.receive(Uint8Array.of(ServerFrame.snapshot, 0, 0), 0)
  t.match(unwelcome.errors.kinds.decode, { first: /no welcome/ })
})
