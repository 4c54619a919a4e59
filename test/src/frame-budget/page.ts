// Runs in the browser: plays a tape to a room of the play-only client, a frame of the tape in each frame of the browser, and takes
// the time of each part. The own avatar's rules are made wrong by a step each tick, so that every snapshot is a correction and all
// commands since are replayed: the most that prediction ever has to do.

import { Avatar, type AvatarTable, arenaSchema, type Steer } from '@tickwire/arena/schema'
import { avatarPrediction } from '@tickwire/arena/simulation'
import { type Room, type SocketEvents, takeSeat } from '@tickwire/client/play'
import { Replica } from '@tickwire/client/replica'
import type { TapeEntry } from './tape.js'

/** Of one frame that a snapshot came before, milliseconds. */
export interface FrameTimes {
  /** Snapshots to the replica. */
  readonly decode: number
  /** All views to the shown tick. */
  readonly interpolate: number
  /** The owner record's correction with its replay, and the own avatar to the shown tick. */
  readonly predict: number
}

/** What was counted after the warm frames. */
export interface PlayedTape {
  /** Those that a snapshot came before: the others have nothing to decode and to replay. */
  readonly frames: readonly FrameTimes[]
  /** Other avatars in sight, the fewest in any frame. */
  readonly visible: number
  /** Ticks that were run again for a snapshot, the fewest: all that is unacknowledged. */
  readonly replayedTicks: number
  /** Whether the page is isolated: the clock of another one has steps of 0.1 ms. */
  readonly isIsolated: boolean
}

declare const requestAnimationFrame: (run: () => void) => number
declare const crossOriginIsolated: boolean

/** What the rules are wrong by in a tick, units: nobody would see it, and an owner record differs. */
const WRONG_BY = 1 / 16

/** Time spent in some functions since it was last read, milliseconds. */
class Stopwatch {
  private sumMs = 0

  around<T, A extends unknown[], R>(run: (this: T, ...args: A) => R): (this: T, ...args: A) => R {
    const watch = this
    return function (...args) {
      const beganMs = performance.now()
      const result = run.apply(this, args)
      watch.sumMs += performance.now() - beganMs
      return result
    }
  }

  read(): number {
    const { sumMs } = this
    this.sumMs = 0
    return sumMs
  }
}

const decoding = new Stopwatch()
const rendering = new Stopwatch()
const reconciling = new Stopwatch()
const showingOwn = new Stopwatch()
Replica.prototype.apply = decoding.around(Replica.prototype.apply)

class PlayedRoom {
  private readonly frames: FrameTimes[] = []
  private readonly update: Room<Steer>['update']
  private visible = Number.POSITIVE_INFINITY
  private replayedTicks = Number.POSITIVE_INFINITY
  private steps = 0
  private snapshots = 0

  constructor(private readonly room: Room<Steer>) {
    const step = (table: AvatarTable, row: number): void => {
      this.steps++
      avatarPrediction.step(table, row)
      table.x[row] = table.x[row]! + WRONG_BY
    }
    const own = room.predict(Avatar, { ...avatarPrediction, step })
    own.reconcile = reconciling.around(own.reconcile)
    own.showAt = showingOwn.around(own.showAt)
    this.update = rendering.around(room.update)
    room.onSnapshot(() => this.snapshots++)
  }

  frame(steer: Steer, nowMs: number, counts: boolean): void {
    const replayed = this.steps
    this.room.sendCommand(steer)
    this.update.call(this.room, nowMs)
    const shownMs = showingOwn.read()
    const times = {
      decode: decoding.read(),
      interpolate: rendering.read() - shownMs,
      predict: reconciling.read() + shownMs,
    }
    if (counts && this.snapshots > 0) {
      this.frames.push(times)
      this.replayedTicks = Math.min(this.replayedTicks, replayed)
      this.visible = Math.min(this.visible, [...this.room.of(Avatar)].length)
    }
    this.steps = 0
    this.snapshots = 0
  }

  played(): PlayedTape {
    const { frames, visible, replayedTicks } = this
    return { frames, visible, replayedTicks, isIsolated: crossOriginIsolated }
  }
}

/** @param warmFrames - played and not counted */
async function playTape(tape: readonly TapeEntry[], warmFrames: number): Promise<PlayedTape> {
  let atMs = 0
  let socket: SocketEvents | undefined
  const joining = takeSeat({ roomId: '', playUrl: 'ws://tape/play', seatToken: 'tape' }, arenaSchema, {
    scheduler: { nowMs: () => atMs, after: () => () => {} },
    openSocket: (_url, events) => {
      socket = events
      return { send() {}, close() {} }
    },
  })
  let room: PlayedRoom | undefined
  let frames = 0
  for (const entry of tape) {
    atMs = entry.atMs
    if (entry.is === 'open') socket?.opened()
    else if (entry.is === 'message') {
      socket?.received(Uint8Array.from(atob(entry.bytes), (char) => char.charCodeAt(0)))
      // The first message is the welcome.
      room ??= new PlayedRoom(await joining)
    } else {
      await new Promise<void>((done) => requestAnimationFrame(done))
      room?.frame(entry.steer, atMs, frames++ >= warmFrames)
    }
  }
  if (room === undefined) throw new Error('the tape has no message')
  return room.played()
}

Object.assign(globalThis, { playTape })
