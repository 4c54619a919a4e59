// Something of the server's that a client shows, such as its party or a chat: read when somebody begins to listen, changed by
// events from then on, and read again whenever events may be missing. Acts are calls to the server; their outcome comes back
// as an event, so there is one way in which a state changes. What it is a state of, `live-groups` and `live-chat` know.

import type { ServiceType } from '@tickwire/protocol'
import type { EventFeed } from './event-feed.js'
import { Listeners, type ReportError } from './listeners.js'
import { type RetryOptions, retrying } from './retry.js'

/** What an event makes of a state. The same object: it changes nothing. */
export type Change<S> = (state: S) => S

export interface LiveSource<S> {
  /** Before the first answer. */
  readonly initial: S
  /** What the server says that it is. */
  read(): Promise<S>
  /** @param read - an answer; @param changed - what events made of the state since it was asked for */
  merge(read: S, changed: S): S
  /** Hands on each event that may concern it; returns the function that stops that. */
  listen(apply: (change: Change<S>) => void): () => void
}

/** What every live state of one client stands on. */
export interface LiveContext {
  readonly calls: <C>(service: ServiceType<C>) => C
  readonly feed: EventFeed
  readonly retry: RetryOptions
  /** Gets what callbacks throw, and why a state could not be read. */
  readonly report: ReportError
}

/** A state of the server's, up to date while somebody listens to its changes. */
export class LiveState<S> {
  private current: S
  private readonly changes: Listeners<[S]>
  private listening = 0
  /** Number of the present stretch of listening: an answer to an older one is passed over. */
  private stretch = 0
  private stop = (): void => {}
  /** Events that changed it so far. */
  private changedCount = 0
  private isTelling = false

  constructor(
    private readonly source: LiveSource<S>,
    private readonly context: LiveContext,
  ) {
    this.current = source.initial
    this.changes = new Listeners(context.report)
  }

  /** As of the last event; not kept up to date while nobody listens. */
  get state(): S {
    return this.current
  }

  /**
   * Calls back with each new state, also when it is first read and not the initial one. Until the returned function is called,
   * the state is kept up to date.
   */
  onChange(callback: (state: S) => void): () => void {
    const remove = this.changes.add(callback)
    if (++this.listening === 1) this.start()
    let isRegistered = true
    return () => {
      if (!isRegistered) return
      isRegistered = false
      remove()
      if (--this.listening === 0) this.stop()
    }
  }

  private start(): void {
    const stretch = ++this.stretch
    const stops = [
      this.source.listen((change) => {
        const next = change(this.current)
        if (next !== this.current) this.changedCount++
        this.become(next)
      }),
      this.context.feed.onStale(() => void this.read(stretch)),
    ]
    this.stop = () => {
      for (const stop of stops) stop()
    }
  }

  private async read(stretch: number): Promise<void> {
    const { retry, report } = this.context
    const { changedCount } = this
    const isWanted = (): boolean => this.listening > 0 && this.stretch === stretch
    try {
      const read = await retrying(() => this.source.read(), retry)
      if (!isWanted()) return
      this.become(this.changedCount === changedCount ? read : this.source.merge(read, this.current))
    } catch (error) {
      if (isWanted() && !retry.isOver()) report(error)
    }
  }

  /** Tells once of all that one batch of events changes. */
  private become(next: S): void {
    if (next === this.current) return
    this.current = next
    if (this.isTelling) return
    this.isTelling = true
    queueMicrotask(() => {
      this.isTelling = false
      this.changes.emit(this.current)
    })
  }
}
