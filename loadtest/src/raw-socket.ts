// A WebSocket client for machines that hold thousands of them: it reads into one buffer for all sockets and hands out
// messages where they lie, which costs less than half of a general client. It does what a game server's peer needs and no
// more: whole binary messages, pings, closes. Shared by the load test and the benches, so every server meets the same client.

import { createHash, randomBytes } from 'node:crypto'
import { connect as connectTcp, type OnReadOpts, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

export interface RawSocketEvents {
  opened(): void
  /** @param bytes - one binary message, borrowed until this returns */
  message(bytes: Uint8Array): void
  /**
   * Over, for whatever reason, also when it never opened; called once.
   * @param code - the peer's close code, or CLOSED_ABNORMALLY
   */
  closed(code: number, reason: string): void
}

/** Close code of a socket that ended without a close frame; the reason then says how. */
export const CLOSED_ABNORMALLY = 1_006

/** What one read can bring, bytes; a longer message is put together from several. */
const READ_BYTES = 65_536

/** Longest message, bytes: a server that announces more is not one of ours. */
const MESSAGE_BYTES_MAX = 16 * 1_048_576

/** Longest message that is sent, bytes: a length of 16 bits. No server takes more from a client. */
const PAYLOAD_BYTES_MAX = 65_535

/** Longest answer to the upgrade request, bytes. */
const HEAD_BYTES_MAX = 8_192

const Opcode = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const
const FIN = 0x80
const MASKED = 0x80
const LENGTH_16 = 126
const LENGTH_64 = 127

/** Ends an accept key (RFC 6455, 1.3). */
const ACCEPT_SUFFIX = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

export interface RawSocketOptions {
  /** For a peer that will read slowly: most bytes of one read. Unless given it reads whatever comes. */
  readonly readBytes?: number
  /** Which address of this machine to come from. */
  readonly localAddress?: string | undefined
  /** And from which port. Unless given the kernel looks for a free one, slowly when an address has left many behind. */
  readonly localPort?: number
}

/** Filled by one read at a time and parsed before the next: every socket of the process shares it. */
const shared = Buffer.allocUnsafe(READ_BYTES)
const EMPTY = Buffer.alloc(0)

export class RawSocket {
  private readonly socket: Socket
  private readonly accept: string
  private state: 'upgrading' | 'open' | 'closed' = 'upgrading'
  private readsOnce = false
  /** The beginning of a message whose end has not come; a copy of its own. */
  private rest: Buffer = EMPTY

  /** @param url - `ws:` or `wss:` */
  constructor(
    url: string,
    private readonly events: RawSocketEvents,
    { readBytes, localAddress, localPort }: RawSocketOptions = {},
  ) {
    const { protocol, hostname, port, host, pathname, search } = new URL(url)
    const secure = protocol === 'wss:'
    const buffer = readBytes === undefined ? shared : Buffer.allocUnsafe(readBytes)
    const onread: OnReadOpts = {
      buffer,
      callback: (count) => {
        this.read(buffer.subarray(0, count))
        return !this.readsOnce
      },
    }
    // A URL writes IPv6 addresses in brackets.
    const address = hostname.replace(/^\[|\]$/g, '')
    const peer = { host: address, port: port === '' ? (secure ? 443 : 80) : Number(port) }
    const options = { ...peer, onread, localAddress, ...(localPort === undefined ? {} : { localPort }) }
    this.socket = secure ? connectTls({ ...options, servername: address }) : connectTcp(options)
    this.socket.setNoDelay(true)
    const key = randomBytes(16).toString('base64')
    this.accept = createHash('sha1')
      .update(key + ACCEPT_SUFFIX)
      .digest('base64')
    this.socket.once(secure ? 'secureConnect' : 'connect', () => {
      this.socket.write(
        `GET ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
          `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
      )
    })
    this.socket.on('error', (error) => this.end(CLOSED_ABNORMALLY, error.message))
    this.socket.on('close', () => this.end(CLOSED_ABNORMALLY, 'the connection was cut'))
  }

  /** Sends one binary message; the bytes are copied. */
  send(bytes: Uint8Array): void {
    if (this.state === 'open') this.write(Opcode.binary, bytes)
  }

  /** From now on reads once and then waits for the next call. */
  readOnce(): void {
    this.readsOnce = true
    this.socket.resume()
  }

  /** Reads nothing until `resume`: what comes waits in the kernel, as with a peer that hangs. */
  pause(): void {
    this.socket.pause()
  }

  resume(): void {
    this.socket.resume()
  }

  close(code = 1_000, reason = ''): void {
    if (this.state === 'open') this.write(Opcode.close, closePayload(code, reason))
    this.end(code, reason)
    this.socket.end()
    // Reads on to the peer's own end, or the socket would never close.
    this.readsOnce = false
    this.socket.resume()
  }

  /** @throws RangeError when the payload is longer than a client's message may be */
  private write(opcode: number, payload: Uint8Array): void {
    if (payload.length > PAYLOAD_BYTES_MAX) throw new RangeError(`${payload.length} bytes are too long for one frame`)
    const extended = payload.length < LENGTH_16 ? 0 : 2
    const frame = Buffer.allocUnsafe(6 + extended + payload.length)
    frame[0] = FIN | opcode
    frame[1] = MASKED | (extended === 0 ? payload.length : LENGTH_16)
    if (extended > 0) frame.writeUInt16BE(payload.length, 2)
    // A mask of zeros leaves the bytes as they are; the peer takes it off all the same.
    frame.fill(0, 2 + extended, 6 + extended)
    frame.set(payload, 6 + extended)
    this.socket.write(frame)
  }

  private read(chunk: Buffer): void {
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk])
    const used = this.state === 'upgrading' ? this.readHead(bytes) : this.readMessages(bytes, 0)
    this.rest = used === bytes.length ? EMPTY : Buffer.from(bytes.subarray(used))
  }

  /** @returns bytes used up */
  private readHead(bytes: Buffer): number {
    const end = bytes.indexOf('\r\n\r\n')
    if (end < 0) {
      if (bytes.length > HEAD_BYTES_MAX) this.fail('the answer to the upgrade does not end')
      return 0
    }
    const head = bytes.toString('latin1', 0, end)
    if (!head.startsWith('HTTP/1.1 101')) {
      const body = bytes.toString('utf8', end + 4).trim()
      this.fail(`${head.slice(9, head.indexOf('\r\n'))}${body === '' ? '' : `: ${body}`}`)
      return bytes.length
    }
    if (!head.includes(this.accept)) {
      this.fail('the answer to the upgrade has another key')
      return bytes.length
    }
    this.state = 'open'
    this.events.opened()
    return this.readMessages(bytes, end + 4)
  }

  /** @returns bytes used up: whole messages */
  private readMessages(bytes: Buffer, start: number): number {
    let at = start
    while (this.state === 'open' && bytes.length - at >= 2) {
      const short = bytes[at + 1]!
      let length = short
      let from = at + 2
      if (short === LENGTH_16) {
        if (bytes.length < from + 2) break
        length = bytes.readUInt16BE(from)
        from += 2
      } else if (short === LENGTH_64) {
        if (bytes.length < from + 8) break
        length = bytes.readUInt32BE(from + 4)
        if (bytes.readUInt32BE(from) !== 0) length = MESSAGE_BYTES_MAX + 1
        from += 8
      }
      if (short > LENGTH_64 || length > MESSAGE_BYTES_MAX) {
        this.fail('a frame that no server sends: masked or far too long')
        break
      }
      if (bytes.length < from + length) break
      this.take(bytes[at]!, bytes.subarray(from, from + length))
      at = from + length
    }
    return this.state === 'open' ? at : bytes.length
  }

  private take(head: number, payload: Buffer): void {
    if (head === (FIN | Opcode.binary)) this.events.message(payload)
    else if (head === (FIN | Opcode.ping)) this.write(Opcode.pong, payload)
    else if (head === (FIN | Opcode.close)) this.takeClose(payload)
    else if (head !== (FIN | Opcode.pong)) this.fail(`a frame of kind ${head.toString(16)}: text or a fragment`)
  }

  private takeClose(payload: Buffer): void {
    this.write(Opcode.close, payload.subarray(0, 2))
    const code = payload.length >= 2 ? payload.readUInt16BE(0) : 1_005
    this.end(code, payload.toString('utf8', 2))
    this.socket.end()
  }

  private fail(reason: string): void {
    this.end(CLOSED_ABNORMALLY, reason)
    this.socket.destroy()
  }

  private end(code: number, reason: string): void {
    if (this.state === 'closed') return
    this.state = 'closed'
    this.events.closed(code, reason)
  }
}

function closePayload(code: number, reason: string): Buffer {
  const payload = Buffer.alloc(2 + Buffer.byteLength(reason))
  payload.writeUInt16BE(code)
  payload.write(reason, 2)
  return payload
}
