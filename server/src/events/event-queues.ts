// What the server has to tell players outside their rooms, held until they ask: a short queue for each player and a
// long poll on it. Events keep their sequence numbers and stay in the queue after they were polled, so a poll repeated
// after a lost connection misses nothing, and two connections of one player can poll side by side.

import type { Presence } from './presence.js'
import type { Scheduler } from './scheduler.js'

/** Events kept for one player. Beyond, the oldest goes, and whoever had not polled it is told that some were lost. */
export const EVENTS_PER_PLAYER_MAX = 64

/** Longest wait of one poll, milliseconds. */
export const POLL_WAIT_MS_MAX = 25_000

/** Polls of one player that wait side by side, such as several tabs'. One more ends the oldest, empty. */
export const POLLS_PER_PLAYER_MAX = 4

/** A queue that nobody polled for so long is forgotten, milliseconds: its player is gone. */
export const QUEUE_IDLE_MS = 120_000

export interface QueuedEvent<Body> {
  readonly sequence: number
  readonly body: Body
}

export interface EventBatch<Body> {
  readonly events: readonly QueuedEvent<Body>[]
  /** What the next poll gives as `after`. */
  readonly upTo: number
  /** Events between the poll's `after` and these are gone: ask for the state itself. */
  readonly lost: boolean
}

interface Queue<Body> {
  readonly events: QueuedEvent<Body>[]
  lastSequence: number
  lastPollMs: number
  /** Answers the polls that wait, oldest first. */
  readonly waiting: Set<() => void>
}

export class EventQueues<Body> {
  /** By player, the one that polled longest ago first. */
  private readonly queues = new Map<string, Queue<Body>>()

  /** Answers the polls that wait, by the connection that they came on. */
  private readonly byConnection = new Map<number, Set<() => void>>()

  /** @param presence - is told who polls */
  constructor(
    private readonly scheduler: Scheduler,
    private readonly presence?: Presence,
  ) {}

  /** Tells one player. Nobody who never polled is told: without a poll there is no queue. */
  publish(playerId: string, body: Body): void {
    const queue = this.queues.get(playerId)
    if (queue !== undefined) append(queue, body)
  }

  publishAll(body: Body): void {
    for (const queue of this.queues.values()) append(queue, body)
  }

  /**
   * The events after the sequence number `after` (0: all that are kept); at once if there are any, or else as soon as
   * one comes, or an empty batch after `waitMs`.
   * @param connectionId - its end ends the poll
   */
  poll(
    playerId: string,
    after: number,
    waitMs: number,
    limit: number,
    connectionId?: number,
  ): Promise<EventBatch<Body>> {
    const queue = this.touch(playerId)
    const read = () => batch(queue, after, limit)
    const ready = read()
    if (ready.events.length > 0 || ready.lost || waitMs <= 0) {
      this.presence?.touch(playerId)
      return Promise.resolve(ready)
    }
    return new Promise((resolve) => {
      const answer = () => {
        cancel()
        queue.waiting.delete(answer)
        this.unlink(connectionId, answer)
        this.presence?.pollEnds(playerId)
        resolve(read())
      }
      const cancel = this.scheduler.after(waitMs, answer)
      queue.waiting.add(answer)
      this.link(connectionId, answer)
      this.presence?.pollBegins(playerId)
      const [oldest] = queue.waiting
      if (queue.waiting.size > POLLS_PER_PLAYER_MAX) oldest?.()
    })
  }

  /** Ends the polls of a connection that is gone: nobody reads their answers, and their players are not there by them. */
  connectionClosed(connectionId: number): void {
    for (const answer of this.byConnection.get(connectionId) ?? []) answer()
  }

  private link(connectionId: number | undefined, answer: () => void): void {
    if (connectionId === undefined) return
    const answers = this.byConnection.get(connectionId) ?? new Set()
    this.byConnection.set(connectionId, answers.add(answer))
  }

  private unlink(connectionId: number | undefined, answer: () => void): void {
    if (connectionId === undefined) return
    const answers = this.byConnection.get(connectionId)
    answers?.delete(answer)
    if (answers?.size === 0) this.byConnection.delete(connectionId)
  }

  /** The player's queue, made at the first poll, and now the one that polled last. */
  private touch(playerId: string): Queue<Body> {
    const nowMs = this.scheduler.nowMs()
    const queue = this.queues.get(playerId) ?? { events: [], lastSequence: 0, lastPollMs: nowMs, waiting: new Set() }
    queue.lastPollMs = nowMs
    this.queues.delete(playerId)
    this.queues.set(playerId, queue)
    for (const [idleId, { lastPollMs }] of this.queues) {
      if (nowMs - lastPollMs < QUEUE_IDLE_MS) break
      this.queues.delete(idleId)
    }
    return queue
  }
}

function append<Body>(queue: Queue<Body>, body: Body): void {
  queue.events.push({ sequence: ++queue.lastSequence, body })
  if (queue.events.length > EVENTS_PER_PLAYER_MAX) queue.events.shift()
  for (const answer of queue.waiting) answer()
}

function batch<Body>({ events, lastSequence }: Queue<Body>, after: number, limit: number): EventBatch<Body> {
  const firstKept = lastSequence - events.length + 1
  // A number from before a restart, or from a forgotten queue, is ahead of ours.
  const isAhead = after > lastSequence
  const lost = isAhead || after < firstKept - 1
  const from = isAhead ? 0 : Math.max(after - firstKept + 1, 0)
  const next = events.slice(from, from + limit)
  return { events: next, upTo: next.at(-1)?.sequence ?? lastSequence, lost }
}
