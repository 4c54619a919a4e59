// Fuzz target: the small frames of `/play` and what a hello carries. What decodes is what its encoder makes, so there is one
// way to write each; a seat token is good once, and nothing but the token itself is taken for it.

import {
  ClientFrame,
  decodeAck,
  decodeHello,
  decodeTickDigest,
  decodeTicked,
  decodeWelcome,
  encodeAck,
  encodeHello,
  encodeTickDigest,
  encodeTicked,
  encodeWelcome,
} from '@tickwire/protocol'
import { decodeMessage, SeatTokens } from '@tickwire/server/internals'
import { readVectors } from '../golden-vectors.js'
import { expect, type FuzzTarget } from './target.js'

const TOKEN = 'seat-token-1'

export const smallFrames: FuzzTarget = {
  name: 'small-frames',
  what: 'hello, seat token and the other small frames of /play: one encoding each, a token is good once',
  seeds: () => Object.values(readVectors('field').frames ?? {}).map((hex) => Uint8Array.from(Buffer.from(hex, 'hex'))),
  run(input) {
    const hello = decodeHello(input)
    if (hello !== undefined) {
      expectSame(encodeHello(hello), input, 'hello')
      checkToken(hello.seatToken)
    }
    const welcome = decodeWelcome(input)
    if (welcome !== undefined) expectSame(encodeWelcome(welcome), input, 'welcome')
    const acked = decodeAck(input)
    if (acked !== undefined) expectSame(encodeAck(acked), input, 'acknowledgement')
    const digest = decodeTickDigest(input)
    if (digest !== undefined && input[0] === ClientFrame.mismatch) {
      expectSame(encodeTickDigest(ClientFrame.mismatch, digest), input, 'mismatch')
    }
    const ticked = decodeTicked(input)
    if (ticked !== undefined) expectSame(encodeTicked(input[0]!, ticked.tick, ticked.payload), input, 'ticked frame')
    decodeMessage(input.subarray(1))
  },
}

function expectSame(encoded: Uint8Array, input: Uint8Array, what: string): void {
  expect(Buffer.compare(encoded, input) === 0, `a ${what} that its encoder would not write`)
}

function checkToken(token: string): void {
  const tokens = new SeatTokens(
    () => TOKEN,
    () => {},
  )
  tokens.issue({ roomId: 'room', playerId: 'player' }, 0)
  const [first, second] = [tokens.redeem(token, 1), tokens.redeem(token, 2)]
  if (token === TOKEN) expect(typeof first !== 'string' && second === 'used', 'a token is not good exactly once')
  else expect(first === 'invalid' && second === 'invalid', `"${token}" was taken for a token`)
}
