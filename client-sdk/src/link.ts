// @tickwire/client/link: a bad line to try a game on. Stands between a client and whatever opens its sockets, and holds up what
// passes: latency, jitter, stalls, a narrow line; each direction (a `Way`) for itself, live. Nothing is lost and nothing
// overtakes, as with TCP. With nothing set everything passes at once. Apart from the client, so that a page without it does not
// load it. Time and chance are arguments: the same seed and messages give the same line.

import { Random } from '@tickwire/simulation'
import { realScheduler, type Scheduler } from './scheduler.js'
import { type OpenSocket, openWebSocket, type Socket } from './socket.js'

/** What is wrong with one direction. */
export interface WaySettings {
  /** Everything arrives so much later, milliseconds. A round trip takes that of both ways. */
  readonly latencyMs: number
  /** Each message takes up to so much longer, milliseconds; what is late holds up what is behind it. */
  readonly jitterMs: number
  /** For each message, 0 to 1: that the way stands from there on, as TCP does while it repeats a lost packet. */
  readonly stallChance: number
  /** How long it stands then, milliseconds. */
  readonly stallMs: number
  /** What passes at most, of all connections together; Infinity where nothing limits it. What is too much waits. */
  readonly bytesPerSecond: number
}

/** A way that holds nothing up. */
const CLEAR: WaySettings = {
  latencyMs: 0,
  jitterMs: 0,
  stallChance: 0,
  stallMs: 0,
  bytesPerSecond: Number.POSITIVE_INFINITY,
}

/** Least and most of each. Times beyond the server's patience (10 s without a sign) would only show how it closes. */
const RANGE: Readonly<Record<keyof WaySettings, readonly [least: number, most: number]>> = {
  latencyMs: [0, 10_000],
  jitterMs: [0, 10_000],
  stallChance: [0, 1],
  stallMs: [0, 10_000],
  bytesPerSecond: [1, Number.POSITIVE_INFINITY],
}

/** One direction of all connections. */
export class Way {
  private current = CLEAR
  /** When the line has passed on all that was sent so far. */
  private freeMs = 0
  private standsUntilMs = 0

  constructor(
    private readonly random: Random,
    private readonly scheduler: Scheduler,
  ) {}

  get settings(): WaySettings {
    return this.current
  }

  /**
   * Changes what is given, for what is sent from now on.
   * @throws RangeError for what no line can have
   */
  set(settings: Partial<WaySettings>): void {
    for (const [name, value] of Object.entries(settings)) check(name, value)
    this.current = { ...this.current, ...settings }
  }

  /** Stands now for so long: what is sent meanwhile arrives afterwards. */
  stall(ms: number): void {
    check('stallMs', ms)
    this.standsUntilMs = this.scheduler.nowMs() + ms
  }

  /** When a message that is sent now arrives. */
  arrivalMs(bytes: number): number {
    const { latencyMs, jitterMs, stallChance, stallMs, bytesPerSecond } = this.current
    const nowMs = this.scheduler.nowMs()
    if (nowMs >= this.standsUntilMs && this.random.chance(stallChance)) this.standsUntilMs = nowMs + stallMs
    this.freeMs = Math.max(nowMs, this.freeMs) + (bytes * 1_000) / bytesPerSecond
    return Math.max(this.freeMs, this.standsUntilMs) + latencyMs + this.random.between(0, jitterMs)
  }
}

export interface SimulatedLinkOptions {
  /** Of jitter and stalls; 1 unless given. */
  readonly seed?: number
  readonly scheduler?: Scheduler
  /** What the line leads to; a WebSocket unless given. */
  readonly openSocket?: OpenSocket
}

/**
 * A line for `connect`:
 * ```ts
 * const link = new SimulatedLink({ latencyMs: 100, jitterMs: 20 })
 * const client = await connect({ url, openSocket: link.openSocket })
 * link.toClient.set({ stallChance: 0.05, stallMs: 200 })
 * ```
 */
export class SimulatedLink {
  readonly toServer: Way
  readonly toClient: Way
  private readonly scheduler: Scheduler
  private readonly openBehind: OpenSocket

  /** @param settings - of both ways */
  constructor(settings: Partial<WaySettings> = {}, options: SimulatedLinkOptions = {}) {
    const { seed = 1, scheduler = realScheduler, openSocket = openWebSocket } = options
    this.scheduler = scheduler
    this.openBehind = openSocket
    this.toServer = new Way(new Random(seed), scheduler)
    this.toClient = new Way(new Random(seed + 1), scheduler)
    this.set(settings)
  }

  /** Of both ways. */
  set(settings: Partial<WaySettings>): void {
    this.toServer.set(settings)
    this.toClient.set(settings)
  }

  readonly openSocket: OpenSocket = (url, events): Socket => {
    const up = new Lane(this.toServer, this.scheduler)
    const down = new Lane(this.toClient, this.scheduler)
    const socket = this.openBehind(url, {
      // Asking to open took its time as well.
      opened: () => down.pass(0, () => events.opened(), this.toServer.settings.latencyMs),
      received: (message) => down.pass(message.length, () => events.received(message)),
      closed: (code, reason) => down.pass(0, () => events.closed(code, reason)),
    })
    return {
      send(message) {
        const copy = message.slice()
        up.pass(copy.length, () => socket.send(copy))
      },
      close: (code, reason) => up.pass(0, () => socket.close(code, reason)),
    }
  }
}

/** One direction of one connection: what was sent first arrives first. */
class Lane {
  private readonly underWay: (() => void)[] = []
  private lastMs = 0

  constructor(
    private readonly way: Way,
    private readonly scheduler: Scheduler,
  ) {}

  /** @param laterMs - beyond what the way takes */
  pass(bytes: number, deliver: () => void, laterMs = 0): void {
    const nowMs = this.scheduler.nowMs()
    this.lastMs = Math.max(this.lastMs, this.way.arrivalMs(bytes) + laterMs)
    if (this.lastMs <= nowMs && this.underWay.length === 0) {
      deliver()
      return
    }
    this.underWay.push(deliver)
    // Timers round, and may come in another order than they were set: each lets one arrive, the first. All at once would be
    // too many: whoever waits for one message, such as a join, comes to know of it before the next.
    this.scheduler.after(this.lastMs - nowMs, () => this.underWay.shift()?.())
  }
}

function check(name: string, value: number): void {
  const range = RANGE[name as keyof WaySettings]
  if (range === undefined)
    throw new RangeError(`link: there is no setting ${name}; there are ${Object.keys(RANGE).join(', ')}`)
  const [least, most] = range
  if (typeof value !== 'number' || !(value >= least && value <= most))
    throw new RangeError(`link: ${name} is ${least} to ${most}, not ${value}`)
}
