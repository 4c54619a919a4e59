// grpc-js's server under measurement: the same Greeter, without TLS like everybody here.

import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from '@grpc/grpc-js'
import { serveMeasured } from '../measured.js'
import { greetingOf } from './greeting.js'
import { grpcGreeter, type HelloReply, type HelloRequest } from './grpc-greeter.js'
import type { PeerReady } from './peer-ready.js'

const HOST = '127.0.0.1'

const server = new Server()
server.addService(grpcGreeter().service, {
  SayHello({ request }: ServerUnaryCall<HelloRequest, HelloReply>, answer: sendUnaryData<HelloReply>): void {
    answer(null, { message: greetingOf(request.name) })
  },
})
server.bindAsync(`${HOST}:0`, ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error
  serveMeasured({ address: `${HOST}:${port}` } satisfies PeerReady)
})
