// What one bot presses: it runs in some direction, looks another way and sometimes fires, and changes its mind on a schedule
// of its own, whatever the server does. Gives command frames, and tells how long each took to be reflected, counted from
// when it was meant to be sent. The bytes are shared by all bots and valid until the next frame is made.

import { arenaSchema } from '@tickwire/arena/schema'
import { BitWriter, newCommandFrame, PLAY_FRAME_BYTES_MAX, writeCommands } from '@tickwire/protocol'
import type { Random } from '@tickwire/simulation'
import type { Latency } from '../latency.js'
import type { SteeringStyle } from '../scenarios/scenario.js'

/** Full deflection of the stick, as in `Steer`. */
const STICK_MAX = 127

const TURN = 2 * Math.PI
const FIRE_SHARE = 0.25

/** A command is for the tick after the one that starts next: it then arrives one to two ticks early. */
const LEAD_TICKS = 2

/** Commands on their way; more than can be within a command's life of a few seconds. */
const PENDING_MAX = 64

const { command } = arenaSchema
const frame = newCommandFrame(command)
const writer = new BitWriter(PLAY_FRAME_BYTES_MAX)
const input = { moveX: 0, moveY: 0, aim: 0, fire: false }

export class Steering {
  /** When the next change of mind is meant to be sent. */
  dueMs: number
  private seq = 0
  private appliedSeq = 0
  private direction = 0
  /** When the command was meant to be sent, by its number modulo PENDING_MAX. */
  private readonly meantMs = new Float64Array(PENDING_MAX)

  constructor(
    private readonly style: SteeringStyle,
    private readonly random: Random,
    startMs: number,
  ) {
    this.dueMs = startMs + random.between(0, style.changeMs.max)
  }

  /**
   * The change of mind that is due as a command frame.
   * @param lastTickReceived - which it acknowledges
   * @param ticksSince - that the room has gone on since then
   */
  next(lastTickReceived: number, ticksSince: number): Uint8Array {
    const { random, style } = this
    this.seq++
    this.meantMs[this.seq % PENDING_MAX] = this.dueMs
    this.dueMs += random.between(style.changeMs.min, style.changeMs.max)
    const turnsBack = style.returns && this.seq % 2 === 0
    this.direction = turnsBack ? this.direction + TURN / 2 : random.between(0, TURN)
    input.moveX = Math.round(STICK_MAX * Math.cos(this.direction))
    input.moveY = Math.round(STICK_MAX * Math.sin(this.direction))
    input.aim = random.between(0, TURN)
    input.fire = random.chance(FIRE_SHARE)
    frame.lastTickReceived = lastTickReceived
    frame.viewTick = lastTickReceived
    frame.count = 1
    frame.seq[0] = this.seq
    frame.targetTick[0] = lastTickReceived + ticksSince + LEAD_TICKS
    command.quantise(input, frame.fields)
    writer.reset()
    writeCommands(frame, command, writer)
    return writer.bytes()
  }

  /** A snapshot reflects `more` further commands. False when so many were never sent. */
  applied(more: number, nowMs: number, latency: Latency): boolean {
    if (this.appliedSeq + more > this.seq) return false
    for (let left = more; left > 0; left--) {
      this.appliedSeq++
      if (this.seq - this.appliedSeq < PENDING_MAX) latency.record(nowMs - this.meantMs[this.appliedSeq % PENDING_MAX]!)
    }
    return true
  }
}
