// Codecs side by side: what one player of the arena sees, encoded and decoded by our snapshot stream and by what others use,
// in one process without sockets. Peers send the whole state in each tick, as their users do, but for @colyseus/schema,
// which sends patches as we do; ids are sent by those that need them to know an avatar again.

import { setImmediate as turn } from 'node:timers/promises'
import type { Bench, Row } from '../bench.js'
import type { Codec } from '../codec/codec.js'
import { PEERS } from '../codec/contenders.js'
import { tickwire } from '../codec/tickwire.js'
import { type Frame, recordTrace, type Trace } from '../codec/trace.js'
import { alternate, compare } from '../rounds.js'

/** One figure is the mean of as many passes over the trace as this takes, milliseconds. */
const WINDOW_MS = 200

/** Passes before those that count, milliseconds: the engine compiles meanwhile. */
const WARM_MS = 300

/** Time of one pass, milliseconds. */
type Pass = (codec: Codec) => number

export const codecBench: Bench = {
  name: 'codec',
  title: 'what one player of the arena sees, bytes and time of each avatar in each tick',
  packages: ['@tickwire/server', '@tickwire/client', '@colyseus/schema', 'msgpackr', 'thrift'],

  async run({ rounds, progress, signal }) {
    progress('recording the arena')
    const trace = recordTrace()
    const packets = new Map([tickwire, ...PEERS].map((codec) => [codec, encodeAll(codec, trace)]))
    const passes: readonly (readonly [string, Pass])[] = [
      ['encode', (codec) => encodePass(codec, trace)],
      ['decode', (codec) => decodePass(codec, packets.get(codec)!, trace.join.length)],
    ]
    const rows: Row[] = []
    for (const peer of PEERS) {
      const subject = { bench: 'codec', case: `against ${peer.name}`, better: 'lower' } as const
      const bytesOf = (codec: Codec) => countBytes(packets.get(codec)!, trace) / trace.entities
      rows.push(compare({ ...subject, metric: 'size', unit: 'bytes' }, [bytesOf(tickwire)], [bytesOf(peer)]))
      for (const [metric, pass] of passes) {
        const measure = async (codec: Codec): Promise<number> => {
          progress(`${metric}: ${codec.name}`)
          await turn() // lets a signal through
          signal.throwIfAborted()
          return (1e6 * meanMs(() => pass(codec), WINDOW_MS)) / trace.entities
        }
        for (const codec of [tickwire, peer]) meanMs(() => pass(codec), WARM_MS)
        const { ours, theirs } = await alternate(
          rounds,
          () => measure(tickwire),
          () => measure(peer),
        )
        rows.push(compare({ ...subject, metric, unit: 'ns' }, ours, theirs))
      }
    }
    return rows
  },
}

/** Every frame's bytes, those of the join first. */
function encodeAll(codec: Codec, { join, counted }: Trace): readonly Uint8Array[] {
  const encoder = codec.encoder()
  return [...join, ...counted].map((frame) => encoder.encode(frame).slice())
}

function countBytes(packets: readonly Uint8Array[], { join }: Trace): number {
  return packets.slice(join.length).reduce((sum, { length }) => sum + length, 0)
}

function encodePass(codec: Codec, { join, counted }: Trace): number {
  const encoder = codec.encoder()
  const encode = (frame: Frame): unknown => encoder.encode(frame)
  join.forEach(encode)
  const startMs = performance.now()
  counted.forEach(encode)
  return performance.now() - startMs
}

function decodePass(codec: Codec, packets: readonly Uint8Array[], joinCount: number): number {
  const decoder = codec.decoder()
  let startMs = 0
  packets.forEach((packet, i) => {
    if (i === joinCount) startMs = performance.now()
    decoder.decode(packet)
  })
  return performance.now() - startMs
}

function meanMs(pass: () => number, windowMs: number): number {
  const endMs = performance.now() + windowMs
  let [sum, count] = [0, 0]
  do {
    sum += pass()
    count++
  } while (performance.now() < endMs)
  return sum / count
}
