// A bad network in the shape of a TCP proxy on the loopback address: between a real client and a real server it delays,
// stalls, throttles, splits and resets. Each direction (a `Way`) has its own faults; they may change while it runs and hold
// for the connections that are open as well as for new ones. TCP keeps its promises under every fault but a reset: all bytes
// arrive, once, in order.

import { once } from 'node:events'
import { type AddressInfo, createConnection, createServer, type Server, type Socket } from 'node:net'
import { Random } from '@tickwire/simulation'
import type { Test } from 'tap'

const HOST = '127.0.0.1'

/** What waits in the proxy, one direction of one connection, bytes; then it does not read, and TCP tells the sender. */
const UNDER_WAY_BYTES_MAX = 16_384

/** A throttled connection passes something on this often, milliseconds. */
const THROTTLE_SLICE_MS = 20

/** Without Nagle's algorithm, which joins small writes; each end says for itself that it is done. */
const SOCKET = { noDelay: true, allowHalfOpen: true } as const

/** One direction of all connections, and what is wrong with it. */
export class Way {
  readonly pipes = new Set<Pipe>()
  stalled = false
  splitBytes = Number.POSITIVE_INFINITY
  wholeBytes = 0
  /** What a throttled connection passes on at a time. */
  sliceBytes = Number.POSITIVE_INFINITY
  /** Bytes that still pass before the reset. */
  resetAfterBytes = Number.POSITIVE_INFINITY
  private delayMs = 0
  private jitterMs = 0
  private readonly random: Random

  constructor(seed: number) {
    this.random = new Random(seed)
  }

  /** Everything arrives so much later, more or less by up to `jitterMs`. TCP: a late segment holds up the ones behind it. */
  delay(delayMs: number, jitterMs = 0): void {
    this.delayMs = delayMs
    this.jitterMs = jitterMs
  }

  /** Nothing is read or passed on. TCP: the receive window closes, then the sender's buffers fill; nobody is told. */
  stall(): void {
    this.stalled = true
    for (const pipe of this.pipes) pipe.pump()
  }

  /** Ends a stall: what waited goes on its way, nothing is lost. */
  resume(): void {
    this.stalled = false
    for (const pipe of this.pipes) pipe.pump()
  }

  /** Each connection passes at most so many bytes a second, 50 at least. TCP: what is too much waits with the sender. */
  throttle(bytesPerSecond: number): void {
    this.sliceBytes = Math.max(1, Math.floor((bytesPerSecond * THROTTLE_SLICE_MS) / 1_000))
  }

  /**
   * Passes bytes on in pieces of this size, an event-loop turn apart. TCP has no messages: a read may end anywhere.
   * @param wholeBytes - so many at the start of a connection stay whole
   */
  splitEvery(bytes: number, wholeBytes = 0): void {
    this.splitBytes = bytes
    this.wholeBytes = wholeBytes
  }

  /** After so many more bytes the connection that sent the last of them is reset; the other ones stay. */
  resetAfter(bytes: number): void {
    this.resetAfterBytes = bytes
  }

  /** The network is fine again. */
  heal(): void {
    this.delay(0)
    this.splitEvery(Number.POSITIVE_INFINITY)
    this.resetAfter(Number.POSITIVE_INFINITY)
    this.throttle(Number.POSITIVE_INFINITY)
    this.resume()
  }

  /** How long what arrives now is on its way, milliseconds. */
  nextDelayMs(): number {
    return Math.max(0, this.delayMs + this.random.between(-this.jitterMs, this.jitterMs))
  }
}

/** One direction of one connection. */
class Pipe {
  private readonly chunks: { readonly bytes: Buffer; readonly dueMs: number }[] = []
  private waitingBytes = 0
  private passedBytes = 0
  private lastDueMs = 0
  private ended = false
  /** The receiver does not take more for now. */
  private blocked = false
  /** When a throttled connection may pass something again. */
  private nextSliceMs = 0
  private cancelWait = (): void => {}

  constructor(
    private readonly way: Way,
    private readonly from: Socket,
    private readonly to: Socket,
    private readonly reset: () => void,
  ) {
    way.pipes.add(this)
    from.on('data', (bytes: Buffer) => this.take(bytes))
    from.on('end', () => {
      this.ended = true
      this.pump()
    })
    to.on('drain', () => {
      this.blocked = false
      this.pump()
    })
    to.on('close', () => this.close())
  }

