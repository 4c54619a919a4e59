// What a config would do, for operators: arrivals as they were recorded, or drawn where too few came, through a queue as it is and as
// it would be. Asked for by `rpc/admin-queues`; the work itself is done elsewhere (`RunTrials`), one trial at a time.

import type { QueueTrial } from '@tickwire/gen-nodejs/admin.types.js'
import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import { UnavailableError } from '../../finder/unavailable-error.js'
import type { Matcher } from '../model.js'
import { badArgument } from '../player-entry.js'
import { queueWarnings } from '../rules/queue-warnings.js'
import type { Arrivals } from './arrivals.js'
import { drawnArrivals } from './drawn.js'
import { runTrial, type TrialInput, type TrialRun } from './trial.js'

/** Time that a trial plays, seconds. Outside: refused BAD_ARGUMENT. */
export const TRIAL_S_MIN = 10
export const TRIAL_S_MAX = 3_600
/** With fewer recorded tickets figures are chance: others are drawn. */
export const RECORDED_MIN = 20
/** When to ask again while another trial is under way, milliseconds. */
const BUSY_RETRY_MS = 5_000

/** Tries one config after the other on the same input. Undefined: it took too long. */
export type RunTrials = (configs: readonly QueueConfig[], input: TrialInput) => Promise<readonly TrialRun[] | undefined>

/** In this thread: for tests that step a server. */
export function localTrials(createMatcher: (config: QueueConfig) => Matcher, clockMs: () => number): RunTrials {
  return async (configs, input) => configs.map((config) => runTrial(config, input, createMatcher(config), clockMs))
}

interface Input extends TrialInput {
  readonly recorded: number
  readonly notes: readonly string[]
}

export interface TrialsOptions {
  readonly arrivals: Arrivals
  readonly run: RunTrials
  readonly nowMs: () => number
  readonly randomU32: () => number
}

export class Trials {
  private isRunning = false

  constructor(private readonly options: TrialsOptions) {}

  /**
   * @param now - the queue as it is; undefined: there is none
   * @param proposed - without problems
   * @throws RefusedError BAD_ARGUMENT; UnavailableError
   */
  async try(now: QueueConfig | undefined, proposed: QueueConfig, seconds: number): Promise<QueueTrial> {
    if (!(seconds >= TRIAL_S_MIN && seconds <= TRIAL_S_MAX)) {
      throw badArgument('seconds', `must be ${TRIAL_S_MIN} to ${TRIAL_S_MAX}`)
    }
    if (this.isRunning) throw new UnavailableError('another trial is under way', BUSY_RETRY_MS)
    this.isRunning = true
    try {
      const { recorded, notes, ...input } = this.inputOf(now ?? proposed, seconds * 1_000)
      const configs = now === undefined ? [proposed] : [proposed, now]
      const runs = await this.options.run(configs, input)
      if (runs === undefined) throw new UnavailableError('the trial takes too long: try fewer seconds', 0)
      const [after, before] = runs
      const came = input.arrivals.length
      return {
        ...(before === undefined ? {} : { now: before.stats }),
        proposed: after!.stats,
        warnings: [...notes, ...notesOf(after!, came), ...warningsOf(proposed)],
        arrivals: came,
        recorded,
      }
    } finally {
      this.isRunning = false
    }
  }

  private inputOf(config: QueueConfig, askedMs: number): Input {
    const { arrivals, nowMs, randomU32 } = this.options
    const seed = randomU32()
    const fromMs = Math.max(nowMs() - askedMs, arrivals.knownSinceMs(nowMs()))
    const recorded = arrivals.since(config.name, fromMs)
    if (recorded.length < RECORDED_MIN) {
      const note = `${recorded.length} tickets came in that time, too few to tell: these players were drawn by chance`
      return { arrivals: drawnArrivals(config, askedMs, seed), spanMs: askedMs, seed, recorded: 0, notes: [note] }
    }
    const spanMs = nowMs() - fromMs
    return {
      arrivals: recorded.map(({ atMs, players }) => ({ atMs: atMs - fromMs, players })),
      spanMs,
      seed,
      recorded: recorded.length,
      notes: spanMs < askedMs ? [`what is recorded covers ${Math.round(spanMs / 1_000)} s`] : [],
    }
  }
}

function notesOf({ refused, unheld, matches }: TrialRun, came: number): string[] {
  return [
    ...(refused === 0 ? [] : [`${refused} of ${came} tickets would be refused: their parties are too large`]),
    ...(unheld === 0 ? [] : [`${unheld} proposals of the match function broke a rule and were not played`]),
    ...(matches === 0 ? ['no match was made'] : []),
  ]
}

function warningsOf(config: QueueConfig): string[] {
  return queueWarnings(config).map(({ path, problem, fix }) => `${path}: ${problem}; ${fix}`)
}
