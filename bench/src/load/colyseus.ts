// What a Colyseus client says and reads: a seat by HTTP, the room's handshake, patches. Framed as its SDK frames it
// (`Protocol` of @colyseus/shared-types).

import type { ClientProtocol, ProtocolClient, Seat } from './client-protocol.js'

export const ROOM_NAME = 'movers'

/** First byte of a message; its upper 3 bits are modifiers. */
const JOIN_ROOM = 10
const ROOM_STATE_PATCH = 15
const ROOM_DATA_BYTES = 17
const CODE_MASK = 0x1f

/** Type of the input message: a number costs one byte. */
export const STEER_MESSAGE = 0

/** What the matchmaker answers, as far as it is needed. */
interface Reservation {
  readonly roomId: string
  readonly processId: string
  readonly sessionId: string
}

const JOINED = Uint8Array.of(JOIN_ROOM)

export const protocol: ClientProtocol = {
  async seat(url: string, number: number): Promise<Seat> {
    const response = await fetch(`${url}/matchmake/joinOrCreate/${ROOM_NAME}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ number }),
    })
    if (!response.ok) throw new Error(`Colyseus gave no seat: ${response.status} ${await response.text()}`)
    const { processId, roomId, sessionId } = (await response.json()) as Reservation
    const play = new URL(`/${processId}/${roomId}?sessionId=${sessionId}`, url)
    play.protocol = 'ws:'
    return { playUrl: play.href, hello: undefined }
  },

  newClient: () => new ColyseusClient(),
}

class ColyseusClient implements ProtocolClient {
  private readonly steer = Uint8Array.of(ROOM_DATA_BYTES, STEER_MESSAGE, 0, 0)

  receive(message: Uint8Array, send: (message: Uint8Array) => void): boolean {
    const code = message[0]! & CODE_MASK
    // The full state comes when the client has confirmed.
    if (code === JOIN_ROOM) send(JOINED)
    return code === ROOM_STATE_PATCH
  }

  input(): Uint8Array {
    this.steer[2] = (this.steer[2]! + 1) & 0xff
    return this.steer
  }
}
