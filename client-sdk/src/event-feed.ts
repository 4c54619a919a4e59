// What the server tells a player outside of rooms: one `Events.poll` after another, pending as long as somebody listens and
// the client is logged in. The feed remembers how far it has read, so nothing is lost with a connection; what the server has
// dropped meanwhile is told as a loss.

import type { EventsClient } from '@tickwire/gen-nodejs/events.handlers.js'
import type { EventBatch, EventBody } from '@tickwire/gen-nodejs/events.types.js'
import { Listeners, type ReportError } from './listeners.js'
import { type RetryOptions, retrying, wait } from './retry.js'

/** A member of the IDL's `EventBody`, such as 'notice'. */
export type EventKind = keyof EventBody
/** What comes with an event of one kind. */
export type EventOf<K extends EventKind> = NonNullable<EventBody[K]>

/** What one poll waits for at most, milliseconds: the server's own maximum. */
const POLL_WAIT_MS = 25_000
/** Events that one poll asks for: all that a server keeps for a player. */
const POLL_EVENTS = 64

/**
 * Pause after a poll that came back empty long before its time, milliseconds: other tabs of the same player poll, and the
 * server keeps only so many waiting.
 */
export const CROWDED_PAUSE_MS = 5_000

export class EventFeed {
  private readonly kinds = new Map<string, Listeners<[unknown]>>()
  private readonly losses: Listeners<[]>
  private readonly logins: Listeners<[]>
  private listening = 0
  /** What was read last; the server's numbers begin with 1. */
  private after = 0
  private isLoggedIn = false
  private isPolling = false

  constructor(
    private readonly calls: EventsClient,
    private readonly options: RetryOptions,
    private readonly report: ReportError,
  ) {
    this.losses = new Listeners(report)
    this.logins = new Listeners(report)
  }

  /** Returns the function that unregisters the callback. */
  on<K extends EventKind>(kind: K, callback: (event: EventOf<K>) => void): () => void {
    let listeners = this.kinds.get(kind)
    if (listeners === undefined) {
      listeners = new Listeners(this.report)
      this.kinds.set(kind, listeners)
    }
    return this.listen(listeners.add((event) => callback(event as EventOf<K>)))
  }

  onLost(callback: () => void): () => void {
    return this.listen(this.losses.add(callback))
  }

  /**
   * What was read of the server before may be out of date: the client has logged in, events were lost. Calls back at once where
   * it is logged in already.
   */
  onStale(callback: () => void): () => void {
    if (this.isLoggedIn) this.logins.call(callback)
    const removes = [this.logins.add(callback), this.onLost(callback)]
    return () => removes.forEach((remove) => void remove())
  }

  /** Whether anybody listens to events of this kind. */
  hears(kind: EventKind): boolean {
    return (this.kinds.get(kind)?.count ?? 0) > 0
  }

  /** Calls back as if the event had been polled. */
  tell<K extends EventKind>(kind: K, event: EventOf<K>): void {
    this.kinds.get(kind)?.emit(event)
  }

  /** At each login, so also at that of a connection that was lost. Polls before anybody reads: nothing falls in between. */
  loggedIn(): void {
    this.isLoggedIn = true
    void this.poll()
    this.logins.emit()
  }

  loggedOut(): void {
    this.isLoggedIn = false
  }

  private listen(remove: () => void): () => void {
    let isRegistered = true
    this.listening++
    void this.poll()
    return () => {
      if (isRegistered) this.listening--
      isRegistered = false
      remove()
    }
  }

  /** Until nobody listens or nobody is logged in. One that failed for good is tried again after the next login. */
  private async poll(): Promise<void> {
    if (this.isPolling || !this.isLoggedIn) return
    this.isPolling = true
    try {
      while (this.listening > 0 && this.isLoggedIn && !this.options.isOver()) await this.pollOnce()
    } catch (error) {
      if (this.isLoggedIn && !this.options.isOver()) this.report(error)
    } finally {
      this.isPolling = false
    }
  }

  private async pollOnce(): Promise<void> {
    const { scheduler } = this.options
    const askedAtMs = scheduler.nowMs()
    const batch = await retrying(() => this.calls.poll(this.after, POLL_WAIT_MS, POLL_EVENTS), this.options)
    this.take(batch)
    const isEmpty = batch.events.length === 0 && !batch.lost
    if (isEmpty && scheduler.nowMs() - askedAtMs < POLL_WAIT_MS / 2) await wait(scheduler, CROWDED_PAUSE_MS)
  }

  private take({ events, upTo, lost }: EventBatch): void {
    this.after = upTo
    if (lost) this.losses.emit()
    for (const { body } of events) {
      for (const [kind, event] of Object.entries(body)) if (event != null) this.kinds.get(kind)?.emit(event)
    }
  }
}
