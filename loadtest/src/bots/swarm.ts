// The bots of one process: joins them, lets them steer and call when it is time, sends them home and others in their place,
// as the scenario says. What they see goes to one Recorder.

import type { Scheduler } from '@tickwire/client'
import { Random } from '@tickwire/simulation'
import type { Scenario } from '../scenarios/scenario.js'
import { Bot, SLOW_READ_BYTES } from './bot.js'
import type { Whereabouts } from './checker.js'
import type { Recorder } from './recorder.js'

/** Bots look for what is due this often, milliseconds; it is how late a command may be. */
const TURN_MS = 1

/** Of so many bots one checks every snapshot whole ... */
const BOTS_PER_CHECK = 20

/** ... but no more than so many in one process: what they decode grows with the square of the players. */
const CHECKS_MAX = 25

/** At least this many bots check, so that they can compare. */
const CHECKS_MIN = 2

/** A bot that has heard nothing for this long counts as silent, milliseconds. */
const SILENT_MS = 1_000

export interface SwarmOptions {
  readonly url: string
  readonly scenario: Scenario
  readonly bots: number
  /** Of the first bot; the others count on. */
  readonly firstNumber: number
  readonly joinsAtOnce: number
  readonly recorder: Recorder
  readonly scheduler: Scheduler
}

export class Swarm {
  /** First joins that are through, with or without success. */
  joined = 0
  private readonly bots = new Set<Bot>()
  private readonly whereabouts: Whereabouts = new Map()
  private readonly random: Random
  private nextNumber: number
  private cancelTurn: () => void = () => {}
  private readonly leaveMs = new Map<Bot, number>()
  private checks = 0
  /** Bytes that slow bots may read by now. */
  private slowBudget = 0
  private seenBytes = 0

  constructor(private readonly options: SwarmOptions) {
    this.nextNumber = options.firstNumber
    this.random = new Random(options.firstNumber + 1)
  }

  get playing(): number {
    return this.count((bot) => bot.isPlaying)
  }

  /** Of those the ones that read slowly, and whose figures do not count. */
  get slow(): number {
    return this.count((bot) => bot.isPlaying && bot.options.slow)
  }

  /** Snapshots a second that the room sends; 0 before the first join. */
  get sendRateHz(): number {
    for (const bot of this.bots) if (bot.sendRateHz > 0) return bot.sendRateHz
    return 0
  }

  /** Joins every bot; one that fails is counted. Bots that have joined play on meanwhile. */
  async join(): Promise<void> {
    this.turn()
    const { bots, joinsAtOnce, scheduler } = this.options
    // Joins under way at a time are a pace; without one, everybody's time is now.
    const meantMs = scheduler.nowMs()
    const isStorm = joinsAtOnce >= bots
    const joinSome = async () => {
      while (this.nextNumber < this.options.firstNumber + bots) {
        await this.joinOne(isStorm ? meantMs : scheduler.nowMs())
        this.joined++
      }
    }
    await Promise.all(Array.from({ length: Math.min(joinsAtOnce, bots) }, joinSome))
  }

  /** Counts bots that are connected and hear nothing. */
  countSilent(): void {
    const nowMs = this.options.scheduler.nowMs()
    for (const bot of this.bots) {
      if (!bot.isPlaying || bot.options.slow || bot.silenceMs(nowMs) <= SILENT_MS) continue
      this.options.recorder.errors.add('silent', `${bot.name}: nothing for ${Math.round(bot.silenceMs(nowMs))} ms`)
    }
  }

  leave(): void {
    this.cancelTurn()
    for (const bot of this.bots) bot.leave()
    this.bots.clear()
  }

  private count(which: (bot: Bot) => boolean): number {
    let count = 0
    for (const bot of this.bots) if (which(bot)) count++
    return count
  }

  private async joinOne(meantMs: number): Promise<void> {
    const { recorder, scheduler, scenario } = this.options
    const bot = this.newBot()
    this.bots.add(bot)
    try {
      await bot.join()
      const nowMs = scheduler.nowMs()
      recorder.join.record(nowMs - meantMs)
      const { stayMs } = scenario
      if (stayMs !== undefined) this.leaveMs.set(bot, nowMs + this.random.between(stayMs.min, stayMs.max))
    } catch (error) {
      this.remove(bot)
      recorder.errors.add('join', `${bot.name}: ${reasonOf(error)}`)
    }
  }

  private newBot(): Bot {
    const { url, scenario, recorder, scheduler, bots } = this.options
    const number = this.nextNumber++
    const checkEvery = Math.max(1, Math.min(BOTS_PER_CHECK, Math.floor(bots / CHECKS_MIN)))
    const slow = scenario.slow !== undefined && number % scenario.slow.everyBots === 1
    const checks = !slow && number % checkEvery === 0 && this.checks < CHECKS_MAX
    if (checks) this.checks++
    return new Bot({
      number,
      url,
      scenario,
      recorder,
      whereabouts: checks ? this.whereabouts : undefined,
      slow,
      calls: !slow && number % Math.min(scenario.calls.everyBots, bots) === 0,
      scheduler,
      onClosed: (closed) => this.replace(closed),
    })
  }

  private remove(bot: Bot): void {
    this.bots.delete(bot)
    this.leaveMs.delete(bot)
    if (bot.options.whereabouts !== undefined) this.checks--
    bot.leave()
  }

  private replace(bot: Bot): void {
    this.remove(bot)
    void this.joinOne(this.options.scheduler.nowMs())
  }

  private readonly turn = (): void => {
    const nowMs = this.options.scheduler.nowMs()
    for (const bot of this.bots) bot.turn(nowMs)
    for (const [bot, leaveMs] of this.leaveMs) {
      if (nowMs < leaveMs) continue
      this.options.recorder.counts.left++
      this.replace(bot)
    }
    const { slow } = this.options.scenario
    if (slow !== undefined) this.readSlowly(slow)
    this.cancelTurn = this.options.scheduler.after(TURN_MS, this.turn)
  }

  /** Each slow bot reads its share of what one of the others was sent meanwhile, a few bytes at a time. */
  private readSlowly({ everyBots, share }: NonNullable<Scenario['slow']>): void {
    const { bytes } = this.options.recorder.counts
    // Less than before: the window has begun, and the count with it.
    const more = bytes >= this.seenBytes ? bytes - this.seenBytes : bytes
    this.seenBytes = bytes
    const others = this.bots.size * (1 - 1 / everyBots)
    this.slowBudget += (share * more) / Math.max(1, others)
    if (this.slowBudget < SLOW_READ_BYTES) return
    this.slowBudget -= SLOW_READ_BYTES
    for (const bot of this.bots) if (bot.options.slow && bot.isPlaying) bot.readOnce()
  }
}

/** What a person needs to know of a failed join: a refusal names its limit, and the address limit its cure. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  if (!/\b429\b/.test(text)) return text
  return `${text}; the limit is the server's per address: start it with --address-limits off`
}
