// The way to an operator listener: Thrift calls, each a POST of its own with the operator's token. Everything that a command
// does goes through here.

import { CallError } from '@tickwire/client'
import { CALL_TIMEOUT_MS, CallChannel } from '@tickwire/client/call-channel'
import { type AdminClient, adminService } from '@tickwire/gen-nodejs/admin.handlers.js'
import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import { RefusedError } from '@tickwire/simulation'

/** Largest call, bytes: the server's own limit of a message. */
const CALL_BYTES_MAX = 65_536

const HTTP_UNAUTHORIZED = 401

export interface Connection {
  readonly admin: AdminClient
  /** Ends what is under way. */
  close(): void
}

/** @param url - of the operator listener, such as http://127.0.0.1:9091 */
export function connect(url: string, token: string): Connection {
  const stopped = new AbortController()
  let refusal: Error | undefined
  const channel = new CallChannel({
    protocol: 'compact',
    callTimeoutMs: CALL_TIMEOUT_MS,
    callBytesMax: CALL_BYTES_MAX,
    scheduler: { nowMs: () => performance.now(), after },
    send: (message) => {
      post(new URL('/rpc', url), token, message, stopped.signal).then(
        (reply) => {
          const problem = channel.receive(reply)
          if (problem !== undefined) fail(new Error(`${url} does not speak Tickwire's Thrift: ${problem}`))
        },
        (error: Error) => fail(error),
      )
    },
  })
  /** All calls of the channel fail with the same error, whatever the channel makes of it. */
  const fail = (error: Error): void => {
    refusal = error
    channel.close({ reason: undefined, name: 'CONNECTION_LOST', message: error.message })
  }
  const calls = channel.calls(adminService)
  const admin = Object.fromEntries(
    Object.entries(calls).map(([name, call]) => [
      name,
      (...args: unknown[]) =>
        (call as (...args: unknown[]) => Promise<unknown>)(...args).catch((error: unknown) => {
          throw error instanceof CallError && error.code === 'CLOSED' ? (refusal ?? error) : error
        }),
    ]),
  ) as unknown as AdminClient
  return { admin, close: () => stopped.abort() }
}

async function post(url: URL, token: string, message: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/x-thrift' }
  const response = await fetch(url, { method: 'POST', headers, body: Buffer.from(message), signal }).catch(
    (error: Error) => {
      const why = error.cause instanceof Error ? error.cause.message : error.message
      throw new CallError('CLOSED', `no server answers at ${url.origin}: ${why}`)
    },
  )
  if (response.status === HTTP_UNAUTHORIZED) {
    throw new RefusedError(ErrorCode.UNAUTHENTICATED, (await response.text()).trim())
  }
  if (!response.ok) throw new CallError('CLOSED', `${url.href} answers HTTP ${response.status}: no operator listener?`)
  return new Uint8Array(await response.arrayBuffer())
}

function after(delayMs: number, run: () => void): () => void {
  const timer = setTimeout(run, delayMs)
  return () => clearTimeout(timer)
}
