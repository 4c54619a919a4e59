// What players write to each other: checked, kept for a while, and told to who is in the channel. Chat knows groups and rooms
// only by who is in them.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import { ChatScope } from '@tickwire/gen-nodejs/lobby.types.js'
import { NotFoundError, RefusedError } from '@tickwire/simulation'
import { plainText } from '../plain-text.js'
import { ChatHistory } from './chat-history.js'
import type { Mutes } from './mutes.js'

/** Longest message, characters. Beyond: refused BAD_ARGUMENT. */
export const CHAT_TEXT_CHARS_MAX = 400

/** Messages of all players in one channel within a second. Beyond: refused RATE_LIMITED. */
export const CHANNEL_MESSAGES_PER_SECOND_MAX = 5

/**
 * The same for large channels, by who is told: a message to a thousand answers a thousand polls, which come again: 5 ms
 * without what the sockets cost. So a room of 500 has two messages a second, one of 1,000 or more has one.
 */
export const CHANNEL_TOLD_PER_SECOND_MAX = 1_000

/** When to try again while chat as a whole has too much to tell, milliseconds. */
const BUSY_RETRY_MS = 1_000

/** Messages on one page. More asked for: refused BAD_ARGUMENT. */
const PAGE_MESSAGES_MAX = 100

export interface ChatChannel {
  readonly scope: ChatScope
  /** Of a lobby, party or room; for DIRECT the other player. */
  readonly id: string
}

export interface ChatMessage {
  readonly id: string
  readonly channel: ChatChannel
  readonly senderId: string
  readonly senderName: string
  readonly text: string
  /** Milliseconds since 1970, UTC. */
  readonly sentAtMs: number
}

export interface ChatPage {
  /** Oldest first. */
  readonly messages: readonly ChatMessage[]
  /** Where the page before begins; undefined where there is none. */
  readonly before: string | undefined
}

export interface ChatPlayer {
  readonly playerId: string
  readonly displayName: string
}

export interface ChatOptions {
  /** Who is in a lobby, a party or a room, by id; nobody when there is none. */
  readonly membersOf: (scope: ChatScope, id: string) => Iterable<string>
  readonly isPresent: (playerId: string) => boolean
  readonly mutes: Mutes
  readonly tell: (playerIds: Iterable<string>, message: ChatMessage) => void
  /** Too many wait to be told: nothing is sent for now. */
  readonly isBusy: () => boolean
  readonly nowMs: () => number
  /** Milliseconds since 1970, UTC. */
  readonly wallClockMs: () => number
}

export class Chat {
  private readonly history = new ChatHistory()
  private sent = 0

  constructor(private readonly options: ChatOptions) {}

  send(sender: ChatPlayer, channel: ChatChannel, text: string): ChatMessage {
    const { playerId, displayName } = sender
    const readers = this.readersFor(playerId, channel)
    this.refuseMuted(playerId)
    if (channel.scope === ChatScope.DIRECT && !this.options.isPresent(channel.id)) {
      throw new NotFoundError('player online', channel.id)
    }
    const plain = plainText(text)
    if (plain.length < 1 || plain.length > CHAT_TEXT_CHARS_MAX) {
      throw badArgument('text', `must have 1 to ${CHAT_TEXT_CHARS_MAX} characters`)
    }
    const key = keyOf(playerId, channel)
    const nowMs = this.options.nowMs()
    const retryAfterMs = this.history.busyForMs(key, messagesPerSecond(readers.length), 1_000, nowMs)
    if (retryAfterMs > 0) {
      throw new RefusedError(ErrorCode.RATE_LIMITED, 'too many messages in this channel', { retryAfterMs })
    }
    if (this.options.isBusy()) {
      throw new RefusedError(ErrorCode.RATE_LIMITED, 'too much chat on this server', { retryAfterMs: BUSY_RETRY_MS })
    }
    const id = String(++this.sent)
    const sentAtMs = this.options.wallClockMs()
    const message = { id, channel, senderId: playerId, senderName: displayName, text: plain, sentAtMs }
    this.history.add(key, message, nowMs)
    this.deliver(message, readers)
    return message
  }

  /** @param before - the `before` of the page that comes after it */
  list(reader: ChatPlayer, channel: ChatChannel, before: string | undefined, limit: number): ChatPage {
    const { playerId } = reader
    this.readersFor(playerId, channel)
    if (!(limit >= 1 && limit <= PAGE_MESSAGES_MAX))
      throw badArgument('page.limit', `must be 1 to ${PAGE_MESSAGES_MAX}`)
    const end = before === undefined ? Number.POSITIVE_INFINITY : Number(before)
    if (!(end >= 1)) throw badArgument('page.after', 'is no cursor of this list')
    const older = this.history.of(keyOf(playerId, channel)).filter(({ id }) => Number(id) < end)
    const messages = older.slice(-limit)
    return {
      messages: messages.map((message) => seenBy(playerId, message)),
      before: older.length > limit ? messages[0]?.id : undefined,
    }
  }

  /** A lobby or party is over: so is what was written there. */
  forget(scope: ChatScope, id: string): void {
    this.history.forget(keyOf('', { scope, id }))
  }

  /** @throws RefusedError unless the player is in the channel */
  private readersFor(playerId: string, { scope, id }: ChatChannel): readonly string[] {
    if (scope === ChatScope.DIRECT) {
      if (id === playerId) throw badArgument('channel.id', 'is you')
      return [playerId, id]
    }
    const readers = [...this.options.membersOf(scope, id)]
    if (readers.includes(playerId)) return readers
    throw new RefusedError(ErrorCode.FORBIDDEN, 'you are not in this channel', { parameter: 'channel' })
  }

  private refuseMuted(playerId: string): void {
    const wallMs = this.options.wallClockMs()
    const untilMs = this.options.mutes.untilMs(playerId, wallMs)
    if (untilMs === undefined) return
    const leftMs = untilMs - wallMs
    const retryAfterMs = Math.min(Math.ceil(leftMs), RETRY_AFTER_MS_MAX)
    throw new RefusedError(ErrorCode.FORBIDDEN, 'you are muted', { reason: 'MUTED', retryAfterMs })
  }

  private deliver(message: ChatMessage, readers: readonly string[]): void {
    const { tell } = this.options
    if (message.channel.scope !== ChatScope.DIRECT) tell(readers, message)
    else for (const reader of readers) tell([reader], seenBy(reader, message))
  }
}

/** Of a channel with so many readers. */
function messagesPerSecond(readers: number): number {
  const most = Math.floor(CHANNEL_TOLD_PER_SECOND_MAX / readers)
  return Math.max(1, Math.min(CHANNEL_MESSAGES_PER_SECOND_MAX, most))
}

/** An i32 on the wire. */
const RETRY_AFTER_MS_MAX = 2 ** 31 - 1

/** In a channel between two, each finds the other's id. */
function seenBy(reader: string, message: ChatMessage): ChatMessage {
  const { channel, senderId } = message
  if (channel.scope !== ChatScope.DIRECT || reader === senderId) return message
  return { ...message, channel: { ...channel, id: senderId } }
}

/** Names a channel's history: the same for both ends of a direct one. No id holds a space. */
function keyOf(playerId: string, { scope, id }: ChatChannel): string {
  return scope === ChatScope.DIRECT ? `${scope} ${[playerId, id].sort().join(' ')}` : `${scope} ${id}`
}

function badArgument(parameter: string, problem: string): RefusedError {
  return new RefusedError(ErrorCode.BAD_ARGUMENT, `${parameter} ${problem}`, { parameter })
}
