// The gRPC client of the rpc bench: grpc-js's own, which speaks HTTP/2. It costs more than a raw Thrift client; the server's
// CPU time per call does not depend on that.

import { credentials, type ServiceError } from '@grpc/grpc-js'
import type { OpenClient } from './call-client.js'
import { greetingOf, NAME } from './greeting.js'
import { grpcGreeter, type HelloReply, type HelloRequest } from './grpc-greeter.js'

/** From asking for a connection to having one, milliseconds. */
const CONNECT_MS = 10_000

/** Each client gets a connection of its own: by default all of a process share one. */
const OWN_CONNECTION = { 'grpc.use_local_subchannel_pool': 1 }

const EXPECTED = greetingOf(NAME)

type SayHello = (request: HelloRequest, answered: (error: ServiceError | null, reply?: HelloReply) => void) => void

/** The address is "host:port". Its calls are independent streams; what happens to a slot is in its closure. */
export const overGrpc: OpenClient = async (address, _depth, events) => {
  const Greeter = grpcGreeter()
  const client = new Greeter(address, credentials.createInsecure(), OWN_CONNECTION)
  const sayHello = (client.SayHello as unknown as SayHello).bind(client)
  await new Promise<void>((resolve, reject) => {
    client.waitForReady(Date.now() + CONNECT_MS, (error) => (error === undefined ? resolve() : reject(error)))
  })
  return {
    call(slot) {
      sayHello({ name: NAME }, (error, reply) => {
        if (error === null && reply?.message === EXPECTED) events.answered(slot)
        else events.failed(error ?? new Error(`a reply that is no greeting: ${JSON.stringify(reply)}`))
      })
    },
    close: () => client.close(),
  }
}
