// When each ticket looks for a match: at its arrival, and again when its wait has changed something, as docs/MATCHMAKING.md says. Bounds
// what those who look again cost in one cycle, counted in candidates and not in time, so that every machine does the same.

import type { Candidates } from './candidates.js'
import type { Plan } from './plan.js'
import { type Rows, State } from './rows.js'
import type { Selection } from './selection.js'
import { WakeQueue } from './wake-queue.js'

/**
 * What those who look again in one cycle may cost together, as the last looks went: candidates looked at and tried. Those longest
 * due look; the others are due in the next cycle.
 */
const AGAIN_WORK_MAX = 300_000
/** Where more tickets than `LARGE_POOL` wait, of whom each one's look matters less. */
const AGAIN_WORK_LARGE_MAX = 60_000
const LARGE_POOL = 8_000
/** Of those who lack players for a role that they do not wish themselves. */
const CROWD_WORK_MAX = 10_000
const AGAIN_LOOKS_MIN = 32
/** Tickets that wait, up to which all whose limits move on a LINEAR slope look in each cycle. */
const CALM_TICKETS = 512
/**
 * Where more wait, between two looks at a moving LINEAR limit, and after a search that was cut short: 1 s, or an eighth of the wait
 * when that is longer. A wait of five minutes has about 36 looks.
 */
const LOOK_STEP_MS = 1_000
const LOOK_SHARE_OF_WAIT = 1 / 8
/** So many steps when what was missing is a role that it does not wish: whoever does looks, and sees it. */
const CROWD_STEPS = 8
/** Whatever has passed since: the next cycle. */
const NEXT_CYCLE_MS = 1
/** In `lookMs`: the row's turn comes in this cycle. */
const SEARCHING = Infinity

export class Looks {
  private readonly wakeQueue = new WakeQueue()
  /** Of those who wait for others to bring a role. */
  private readonly crowdQueue = new WakeQueue()
  /** Of one anchor, in the last cycle that had any. */
  private workOfLook = 0
  private nowMs = 0
  private isCalm = true

  constructor(
    private readonly plan: Plan,
    private readonly rows: Rows,
    private readonly candidates: Candidates,
    private readonly selection: Selection,
  ) {}

  arrived(row: number): void {
    this.wakeQueue.push(-Infinity, row)
  }

  /** Tickets whose time to look has come, oldest first: all that have arrived, and of the others those longest due. */
  due(nowMs: number, waiting: number): number[] {
    const { rows } = this
    this.nowMs = nowMs
    this.isCalm = waiting <= CALM_TICKETS
    const due: number[] = []
    this.takeDue(this.wakeQueue, waiting > LARGE_POOL ? AGAIN_WORK_LARGE_MAX : AGAIN_WORK_MAX, due)
    this.takeDue(this.crowdQueue, CROWD_WORK_MAX, due)
    return due.sort((a, b) => rows.enqueuedMs[a]! - rows.enqueuedMs[b]! || rows.sequence[a]! - rows.sequence[b]!)
  }

  /** Has it look in this cycle, due or not. */
  wake(row: number): void {
    this.rows.lookMs[row] = SEARCHING
  }

  /** It is due in this cycle, and has not slept since. */
  isAwake(row: number): boolean {
    return this.rows.lookMs[row] === SEARCHING
  }

  /** It looks in the next cycle. */
  postpone(row: number): void {
    this.sleepUntil(row, this.nowMs, this.wakeQueue)
  }

  /** The anchor that was searched for last has found nothing. */
  sleep(anchor: number): void {
    const { candidates, isCalm } = this
    const isOfCrowd = candidates.isStarved && candidates.isAnchorOfCrowd && !isCalm
    const enqueuedMs = this.rows.enqueuedMs[anchor]!
    const untilMs = enqueuedMs + this.nextLook(this.nowMs - enqueuedMs, isOfCrowd)
    this.sleepUntil(anchor, untilMs, isOfCrowd ? this.crowdQueue : this.wakeQueue)
  }

  /** @param work - candidates looked at and tried in the cycle, for so many searches */
  cost(work: number, searches: number): void {
    if (searches > 0) this.workOfLook = work / searches
  }

  private takeDue(queue: WakeQueue, workMax: number, due: number[]): void {
    const { rows, nowMs } = this
    const looksMax = Math.max(AGAIN_LOOKS_MIN, workMax / this.workOfLook)
    let again = 0
    while (again < looksMax) {
      const row = queue.popDue(nowMs)
      if (row < 0) break
      if (rows.state[row] !== State.WAITING || rows.lookMs[row] !== queue.poppedMs) continue
      if (queue.poppedMs > -Infinity) again++
      this.wake(row)
      due.push(row)
    }
  }

  /** The wait at which it looks again, should nobody arrive. */
  private nextLook(waited: number, isOfCrowd: boolean): number {
    const { plan, candidates, isCalm } = this
    const { fillForMs, botsAfterMs } = plan.config
    const step = isCalm ? NEXT_CYCLE_MS : Math.max(LOOK_STEP_MS, waited * LOOK_SHARE_OF_WAIT)
    const threshold = plan.thresholds.find((ms) => ms > waited) ?? Infinity
    if (candidates.isStarved) return Math.min(threshold, waited + step * (isOfCrowd ? CROWD_STEPS : 1))
    const next = plan.nextLook(waited, step)
    if (candidates.count === 0) return next
    if (candidates.wasHeld || this.selection.wasCut) return Math.min(next, waited + step)
    const mayHaveBots = botsAfterMs > 0 && candidates.oldestMs >= botsAfterMs
    const needed = mayHaveBots ? 0 : candidates.oldestMs < fillForMs ? plan.playersMax : plan.playersMin
    if (candidates.playersPassed >= needed) return next
    const reached = plan.spread.reaches(candidates.reachOf(needed), waited)
    return Math.min(threshold, Math.max(reached, waited + 1))
  }

  private sleepUntil(row: number, untilMs: number, queue: WakeQueue): void {
    this.rows.lookMs[row] = untilMs
    queue.push(untilMs, row)
  }
}
