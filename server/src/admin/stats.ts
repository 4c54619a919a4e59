// The server's figures of the last hour, a sample a second, in arrays made once. Read by operators only; recording costs a
// dozen stores.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import { RefusedError } from '@tickwire/simulation'

export const SAMPLE_MS = 1_000

/** Samples kept: an hour. Beyond, the oldest is overwritten. */
export const SAMPLES_MAX = 3_600

/** What is sampled, in the order of the columns. */
export const FIGURES = [
  'rooms',
  'players',
  'connections',
  'tickP50Ms',
  'tickP99Ms',
  'overruns',
  'snapshotBytes',
  'rssMb',
  'eventLoopUse',
] as const

export type Figure = (typeof FIGURES)[number]
export type Figures = Readonly<Record<Figure, number>>

export interface StatsPoint {
  readonly atMs: number
  readonly values: Readonly<Record<string, number>>
}

export class Stats {
  private readonly atMs = new Float64Array(SAMPLES_MAX)
  private readonly columns = new Map(FIGURES.map((name) => [name as string, new Float64Array(SAMPLES_MAX)]))
  private made = 0
  private dueMs = Number.NEGATIVE_INFINITY

  /** @param read - the figures now; called once a second */
  constructor(private readonly read: () => Figures) {}

  /** Takes a sample if one is due; a second that was slept through has none. */
  sample(nowMs: number, wallMs: number): void {
    if (nowMs < this.dueMs) return
    this.dueMs = Math.max(this.dueMs + SAMPLE_MS, nowMs)
    const at = this.made++ % SAMPLES_MAX
    const figures = this.read()
    this.atMs[at] = wallMs
    for (const name of FIGURES) this.columns.get(name)![at] = figures[name]
  }

  /** The newest sample; before the first all is 0. */
  get last(): Figures {
    const at = (this.made + SAMPLES_MAX - 1) % SAMPLES_MAX
    return Object.fromEntries(FIGURES.map((name) => [name, this.columns.get(name)![at]])) as Figures
  }

  /**
   * Samples since `fromMs`, oldest first, at least `stepMs` apart.
   * @param names - which figures; none: all
   * @throws RefusedError BAD_ARGUMENT
   */
  since(names: readonly string[], fromMs: number, stepMs: number): StatsPoint[] {
    const unknown = names.find((name) => !this.columns.has(name))
    if (unknown !== undefined) throw badArgument('names', `"${unknown}" is none of ${FIGURES.join(', ')}`)
    const hourMs = SAMPLE_MS * SAMPLES_MAX
    if (!(stepMs >= SAMPLE_MS && stepMs <= hourMs)) throw badArgument('stepMs', `must be ${SAMPLE_MS} to ${hourMs}`)
    const points: StatsPoint[] = []
    let nextMs = fromMs
    for (let i = Math.max(0, this.made - SAMPLES_MAX); i < this.made; i++) {
      const at = i % SAMPLES_MAX
      const atMs = this.atMs[at]!
      if (atMs < nextMs) continue
      // Samples come a little early or late; half of one is not another step.
      nextMs = atMs + stepMs - SAMPLE_MS / 2
      points.push({ atMs, values: this.valuesAt(at, names.length === 0 ? FIGURES : names) })
    }
    return points
  }

  private valuesAt(at: number, names: readonly string[]): Record<string, number> {
    return Object.fromEntries(names.map((name) => [name, this.columns.get(name)![at]!]))
  }
}

function badArgument(parameter: string, problem: string): RefusedError {
  return new RefusedError(ErrorCode.BAD_ARGUMENT, `${parameter}: ${problem}`, { parameter })
}
