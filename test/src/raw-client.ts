// Clients that send whatever bytes they like: for what the SDK would never send, and to look at frames as they are. They
// keep every frame that they were sent, and why they were closed.

import { CloseReason, lobbyService, Replica, type Socket, type SocketEvents } from '@tickwire/client'
import {
  decodeTickDigest,
  decodeWelcome,
  encodeAck,
  encodeHello,
  PROTOCOL_VERSION,
  ServerFrame,
  type Welcome,
} from '@tickwire/protocol'
import type { MemorySocket } from '@tickwire/server/internals'
import { closeReasonName } from '@tickwire/server/internals'
import type { SteppedServer } from './stepped-server.js'

const CLOSE_CODE_BASE = 4_000

const NO_LISTENER = { entered: () => {}, left: () => {}, event: () => {} }

export class RawClient implements SocketEvents {
  readonly frames: Uint8Array[] = []
  /** Name of the close reason. */
  closedWith: string | undefined
  closeText = ''
  readonly memory: MemorySocket
  private readonly socket: Socket

  /** @param open - `SteppedServer.openPlay` or `openRpc` */
  constructor(open: (events: SocketEvents) => MemorySocket) {
    this.memory = open(this)
    this.socket = this.memory.client
  }

  send(bytes: Uint8Array): void {
    this.socket.send(bytes)
  }

  sendText(): void {
    this.memory.sendText()
  }

  opened(): void {}

  received(message: Uint8Array | string): void {
    if (typeof message !== 'string') this.frames.push(message)
  }

  closed(code: number, text: string): void {
    const reason = code - CLOSE_CODE_BASE
    this.closedWith = Object.values<number>(CloseReason).includes(reason) ? closeReasonName(reason) : `code ${code}`
    this.closeText = text
  }
}

/** One on `/play`, with a replica; it acknowledges each snapshot and compares at each check. */
export class RawPlayer extends RawClient {
  welcome: Welcome | undefined
  private world: Replica | undefined

  constructor(private readonly server: SteppedServer) {
    super(server.openPlay)
  }

  /** A new player in a room, welcomed and with some snapshots. */
  static async join<P extends RawPlayer>(
    this: new (
      server: SteppedServer,
    ) => P,
    server: SteppedServer,
    roomId: string,
    displayName: string,
  ): Promise<P> {
    const raw = new this(server)
    raw.send(hello(server, { seatToken: await seatToken(server, roomId, displayName) }))
    await server.advance(200)
    if (raw.welcome === undefined) throw new Error(`not welcome: ${raw.closedWith} ${raw.closeText}`)
    return raw
  }

  get replica(): Replica {
    if (this.world === undefined) throw new Error('no welcome yet')
    return this.world
  }

  override received(message: Uint8Array): void {
    super.received(message)
    if (message[0] === ServerFrame.welcome) this.takeWelcome(message)
    if (message[0] === ServerFrame.check) this.compare(message)
    if (message[0] !== ServerFrame.snapshot) return
    const failure = this.replica.apply(message)
    if (failure !== undefined) this.closedWith ??= `a snapshot does not decode: ${failure}`
    this.send(encodeAck(this.replica.tick))
  }

  protected compare(message: Uint8Array): void {
    if (decodeTickDigest(message)?.digest !== this.replica.digest()) this.closedWith ??= 'differs from the server'
  }

  private takeWelcome(message: Uint8Array): void {
    const welcome = decodeWelcome(message)
    if (welcome === undefined) throw new Error('the welcome does not decode')
    this.welcome = welcome
    this.world = new Replica(this.server.field.schema, welcome.tick, welcome.emissionInterval, NO_LISTENER)
  }
}

/** A seat in a room for a new player. */
export async function seatToken(server: SteppedServer, roomId: string, displayName: string): Promise<string> {
  const { client } = await server.login(displayName)
  const joining = client.calls(lobbyService).joinRoom(roomId, { asSpectator: false })
  return (await server.until(joining)).seatToken
}

/** A hello as it should be, but for what is given. */
export function hello(
  server: SteppedServer,
  fields: { readonly seatToken: string; readonly schemaHash?: string; readonly protocolVersion?: number },
): Uint8Array {
  return encodeHello({ protocolVersion: PROTOCOL_VERSION, schemaHash: server.field.schema.hash, ...fields })
}