  /** Passes on what is due, and decides whether to read on. */
  pump(): void {
    this.cancelWait()
    const { way, from, to } = this
    if (way.stalled || this.waitingBytes >= UNDER_WAY_BYTES_MAX) from.pause()
    else from.resume()
    if (way.stalled || this.blocked) return
    const first = this.chunks[0]
    if (first === undefined) {
      if (this.ended) to.end()
      return
    }
    const { bytes, dueMs } = first
    this.wait(Math.max(dueMs, this.nextSliceMs) - performance.now(), () => this.pass(bytes, dueMs))
  }

  private take(bytes: Buffer): void {
    this.lastDueMs = Math.max(this.lastDueMs, performance.now() + this.way.nextDelayMs())
    this.chunks.push({ bytes, dueMs: this.lastDueMs })
    this.waitingBytes += bytes.length
    this.pump()
  }

  private pass(bytes: Buffer, dueMs: number): void {
    const { way, to } = this
    const pieceBytes = this.passedBytes < way.wholeBytes ? way.wholeBytes - this.passedBytes : way.splitBytes
    const size = Math.min(bytes.length, pieceBytes, way.sliceBytes, way.resetAfterBytes)
    const rest = bytes.subarray(size)
    if (rest.length > 0) this.chunks[0] = { bytes: rest, dueMs }
    else this.chunks.shift()
    this.waitingBytes -= size
    this.passedBytes += size
    this.nextSliceMs = Number.isFinite(way.sliceBytes) ? performance.now() + THROTTLE_SLICE_MS : 0
    way.resetAfterBytes -= size
    if (way.resetAfterBytes <= 0) {
      way.resetAfter(Number.POSITIVE_INFINITY)
      to.write(bytes.subarray(0, size), this.reset)
      return
    }
    this.blocked = !to.write(bytes.subarray(0, size))
    this.pump()
  }

  /** A turn of the event loop at least: it lets the receiver read one piece before the next one is written. */
  private wait(ms: number, run: () => void): void {
    if (ms > 0) {
      const timer = setTimeout(run, Math.ceil(ms))
      this.cancelWait = () => clearTimeout(timer)
    } else {
      const turn = setImmediate(run)
      this.cancelWait = () => clearImmediate(turn)
    }
  }

  /** Nobody is left to pass anything to. */
  private close(): void {
    this.cancelWait()
    this.chunks.length = 0
    this.way.pipes.delete(this)
  }
}

export class FaultProxy {
  readonly toServer = new Way(1)
  readonly toClient = new Way(2)
  /** Where clients connect, in place of the server's port. */
  port = 0
  private readonly sockets = new Set<Socket>()
  private listener: Server | undefined

  private constructor(private readonly serverPort: number) {}

  /** A proxy in front of a port of this machine, until the end of the test. */
  static async listen(t: Test, serverPort: number): Promise<FaultProxy> {
    const proxy = new FaultProxy(serverPort)
    await proxy.acceptNew()
    t.teardown(() => {
      proxy.refuseNew()
      proxy.dropConnections()
    })
    return proxy
  }

  /** For `connect`. */
  get url(): string {
    return `http://${HOST}:${this.port}/`
  }

  /** Resets every connection. TCP: RST to both ends; what was under way is lost, and so may be what they have not read. */
  reset(): void {
    for (const socket of this.sockets) socket.resetAndDestroy()
  }

  /** Ends every connection in order. TCP: FIN to both ends, in the middle of whatever they were saying. */
  dropConnections(): void {
    for (const socket of this.sockets) socket.destroy()
  }

  /** Nobody listens any more; open connections stay. TCP: a SYN is answered with RST, so connecting fails at once. */
  refuseNew(): void {
    this.listener?.close()
  }

  /** Listens again, on the same port. */
  async acceptNew(): Promise<void> {
    this.listener = createServer(SOCKET, (client) => this.accept(client)).listen(this.port, HOST)
    await once(this.listener, 'listening')
    this.port = (this.listener.address() as AddressInfo).port
  }

  private accept(client: Socket): void {
    const server = createConnection({ host: HOST, port: this.serverPort, ...SOCKET })
    const reset = (): void => {
      client.resetAndDestroy()
      server.resetAndDestroy()
    }
    for (const socket of [client, server]) {
      this.sockets.add(socket)
      socket.on('error', reset)
      socket.on('close', () => this.sockets.delete(socket))
    }
    new Pipe(this.toServer, client, server, reset).pump()
    new Pipe(this.toClient, server, client, reset).pump()
  }
}
