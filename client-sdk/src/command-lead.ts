// How far ahead of the server the client must run, so that a command that is made at the last moment of its tick still
// arrives in time. Starts from the round trip of the join and is then steered by what the server reports: how early commands
// arrived (slack), and so by how long a lead each of them would just have been in time. Quick to grow, because a late command
// is felt at once, slow to shrink, so that jitter does not make it hunt. Netcode rule 6. Pure; in ticks.

/** How early such a command should arrive: from this many ticks ... */
export const MARGIN_TICKS_MIN = 0.25
/** ... to this many. One that is made at the start of its tick arrives up to a tick earlier. */
export const MARGIN_TICKS_MAX = 0.75

/** A report of a command that was short of it makes the lead longer by what was missing, at most by so much. */
const GROWTH_TICKS_MAX = 0.25
/** One of a command that was too early makes it shorter by this part of the excess, at most by so much. */
const SHRINK_GAIN = 0.02
const SHRINK_TICKS_MAX = 0.05

/** The tick of commands, which the own avatar is shown at, follows a lead that moves so much with each tick's report. */
export const COMMAND_HASTE_MAX = GROWTH_TICKS_MAX
export const COMMAND_DELAY_MAX = SHRINK_TICKS_MAX

/** A lead beyond this is no lead any more, milliseconds. */
const LEAD_MS_MAX = 1_000

export class CommandLead {
  /** Target tick of a command minus the tick that the newest snapshot would have. */
  ticks: number
  /** No command was reported on yet: the join took longer than a command does, by what the server had to do for it. */
  private isGuess = true

  constructor(
    private readonly tickMs: number,
    roundTripMs: number,
  ) {
    this.ticks = this.limited(MARGIN_TICKS_MAX + roundTripMs / tickMs)
  }

  /** Takes what a report says. @param neededTicks - the lead with which that command would just have been in time */
  steer(neededTicks: number): void {
    if (this.isGuess) this.ticks = this.limited(neededTicks + MARGIN_TICKS_MAX)
    this.isGuess = false
    const margin = this.ticks - neededTicks
    if (margin < MARGIN_TICKS_MIN) this.move(Math.min(GROWTH_TICKS_MAX, MARGIN_TICKS_MIN - margin))
    else if (margin > MARGIN_TICKS_MAX)
      this.move(-Math.min(SHRINK_TICKS_MAX, (margin - MARGIN_TICKS_MAX) * SHRINK_GAIN))
  }

  private move(ticks: number): void {
    this.ticks = this.limited(this.ticks + ticks)
  }

  private limited(ticks: number): number {
    return Math.min(LEAD_MS_MAX / this.tickMs, Math.max(0, ticks))
  }
}
