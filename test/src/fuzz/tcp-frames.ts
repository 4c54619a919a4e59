// Fuzz target: the reader that cuts a TCP stream into frames. However the stream is cut into chunks, the same frames come
// out, none is over the limit, and nothing comes after a length that is refused.

import { FrameReader } from '@tickwire/server/internals'
import { Random } from '@tickwire/simulation'
import { expect, type FuzzTarget } from './target.js'

/** Small, so that inputs meet it. */
const FRAME_BYTES_MAX = 300

/** The first bytes of an input say how its stream is cut. */
const SEED_BYTES = 4

export const tcpFrames: FuzzTarget = {
  name: 'tcp-frames',
  what: 'the TCP frame reader: the same frames however the stream is cut, none over the limit',
  seeds: () => [
    Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 2, 7, 7),
    Uint8Array.of(0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1, 9, 0, 0),
    Uint8Array.from([0, 0, 0, 3, 0, 0, 1, 44, ...new Uint8Array(FRAME_BYTES_MAX), 0, 0, 1, 45, 5]),
    Uint8Array.of(0, 0, 0, 4, 0xff, 0xff, 0xff, 0xff, 1),
  ],
  run(input) {
    const bytes = Buffer.from(input)
    const stream = bytes.subarray(SEED_BYTES)
    const seed = bytes.length < SEED_BYTES ? 0 : bytes.readUInt32BE(0)
    const whole = framesOf([stream])
    const cut = framesOf(chunksOf(stream, new Random(seed)))
    expect(whole.readable === cut.readable, `readable whole: ${whole.readable}, cut: ${cut.readable}`)
    expect(whole.waits === cut.waits, 'they differ in whether a frame has begun')
    expect(whole.frames.join() === cut.frames.join(), 'they differ in their frames')
    for (const frame of whole.frames) expect(frame.length <= 2 * FRAME_BYTES_MAX, 'a frame is over the limit')
  },
}

function framesOf(chunks: readonly Buffer[]): { frames: string[]; readable: boolean; waits: boolean } {
  const reader = new FrameReader(FRAME_BYTES_MAX)
  const frames: string[] = []
  const readable = chunks.every((chunk) => reader.push(chunk, 1, (frame) => frames.push(frame.toString('hex'))))
  return { frames, readable, waits: reader.startedAtMs !== undefined }
}

function chunksOf(stream: Buffer, random: Random): Buffer[] {
  const chunks: Buffer[] = []
  for (let at = 0; at < stream.length; ) {
    const length = random.chance(0.5) ? 1 + random.below(5) : 1 + random.below(400)
    // A copy, as a socket's chunks are: what is kept of it must have been copied.
    chunks.push(Buffer.from(stream.subarray(at, at + length)))
    at += length
  }
  return chunks
}
