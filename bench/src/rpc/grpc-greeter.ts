// The Greeter of proto/greeter.proto as grpc-js gives it to its users: loaded at run time by @grpc/proto-loader, for the
// server and for the client.

import { fileURLToPath } from 'node:url'
import { type GrpcObject, loadPackageDefinition, type ServiceClientConstructor } from '@grpc/grpc-js'
import { loadSync } from '@grpc/proto-loader'

export interface HelloRequest {
  readonly name: string
}

export interface HelloReply {
  readonly message: string
}

/** bench/dist/src/rpc/../../../proto */
const PROTO = fileURLToPath(new URL('../../../proto/greeter.proto', import.meta.url))

export function grpcGreeter(): ServiceClientConstructor {
  const { tickwire } = loadPackageDefinition(loadSync(PROTO))
  return ((tickwire as GrpcObject).greeter as GrpcObject).Greeter as ServiceClientConstructor
}
