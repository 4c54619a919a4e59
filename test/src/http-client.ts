// Thrift over HTTP as another language's stock client makes it: Apache's generated clients, one POST a call.

import type { ServiceType } from '@tickwire/protocol'
import { memoryClient, type ProtocolName } from '@tickwire/server/internals'

export interface HttpClientOptions {
  readonly protocol?: ProtocolName
  /** The service's name on the wire, such as "ArenaRoom@arena-1". */
  readonly target?: string
  readonly token?: string
}

/** A client whose calls are POSTs to `{url}rpc`. A call that is answered with another status than 200 stays unanswered. */
export function httpClient<C>(service: ServiceType<C>, url: string, options: HttpClientOptions = {}): C {
  const { protocol = 'binary', target = service.name, token } = options
  const post = (message: Uint8Array, reply: (bytes: Uint8Array) => void): undefined => {
    void postCall(`${url}rpc`, message, token).then(async (answer) => reply(await bytesOf(answer)))
  }
  return memoryClient(service, protocol, post, target)
}

export function postCall(url: string, message: Uint8Array, token?: string): Promise<Response> {
  const headers = {
    'Content-Type': 'application/x-thrift',
    ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
  }
  return fetch(url, { method: 'POST', headers, body: message })
}

export async function bytesOf(answer: Response): Promise<Buffer> {
  return Buffer.from(await answer.arrayBuffer())
}

/** A binary message as a client without multiplexing makes it: its name is only the method. */
export function withoutService(message: Buffer): Buffer {
  const name = message.subarray(8, 8 + message.readInt32BE(4))
  const method = name.subarray(name.indexOf(':') + 1)
  const head = Buffer.from(message.subarray(0, 8))
  head.writeInt32BE(method.length, 4)
  return Buffer.concat([head, method, message.subarray(8 + name.length)])
}
