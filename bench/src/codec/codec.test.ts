// The codec bench's own correctness: every contender gives back what it was given, tick by tick, within what it rounds.

import t from 'tap'
import type { Avatar, Codec } from './codec.js'
import { PEERS } from './contenders.js'
import { tickwire } from './tickwire.js'
import { type Frame, recordTrace } from './trace.js'

/** Half a step of 0.1 units, and what a 32-bit float makes of it. */
const POSITION_ERROR_MAX = 0.0501

/** Half of 256 steps of a turn; @colyseus/schema rounds the same way. */
const HEADING_ERROR_MAX = Math.PI / 256 + 1e-9

const TURN = 2 * Math.PI

const trace = recordTrace()
const frames = [...trace.join, ...trace.counted]

function isSame(frame: Frame, i: number, { x, y, heading, health }: Avatar): boolean {
  const turned = Math.abs(heading - frame.heading[i]!) % TURN
  return (
    Math.abs(x - frame.x[i]!) <= POSITION_ERROR_MAX &&
    Math.abs(y - frame.y[i]!) <= POSITION_ERROR_MAX &&
    Math.min(turned, TURN - turned) <= HEADING_ERROR_MAX &&
    health === frame.health[i]
  )
}

/** What is wrong with what a decoder shows, or undefined. */
function difference(frame: Frame, shown: Iterable<Avatar>): string | undefined {
  const left = [...shown]
  if (left.length !== frame.id.length) return `${left.length} avatars, not ${frame.id.length}`
  for (let i = 0; i < frame.id.length; i++) {
    const at = left.findIndex((avatar) => isSame(frame, i, avatar))
    if (at < 0) return `no avatar at ${frame.x[i]}, ${frame.y[i]} with health ${frame.health[i]}`
    left.splice(at, 1)
  }
  return undefined
}

/** The first thing wrong in any tick. */
function roundTrip(codec: Codec): string | undefined {
  const [encoder, decoder] = [codec.encoder(), codec.decoder()]
  for (const [tick, frame] of frames.entries()) {
    decoder.decode(encoder.encode(frame).slice())
    const wrong = difference(frame, decoder.avatars())
    if (wrong !== undefined) return `tick ${tick}: ${wrong}`
  }
  return undefined
}

for (const codec of [tickwire, ...PEERS]) {
  t.test(`${codec.name} gives back every avatar of every tick`, async (t) => {
    t.equal(roundTrip(codec), undefined)
  })
}

t.test('a wrong value and a missing avatar are noticed', async (t) => {
  const { x, y, heading, health } = frames[0]!
  const avatars = Array.from(x, (_, i) => ({ x: x[i]!, y: y[i]!, heading: heading[i]!, health: health[i]! }))
  t.equal(difference(frames[0]!, avatars), undefined)
  t.match(difference(frames[0]!, avatars.slice(1)), /avatars, not/)
  t.match(difference(frames[0]!, [{ ...avatars[0]!, x: avatars[0]!.x + 0.2 }, ...avatars.slice(1)]), /no avatar at/)
})

t.test('the trace is a fight: the same each time, with avatars that come, go, get hurt and move', async (t) => {
  t.same(recordTrace().counted[99], trace.counted[99])
  t.equal(trace.counted.length, 100)
  t.ok(trace.entities > 2_000, `${trace.entities} avatars`)
  t.ok(trace.counted.some(({ entered }) => entered.length > 0) && trace.counted.some(({ left }) => left.length > 0))
  const [first, last] = [trace.counted[0]!, trace.counted[99]!]
  const before = new Map(Array.from(first.id, (id, i) => [id, i]))
  const stayed = [...last.id.entries()].filter(([, id]) => before.has(id))
  t.ok(stayed.some(([i, id]) => last.health[i] !== first.health[before.get(id)!]))
  t.ok(stayed.every(([i, id]) => last.x[i] !== first.x[before.get(id)!]))
})
