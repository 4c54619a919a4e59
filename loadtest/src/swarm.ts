// All bots of a run: joins them a few at a time, says how many still play, and sends them home.

import { Bot } from './bot.js'
import type { ErrorTally } from './error-tally.js'
import type { Traffic } from './player.js'

/** Joins under way at a time: a busy evening, not the join storm. */
const JOINS_AT_ONCE = 16

/** Of so many bots one checks every snapshot whole. */
const BOTS_PER_CHECK = 20

/** At least this many bots check. */
const CHECKS_MIN = 2

/** A bot that has heard nothing for this long counts as silent, milliseconds. */
const SILENT_MS = 1_000

export class Swarm {
  readonly traffic: Traffic = { snapshots: 0, bytes: 0 }
  private readonly bots: Bot[] = []

  constructor(
    count: number,
    private readonly errors: ErrorTally,
  ) {
    const checkEvery = Math.max(1, Math.min(BOTS_PER_CHECK, Math.floor(count / CHECKS_MIN)))
    for (let number = 0; number < count; number++) {
      this.bots.push(new Bot({ number, checks: number % checkEvery === 0, traffic: this.traffic, errors }))
    }
  }

  get size(): number {
    return this.bots.length
  }

  get playing(): number {
    return this.bots.reduce((sum, bot) => sum + (bot.isPlaying ? 1 : 0), 0)
  }

  /** Joins every bot; one that fails is counted. @param onJoined - gets how many are done */
  async join(url: string, signal: AbortSignal, onJoined: (done: number) => void): Promise<void> {
    let next = 0
    let done = 0
    const joinSome = async () => {
      for (let bot = this.bots[next++]; bot !== undefined && !signal.aborted; bot = this.bots[next++]) {
        await this.joinOne(bot, url)
        onJoined(++done)
      }
    }
    await Promise.all(Array.from({ length: JOINS_AT_ONCE }, joinSome))
  }

  private async joinOne(bot: Bot, url: string): Promise<void> {
    try {
      await bot.join(url)
    } catch (error) {
      bot.leave()
      this.errors.add('join', `${bot.name}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  /** Counts bots that are connected and hear nothing. */
  countSilent(nowMs: number): void {
    for (const bot of this.bots) {
      if (!bot.isPlaying || bot.silenceMs(nowMs) <= SILENT_MS) continue
      this.errors.add('silent', `${bot.name}: nothing for ${Math.round(bot.silenceMs(nowMs))} ms`)
    }
  }

  leave(): void {
    for (const bot of this.bots) bot.leave()
  }
}
