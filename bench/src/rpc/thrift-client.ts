// The Thrift client of the rpc bench, the same for every Thrift server: it writes a ready-made call with a growing number and
// compares each reply with the one that must come. Cheap, so that the server is the limit and not the client.

import { RawSocket } from '@tickwire/loadtest/raw-socket'
import type { CallClient, CallEvents, OpenClient } from './call-client.js'
import { FramedSocket } from './framed-socket.js'
import { callTemplate, replyTemplate } from './greeting.js'

/** One message a WebSocket message. @param service - as in `callTemplate` */
export function overWebSocket(service: string): OpenClient {
  return (address, depth, events) =>
    new Promise((resolve, reject) => {
      const calls = new ThriftCalls(service, depth, events)
      const socket = new RawSocket(address, {
        opened: () => resolve(calls.over(socket)),
        message: (bytes) => calls.receive(bytes),
        closed: (code, reason) => fail(new Error(`${address}: closed ${code} ${reason}`), events, reject),
      })
    })
}

/** One message a frame. The address is "host:port". */
export function overTcp(service: string): OpenClient {
  return (address, depth, events) =>
    new Promise((resolve, reject) => {
      const calls = new ThriftCalls(service, depth, events)
      const [host, port] = address.split(':')
      const socket = new FramedSocket(host!, Number(port), {
        opened: () => resolve(calls.over(socket)),
        message: (bytes) => calls.receive(bytes),
        closed: (reason) => fail(new Error(`${address}: ${reason}`), events, reject),
      })
    })
}

/** Before the connection stood, the promise tells; after it, the events do. */
function fail(error: Error, events: CallEvents, reject: (error: Error) => void): void {
  reject(error)
  events.failed(error)
}

/** The socket below, whichever kind. */
interface Wire {
  /** Copies the bytes. */
  send(message: Uint8Array): void
  close(): void
}

class ThriftCalls {
  private readonly next
  private readonly expected = replyTemplate()
  /** Number of each slot's newest call. A slot's numbers lie `depth` apart, so that a number names its slot. */
  private readonly seqids: Int32Array

  constructor(
    service: string,
    private readonly depth: number,
    private readonly events: CallEvents,
  ) {
    this.next = callTemplate(service)
    this.seqids = Int32Array.from({ length: depth }, (_, slot) => slot)
  }

  over(wire: Wire): CallClient {
    const { bytes, seqidAt } = this.next
    return {
      call: (slot) => {
        this.seqids[slot]! += this.depth
        bytes.writeInt32BE(this.seqids[slot]!, seqidAt)
        wire.send(bytes)
      },
      close: () => wire.close(),
    }
  }

  receive(message: Uint8Array): void {
    const { bytes, seqidAt } = this.expected
    if (message.length === bytes.length) {
      const seqid = new DataView(message.buffer, message.byteOffset).getInt32(seqidAt)
      const slot = seqid % this.depth
      bytes.writeInt32BE(seqid, seqidAt)
      if (this.seqids[slot] === seqid && bytes.equals(message)) {
        this.events.answered(slot)
        return
      }
    }
    this.events.failed(
      new Error(`a reply that is no greeting: ${JSON.stringify(Buffer.from(message).toString('latin1'))}`),
    )
  }
}
