// How far ahead of the server the client must run, so that a command arrives one to two ticks before the tick it is for.
// Starts from the round trip of the join and is then steered by what the server reports: how early commands arrived
// (slack). Quick to grow, because a late command is felt at once, slow to shrink, so that jitter does not make it hunt.
// Netcode rule 6. Pure; in ticks.

/** How early a command should arrive: from this many ticks ... */
export const SLACK_TICKS_MIN = 1
/** ... to this many. Input that changes all the time leaves at the start of each tick and settles here, so it is latency. */
export const SLACK_TICKS_MAX = 1.5

/** Part of a deviation that one report corrects; reports of a round trip are under way, so more would overshoot. */
const GAIN = 0.2
const GROWTH_TICKS_MAX = 0.25
const SHRINK_TICKS_MAX = 0.05

/** A lead beyond this is no lead any more, milliseconds. */
const LEAD_MS_MAX = 1_000

export class CommandLead {
  /** Target tick of a command minus the tick that the newest snapshot would have. */
  ticks: number

  constructor(
    private readonly tickMs: number,
    roundTripMs: number,
  ) {
    this.ticks = this.limited(SLACK_TICKS_MIN + roundTripMs / tickMs)
  }

  /** Takes the server's report on a command's arrival. */
  steer(slackMs: number): void {
    const slack = slackMs / this.tickMs
    if (slack < SLACK_TICKS_MIN) this.move(Math.min(GROWTH_TICKS_MAX, (SLACK_TICKS_MIN - slack) * GAIN))
    else if (slack > SLACK_TICKS_MAX) this.move(-Math.min(SHRINK_TICKS_MAX, (slack - SLACK_TICKS_MAX) * GAIN))
  }

  private move(ticks: number): void {
    this.ticks = this.limited(this.ticks + ticks)
  }

  private limited(ticks: number): number {
    return Math.min(LEAD_MS_MAX / this.tickMs, Math.max(0, ticks))
  }
}
