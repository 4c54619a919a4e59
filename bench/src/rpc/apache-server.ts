// Apache Thrift's own Node server under measurement: framed transport, binary protocol, its generated processor. In its best
// light: the handler answers through the callback, which costs no promise, and small replies do not wait for each other
// (TCP_NODELAY), which its users have to set themselves.

import type { AddressInfo, Server, Socket } from 'node:net'
import apacheGreeter from '@tickwire/gen-nodejs/apache/Greeter.js'
import apacheTypes from '@tickwire/gen-nodejs/apache/greeter_types.js'
import thrift from 'thrift'
import { serveMeasured } from '../measured.js'
import { greetingOf } from './greeting.js'
import type { PeerReady } from './peer-ready.js'

const HOST = '127.0.0.1'

const handlers = {
  SayHello({ name }: { readonly name: string }, answer: (error: null, reply: object) => void): void {
    answer(null, new apacheTypes.HelloReply({ message: greetingOf(name) }))
  },
}

const server = thrift.createServer(
  apacheGreeter.Processor as unknown as thrift.TProcessorConstructor<object, object>,
  handlers,
  {
    transport: thrift.TFramedTransport,
    protocol: thrift.TBinaryProtocol,
  },
) as Server
server.on('connection', (socket: Socket) => socket.setNoDelay(true))
// A client that goes away cuts its socket; without a listener that would end the process.
server.on('error', () => undefined)
server.listen(0, HOST, () => {
  const { port } = server.address() as AddressInfo
  serveMeasured({ address: `${HOST}:${port}` } satisfies PeerReady)
})
