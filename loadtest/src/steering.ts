// What one bot presses: it runs in some direction, looks another way and sometimes fires, and changes its mind as often as
// a person does. Gives command frames; the bytes are shared by all bots and valid until the next frame is made.

import { arenaSchema } from '@tickwire/arena/schema'
import { BitWriter, newCommandFrame, PLAY_FRAME_BYTES_MAX, writeCommands } from '@tickwire/protocol'
import type { Random } from '@tickwire/simulation'

/** Time between two changes of mind, milliseconds; 300 on average. */
const CHANGE_MS_MIN = 200
const CHANGE_MS_MAX = 400

/** Full deflection of the stick, as in `Steer`. */
const STICK_MAX = 127

const TURN = 2 * Math.PI
const FIRE_SHARE = 0.25

/** A command is for the tick after the one that starts next: it then arrives one to two ticks early. */
const LEAD_TICKS = 2

const { command } = arenaSchema
const frame = newCommandFrame(command)
const writer = new BitWriter(PLAY_FRAME_BYTES_MAX)
const input = { moveX: 0, moveY: 0, aim: 0, fire: false }

export class Steering {
  private seq = 0
  private dueMs = 0

  constructor(private readonly random: Random) {}

  isDue(nowMs: number): boolean {
    return nowMs >= this.dueMs
  }

  /** The next change of mind as a command frame, which also acknowledges `lastTickReceived`. */
  next(lastTickReceived: number, nowMs: number): Uint8Array {
    const { random } = this
    this.dueMs = nowMs + random.between(CHANGE_MS_MIN, CHANGE_MS_MAX)
    const direction = random.between(0, TURN)
    input.moveX = Math.round(STICK_MAX * Math.cos(direction))
    input.moveY = Math.round(STICK_MAX * Math.sin(direction))
    input.aim = random.between(0, TURN)
    input.fire = random.chance(FIRE_SHARE)
    frame.lastTickReceived = lastTickReceived
    frame.count = 1
    frame.seq[0] = ++this.seq
    frame.targetTick[0] = lastTickReceived + LEAD_TICKS
    command.quantise(input, frame.fields)
    writer.reset()
    writeCommands(frame, command, writer)
    return writer.bytes()
  }
}
