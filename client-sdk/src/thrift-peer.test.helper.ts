// The other end of a Thrift call, made of Apache's own protocols and the generated processor: a second implementation to
// check this client's bytes against. Not shipped.

import { greeterService } from '@tickwire/gen-nodejs/greeter.handlers.js'
import type { ServiceType } from '@tickwire/protocol'
import thrift from 'thrift'

interface Header {
  fname: string
  mtype: number
  rseqid: number
}

const greeter = { SayHello: ({ name }: { name: string }) => Promise.resolve({ message: `Hello, ${name}!` }) }

/** What answers a call, the greeter unless given. */
export interface Peer {
  readonly service: ServiceType
  readonly handler: object
  /** What the call must be addressed to. */
  readonly address: string
}

const greeterPeer: Peer = { service: greeterService, handler: greeter, address: 'Greeter' }

/** The reply to a call, in the protocol of the call. */
export async function answerCall(message: Uint8Array, peer: Partial<Peer> = {}): Promise<Uint8Array> {
  const { service, handler, address } = { ...greeterPeer, ...peer }
  const Protocol = message[0] === 0x82 ? thrift.TCompactProtocol : thrift.TBinaryProtocol
  let resolve: (reply: Uint8Array) => void
  const reply = new Promise<Uint8Array>((done) => {
    resolve = done
  })
  const Transport = thrift.TBufferedTransport
  Transport.receiver((transport) => {
    const input = new Protocol(transport)
    const readMessageBegin = input.readMessageBegin.bind(input) as () => Header
    input.readMessageBegin = () => {
      const header = readMessageBegin()
      if (!header.fname.startsWith(`${address}:`)) throw new Error(`called ${header.fname}, not ${address}`)
      return { ...header, fname: header.fname.slice(address.length + 1) }
    }
    const output = new Protocol(new Transport(undefined, (bytes) => resolve(new Uint8Array(bytes as Buffer))))
    new service.Processor(handler).process(input as never, output as never)
  }, 0)(Buffer.from(message))
  return reply
}

/** A TApplicationException as an answer to the call, in the compact protocol. */
export function applicationError(method: string, seqid: number, type: number, text: string): Uint8Array {
  let reply = new Uint8Array(0)
  const transport = new thrift.TBufferedTransport(undefined, (bytes) => {
    reply = new Uint8Array(bytes as Buffer)
  })
  const output = new thrift.TCompactProtocol(transport)
  output.writeMessageBegin(method, thrift.Thrift.MessageType.EXCEPTION, seqid)
  output.writeStructBegin('TApplicationException')
  output.writeFieldBegin('message', thrift.Thrift.Type.STRING, 1)
  output.writeString(text)
  output.writeFieldBegin('type', thrift.Thrift.Type.I32, 2)
  output.writeI32(type)
  output.writeFieldStop()
  output.writeStructEnd()
  output.writeMessageEnd()
  output.flush()
  return reply
}
