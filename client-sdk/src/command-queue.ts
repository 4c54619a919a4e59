// The commands of one player on their way out. A command is held input, so one goes out only when its quantised fields
// differ from the last one sent, and at most one for each tick; what changes more often is merged, but a pressed edge
// (fire) stays pressed until it was sent. A press and its release in the same tick leave in one frame, a tick apart. Pure:
// the session says what tick it is and sends the bytes.

import {
  BitWriter,
  COMMANDS_PER_FRAME_MAX,
  type CommandType,
  newCommandFrame,
  PLAY_FRAME_BYTES_MAX,
  VIEW_TICK_PARTS,
  writeCommands,
} from '@tickwire/protocol'
import type { CommandTable } from '@tickwire/simulation'

/** Commands that are remembered after they were sent: for the server's report on them, and for prediction. */
export const SENT_MAX = 128

export class CommandQueue<I extends object> {
  /** Sequence number of the last command sent; the first is 1. */
  seq = 0
  private target = 0
  private readonly wanted: Int32Array
  private readonly next: Int32Array
  private readonly sent: Int32Array
  /** Something to say: the input differs from what was sent. */
  private dirty = false
  /** The tick that the others were shown at when `next` came about. */
  private viewTick = 0
  private readonly sentAtMs = new Float64Array(SENT_MAX)
  private readonly sentClockTick = new Float64Array(SENT_MAX)
  private readonly sentTarget = new Uint32Array(SENT_MAX)
  private readonly sentFields: Int32Array
  private readonly frame
  private readonly writer = new BitWriter(PLAY_FRAME_BYTES_MAX)

  constructor(private readonly command: CommandType<I>) {
    this.frame = newCommandFrame(command)
    this.wanted = new Int32Array(command.fieldCount)
    this.next = new Int32Array(command.fieldCount)
    this.sent = new Int32Array(command.fieldCount)
    this.sentFields = new Int32Array(SENT_MAX * command.fieldCount)
  }

  /** Takes the application's present input. @param shownTick - the fractional tick that the others are shown at now */
  put(input: I, shownTick: number): void {
    const { command, wanted, next, sent } = this
    command.quantise(input, wanted)
    let isNew = this.seq === 0
    for (let i = 0; i < wanted.length; i++) {
      const isUnsentPress = next[i] !== 0 && sent[i] === 0 && command.edges.includes(i)
      if (isUnsentPress || next[i] === wanted[i]) continue
      next[i] = wanted[i]!
      isNew = true
    }
    if (isNew) this.viewTick = Math.floor(shownTick * VIEW_TICK_PARTS) / VIEW_TICK_PARTS
    this.dirty = this.seq === 0 || this.differs(next) || this.differs(wanted)
  }

  /**
   * What must be sent now, or undefined. Borrowed until the next call.
   * @param clockTick - the server's tick as the clock has it; `leadTicks` later comes the tick that a command sent now is for
   */
  take(clockTick: number, leadTicks: number, lastTickReceived: number, nowMs: number): Uint8Array | undefined {
    const targetTick = Math.ceil(clockTick + leadTicks)
    if (!this.dirty || targetTick <= this.target) return undefined
    const { frame, writer } = this
    frame.lastTickReceived = lastTickReceived
    frame.viewTick = Math.min(this.viewTick, lastTickReceived)
    frame.count = 0
    frame.seq[0] = this.seq + 1
    for (let target = targetTick; this.dirty && frame.count < COMMANDS_PER_FRAME_MAX; target++) {
      this.append(target, clockTick, nowMs)
    }
    writer.reset()
    writeCommands(frame, this.command, writer)
    return writer.bytes()
  }

  /**
   * The round trip of a remembered command that the server reports on, milliseconds.
   * @param tick - of the snapshot with the report
   * @param slackMs - how early the command arrived before its target tick
   */
  roundTripMs(seq: number, tick: number, tickMs: number, slackMs: number, nowMs: number): number {
    const waitedMs = (tick - this.sentTarget[seq % SENT_MAX]!) * tickMs + slackMs
    return Math.max(0, nowMs - this.sentAtMs[seq % SENT_MAX]! - waitedMs)
  }

  /** The lead with which a remembered command would just have been in time, ticks. @param slackTicks - how early it arrived */
  neededLead(seq: number, slackTicks: number): number {
    return this.targetOf(seq) - this.sentClockTick[seq % SENT_MAX]! - slackTicks
  }

  /** Whether a command was sent, and not too many since. */
  remembers(seq: number): boolean {
    return seq > 0 && seq <= this.seq && seq + SENT_MAX > this.seq
  }

  /** The tick that a remembered command was sent for. */
  targetOf(seq: number): number {
    return this.sentTarget[seq % SENT_MAX]!
  }

  /** Puts a remembered command into a table. */
  store(seq: number, table: CommandTable, index: number): void {
    this.command.store(this.sentFields, (seq % SENT_MAX) * this.command.fieldCount, table, index)
  }

  private append(target: number, clockTick: number, nowMs: number): void {
    const { frame, next, wanted } = this
    frame.targetTick[frame.count] = target
    frame.fields.set(next, frame.count * this.command.fieldCount)
    frame.count++
    this.seq++
    this.target = target
    this.sentAtMs[this.seq % SENT_MAX] = nowMs
    this.sentClockTick[this.seq % SENT_MAX] = clockTick
    this.sentTarget[this.seq % SENT_MAX] = target
    this.sent.set(next)
    this.sentFields.set(next, (this.seq % SENT_MAX) * this.command.fieldCount)
    next.set(wanted)
    this.dirty = this.differs(next)
  }

  private differs(fields: Int32Array): boolean {
    for (let i = 0; i < fields.length; i++) if (fields[i] !== this.sent[i]) return true
    return false
  }
}
