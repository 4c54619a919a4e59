// The last messages of each channel. Memory is bounded by both limits: with texts of full length about 100 MB.

import type { ChatMessage } from './chat.js'

/** Messages kept of one channel. Beyond, the oldest go. */
export const CHANNEL_MESSAGES_MAX = 50

/** Channels with a history. Beyond, the one that was silent for longest is forgotten. */
export const CHANNELS_MAX = 2_000

interface Kept {
  readonly message: ChatMessage
  /** On the clock that never goes back. */
  readonly atMs: number
}

export class ChatHistory {
  /** By channel, the one silent for longest first. */
  private readonly channels = new Map<string, Kept[]>()

  of(key: string): readonly ChatMessage[] {
    return (this.channels.get(key) ?? []).map(({ message }) => message)
  }

  add(key: string, message: ChatMessage, atMs: number): void {
    const kept = this.channels.get(key) ?? []
    kept.push({ message, atMs })
    if (kept.length > CHANNEL_MESSAGES_MAX) kept.shift()
    this.channels.delete(key)
    this.channels.set(key, kept)
    const [silent] = this.channels.keys()
    if (this.channels.size > CHANNELS_MAX && silent !== undefined) this.channels.delete(silent)
  }

  /** 0 when fewer than `count` messages came within the last `perMs`, or else when that will be so. */
  busyForMs(key: string, count: number, perMs: number, nowMs: number): number {
    const nth = this.channels.get(key)?.at(-count)
    return nth === undefined ? 0 : Math.max(0, Math.ceil(nth.atMs + perMs - nowMs))
  }

  forget(key: string): void {
    this.channels.delete(key)
  }
}
