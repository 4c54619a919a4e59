// The Thrift calls of one bot, in an open loop: each has its time, whatever became of the one before, and its latency counts
// from then. So a server that stops for a second shows as a second for everybody who wanted something meanwhile.

import type { ArenaRoomClient } from '@tickwire/arena/handlers'
import { CallError } from '@tickwire/client'
import type { GreeterClient } from '@tickwire/gen-nodejs/greeter.handlers.js'
import type { Random } from '@tickwire/simulation'
import type { Player } from './player.js'
import type { Recorder } from './recorder.js'

/** A call of the server and one of the room; the report names them so. */
export const SERVER_METHOD = 'Greeter.SayHello'
export const ROOM_METHOD = 'ArenaRoom.getSelf'

export interface CallerOptions {
  readonly name: string
  readonly greeter: GreeterClient
  readonly room: ArenaRoomClient
  readonly player: Player
  readonly perSecond: number
  readonly recorder: Recorder
  readonly nowMs: () => number
  readonly random: Random
}

export class Caller {
  private dueMs: number
  private readonly intervalMs: number
  private started = 0
  private answered = 0

  /** @param startMs - within an interval from then the first calls are made */
  constructor(
    private readonly options: CallerOptions,
    startMs: number,
  ) {
    this.intervalMs = 1000 / options.perSecond
    this.dueMs = startMs + options.random.between(0, this.intervalMs)
  }

  /** Makes the calls that are due. */
  turn(nowMs: number): void {
    while (nowMs >= this.dueMs) {
      this.options.recorder.lateness.record(nowMs - this.dueMs)
      void this.callServer(this.dueMs)
      void this.callRoom(this.dueMs)
      // An even interval would meet every tick at the same point of it.
      this.dueMs += this.intervalMs * this.options.random.between(0.5, 1.5)
    }
  }

  private async callServer(meantMs: number): Promise<void> {
    const { greeter, name } = this.options
    await this.time(SERVER_METHOD, meantMs, async () => {
      await greeter.SayHello({ name })
    })
  }

  private async callRoom(meantMs: number): Promise<void> {
    const { room, player } = this.options
    const number = ++this.started
    const isOnly = this.answered === number - 1
    await this.time(ROOM_METHOD, meantMs, async () => {
      const self = await room.getSelf()
      // With several calls under way it is not known which of them was answered last.
      if (isOnly && this.started === number) player.checkSelf(self)
    })
    this.answered++
  }

  private async time(method: string, meantMs: number, call: () => Promise<void>): Promise<void> {
    const { recorder, nowMs, name } = this.options
    try {
      await call()
      recorder.latencyOf(method).record(nowMs() - meantMs)
    } catch (error) {
      // The bot left, or was closed and that is counted: its calls are nobody's fault.
      if (error instanceof CallError && error.code === 'CLOSED') return
      recorder.errors.add('call', `${name}: ${method}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
}
