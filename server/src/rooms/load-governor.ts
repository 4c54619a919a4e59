// What a room does when it cannot keep up, grade by grade: it sends every second emission, then every fourth, then also
// refuses new players. Judges whole seconds by the share of their time that ticks took. A grade is left when the finer one
// would stay well below the limit by what ticks with and without an emission were seen to cost. Netcode rule 4. Pure: fed
// with the times of each tick.

/** Of each grade: of how many emissions one is made, and whether new players are refused. Sends are what a tick is made
 * of, so halving them comes first; bytes saved would save no time. */
const GRADES = [
  { sendDivisor: 1, refusesJoins: false },
  { sendDivisor: 2, refusesJoins: false },
  { sendDivisor: 4, refusesJoins: false },
  { sendDivisor: 4, refusesJoins: true },
] as const

/** Largest send divisor. */
const SEND_DIVISOR_MAX = 4

/** Seconds with more load than this enter the next grade: the rest of the step is what input, calls and the collector need. */
export const LOAD_MAX = 0.8

/** So many of them in a row: a single one is a burst of joins, a collection, or a neighbour on the machine. */
export const OVERLOADED_WINDOWS = 2

/** A grade is left when the finer one is expected to stay below this. */
export const LOAD_CALM = 0.6

/** What is judged at a time, milliseconds; more when so long holds no whole turn of the largest divisor. */
const WINDOW_MS = 1_000

/** Calm windows in a row that leave a grade: players notice each change. */
const CALM_WINDOWS = 5

/** Leaving a grade failed if it must be entered again within so many windows. What the room expects knows only its own
 * ticks, but rooms share their thread: each failure doubles the calm that is asked for, up to a minute and a half. */
const RELAPSE_WINDOWS = 10
const CALM_WINDOWS_MAX = 80

export class LoadGovernor {
  /** 0 while the room keeps up, to 3. */
  grade = 0
  /** Times that a coarser grade was entered. */
  raises = 0
  /** Emissions left out. */
  emissionsOmitted = 0
  private readonly windowTicks: number
  private readonly emitting = new TickLoads()
  private readonly quiet = new TickLoads()
  private endedMs = Number.NEGATIVE_INFINITY
  private overloadedWindows = 0
  private calmWindows = 0
  private calmWindowsNeeded = CALM_WINDOWS
  private windowsSinceLowered = Number.POSITIVE_INFINITY

  /**
   * @param stepMs - from one tick to the next
   * @param emissionInterval - ticks from one emission to the next while none is left out
   */
  constructor(
    private readonly stepMs: number,
    private readonly emissionInterval: number,
  ) {
    const turnTicks = emissionInterval * SEND_DIVISOR_MAX
    this.windowTicks = Math.ceil(WINDOW_MS / stepMs / turnTicks) * turnTicks
  }

  get sendDivisor(): number {
    return GRADES[this.grade]!.sendDivisor
  }

  get refusesJoins(): boolean {
    return GRADES[this.grade]!.refusesJoins
  }

  /** Whether the n-th emission of the room is left out. */
  omits(emission: number): boolean {
    if (emission % this.sendDivisor === 0) return false
    this.emissionsOmitted++
    return true
  }

  /**
   * A tick is done. It took the time since it was due, what it waited for other rooms and sockets included; not what it
   * waited for this room's tick before, which that one took. A long pause is no load: no tick counts for more than the
   * time until the next of its kind is due.
   * @param endMs - after its last send
   */
  ticked(dueMs: number, endMs: number, emitted: boolean): void {
    const tookMs = Math.max(0, endMs - Math.max(dueMs, this.endedMs))
    const stepsMax = emitted ? this.emissionInterval * this.sendDivisor : 1
    const steps = Math.min(stepsMax, tookMs / this.stepMs)
    this.endedMs = endMs
    if (emitted) this.emitting.add(steps)
    else this.quiet.add(steps)
    if (this.emitting.ticks + this.quiet.ticks < this.windowTicks) return
    this.judge()
    this.emitting.reset()
    this.quiet.reset()
  }

  private judge(): void {
    const load = (this.emitting.steps + this.quiet.steps) / this.windowTicks
    const finer = GRADES[this.grade - 1]
    const isCalm = finer !== undefined && this.expectedLoad(finer.sendDivisor) < LOAD_CALM
    this.windowsSinceLowered++
    this.calmWindows = isCalm ? this.calmWindows + 1 : 0
    this.overloadedWindows = load > LOAD_MAX ? this.overloadedWindows + 1 : 0
    if (this.overloadedWindows >= OVERLOADED_WINDOWS) this.raise()
    else if (this.calmWindows >= this.calmWindowsNeeded) this.lower()
  }

  private expectedLoad(sendDivisor: number): number {
    const turnTicks = this.emissionInterval * sendDivisor
    const quiet = this.quiet.ticks > 0 ? this.quiet.mean : this.emitting.mean
    return (this.emitting.mean + quiet * (turnTicks - 1)) / turnTicks
  }

  private raise(): void {
    if (this.grade === GRADES.length - 1) return
    const relapsed = this.windowsSinceLowered <= RELAPSE_WINDOWS
    this.calmWindowsNeeded = relapsed ? Math.min(CALM_WINDOWS_MAX, this.calmWindowsNeeded * 2) : CALM_WINDOWS
    this.windowsSinceLowered = Number.POSITIVE_INFINITY
    this.overloadedWindows = 0
    this.calmWindows = 0
    this.grade++
    this.raises++
  }

  private lower(): void {
    this.windowsSinceLowered = 0
    this.calmWindows = 0
    this.grade--
  }
}

/** Ticks of one kind in the present window, and what they took, in steps. */
class TickLoads {
  ticks = 0
  steps = 0

  get mean(): number {
    return this.ticks === 0 ? 0 : this.steps / this.ticks
  }

  add(steps: number): void {
    this.ticks++
    this.steps += steps
  }

  reset(): void {
    this.ticks = 0
    this.steps = 0
  }
}
