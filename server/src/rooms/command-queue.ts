// The commands that one seat has sent and no tick has consumed yet. A command is held input: it is in force until the
// next one, so a tick without a new command repeats the last. Takes commands in time at their target tick; late ones
// catch up, two a tick, as long as the seat's time credit lasts, so that sending faster than the tick rate gains nothing.
// A dropped command leaves its edge bits (fire, use) to the next one. Netcode rule 6. All times in ticks.

import type { CommandFrame, CommandType } from '@tickwire/protocol'
import { COMMANDS_PER_SEAT_MAX, type CommandTable } from '@tickwire/simulation'

/** Commands waiting for one seat. One more drops the oldest (counted). */
export const COMMANDS_WAITING_MAX = 8

/** A command for a tick farther ahead than this is refused (counted): the client's clock is wrong, or it is lying. */
export const COMMAND_AHEAD_TICKS_MAX = 64

/** Slack is reported up to this, milliseconds; more says no more about a client's clock. */
const SLACK_MS_MAX = 9_999

/** Most ticks of credit that a silent seat saves up. */
const CREDIT_MAX = COMMANDS_WAITING_MAX

/** The input of somebody who touches nothing: 0 or false in every field, or what comes nearest in its range. */
const NO_INPUT = new Proxy({}, { get: () => 0 })

export class CommandQueue {
  /** Last command that a tick consumed, and how early it arrived before its target tick, milliseconds. */
  appliedSeq = 0
  appliedSlackMs = 0
  /** Ticks that were simulated without a command which then came too late for them. */
  substituted = 0
  /** Commands lost by policy: queue full, no credit, or too far ahead; and ones that came twice. */
  dropped = 0
  refused = 0
  /** Commands that were consumed after their target tick. */
  late = 0
  /** Views that went back, or too far back. */
  clampedViews = 0
  /** How many ticks before the last applied command's tick its player was shown the others; 0 where nothing is rewound. */
  viewLag = 0

  private receivedSeq = 0
  /** The newest view that was received, a tick. */
  private viewTick = 0
  private readonly seq = new Uint32Array(COMMANDS_WAITING_MAX)
  private readonly target = new Uint32Array(COMMANDS_WAITING_MAX)
  private readonly slackMs = new Float64Array(COMMANDS_WAITING_MAX)
  private readonly views = new Float64Array(COMMANDS_WAITING_MAX)
  private readonly fields: Int32Array
  /** Edge bits that a dropped command left behind when nothing else was waiting. */
  private readonly edges = new Set<number>()
  private head = 0
  private count = 0
  /** Ticks that late commands may catch up, as of `creditTick`. */
  private credit = CREDIT_MAX
  private creditTick = 0

  /** @param viewLagMax - how far back a shot may be taken, ticks; 0: nothing is rewound, and views do not matter */
  constructor(
    private readonly command: CommandType,
    private readonly viewLagMax = 0,
  ) {
    this.fields = new Int32Array(COMMANDS_WAITING_MAX * command.fieldCount)
  }

  /**
   * Takes the commands of one frame.
   * @param nextTick - the tick that runs next, due `dueInMs` from now; one follows every `stepMs`
   */
  receive(frame: CommandFrame, nextTick: number, dueInMs: number, stepMs: number): void {
    this.receiveView(frame.viewTick)
    for (let i = 0; i < frame.count; i++) {
      const seq = frame.seq[i]!
      if (seq <= this.receivedSeq || frame.targetTick[i]! > nextTick + COMMAND_AHEAD_TICKS_MAX) {
        this.refused++
        continue
      }
      this.receivedSeq = seq
      if (this.count === COMMANDS_WAITING_MAX) this.dropOldest()
      this.append(frame, i, dueInMs + (frame.targetTick[i]! - nextTick) * stepMs)
    }
  }

  /** Another connection takes the seat: its commands count from the first again. What was counted stays. */
  restart(): void {
    this.appliedSeq = 0
    this.appliedSlackMs = 0
    this.substituted = 0
    this.viewLag = 0
    this.receivedSeq = 0
    this.viewTick = 0
    this.count = 0
    this.edges.clear()
  }

  /** The player is out of reach: what was held is let go with the tick that runs next. */
  letGo(nextTick: number): void {
    if (this.count === COMMANDS_WAITING_MAX) this.dropOldest()
    const at = (this.head + this.count++) % COMMANDS_WAITING_MAX
    this.seq[at] = ++this.receivedSeq
    this.target[at] = nextTick
    this.slackMs[at] = 0
    this.views[at] = nextTick
    this.edges.clear()
    const { fieldCount } = this.command
    this.command.quantise(NO_INPUT, this.fields.subarray(at * fieldCount, (at + 1) * fieldCount))
  }

  /** There are commands that no tick has consumed. */
  get isWaiting(): boolean {
    return this.count > 0
  }

  /** Moves what is due at `tick` into the tick's command table. */
  take(tick: number, seat: number, table: CommandTable): void {
    this.credit = Math.min(CREDIT_MAX, this.credit + tick - this.creditTick)
    this.creditTick = tick
    let taken = 0
    while (taken < COMMANDS_PER_SEAT_MAX && this.count > 0 && this.target[this.head]! <= tick) {
      if (this.credit === 0) {
        this.dropOldest()
        continue
      }
      this.credit--
      this.apply(tick, seat, table)
      taken++
    }
  }

  /** A player who has seen a tick does not look at one before it: nobody chooses the past that suits best. */
  private receiveView(viewTick: number): void {
    if (viewTick >= this.viewTick) this.viewTick = viewTick
    else if (this.viewLagMax > 0) this.clampedViews++
  }

  private append(frame: CommandFrame, i: number, slackMs: number): void {
    const { fieldCount } = this.command
    const at = (this.head + this.count++) % COMMANDS_WAITING_MAX
    this.seq[at] = frame.seq[i]!
    this.target[at] = frame.targetTick[i]!
    this.slackMs[at] = Math.max(-SLACK_MS_MAX, Math.min(SLACK_MS_MAX, slackMs))
    this.views[at] = this.viewTick
    for (let f = 0; f < fieldCount; f++) this.fields[at * fieldCount + f] = frame.fields[i * fieldCount + f]!
    this.keepEdges(at)
  }

  private apply(tick: number, seat: number, table: CommandTable): void {
    const at = this.head
    this.appliedSeq = this.seq[at]!
    // Never -0, which is no small integer.
    this.appliedSlackMs = Math.round(this.slackMs[at]!) | 0
    if (tick > this.target[at]!) this.late++
    this.substituted += Math.min(tick - this.target[at]!, COMMAND_AHEAD_TICKS_MAX)
    const viewLag = tick - this.views[at]!
    if (viewLag > this.viewLagMax && this.viewLagMax > 0) this.clampedViews++
    this.viewLag = Math.min(viewLag, this.viewLagMax)
    this.command.store(this.fields, at * this.command.fieldCount, table, table.append(seat, this.appliedSeq))
    this.removeOldest()
  }

  private dropOldest(): void {
    const { edges, fieldCount } = this.command
    for (const edge of edges) if (this.fields[this.head * fieldCount + edge] !== 0) this.edges.add(edge)
    this.dropped++
    this.removeOldest()
    if (this.count > 0) this.keepEdges(this.head)
  }

  private keepEdges(at: number): void {
    if (this.edges.size === 0) return
    for (const edge of this.edges) this.fields[at * this.command.fieldCount + edge] = 1
    this.edges.clear()
  }

  private removeOldest(): void {
    this.head = (this.head + 1) % COMMANDS_WAITING_MAX
    this.count--
  }
}
