// One channel's chat as a live state: the messages that the server keeps, and those that come.

import { lobbyService } from '@tickwire/gen-nodejs/lobby.handlers.js'
import type { ChatChannel, ChatMessage } from '@tickwire/gen-nodejs/lobby.types.js'
import { type LiveContext, LiveState } from './live-state.js'

/** Messages of one channel that a client holds, the newest; two of the server's histories. Older ones go. */
export const CHAT_MESSAGES_MAX = 100

/** Messages that are asked for at once: all that a server keeps of a channel. */
const HISTORY_MESSAGES = 50

type Messages = readonly ChatMessage[]

/** @returns the channel's messages, oldest first */
export function liveChat(channel: ChatChannel, context: LiveContext): LiveState<Messages> {
  const { calls, feed } = context
  const source = {
    initial: [],
    read: async () => (await calls(lobbyService).listChat(channel, { limit: HISTORY_MESSAGES })).messages,
    merge: (read: Messages, changed: Messages) => changed.reduce(withMessage, read),
    listen: (apply: (change: (messages: Messages) => Messages) => void) =>
      feed.on('chat', (message) => {
        const { scope, id } = message.channel
        if (scope === channel.scope && id === channel.id) apply((messages) => withMessage(messages, message))
      }),
  }
  return new LiveState<Messages>(source, context)
}

/** An event may tell again what the history had, and may be older than the last of it. */
function withMessage(messages: Messages, message: ChatMessage): Messages {
  if (messages.some(({ id }) => id === message.id)) return messages
  const next = [...messages, message].sort((a, b) => a.sentAtMs - b.sentAtMs)
  return next.slice(-CHAT_MESSAGES_MAX)
}
