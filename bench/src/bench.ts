// What a comparison is: something measured with ours and with theirs in one run. A bench returns rows; `main` prints, stores
// and publishes them. Every file in `benches/` is one Bench.

/** One figure, measured side by side; a line of `results/latest.json`. */
export interface Row {
  /** Name of the bench. */
  readonly bench: string
  /** What was compared, for example "60 movers, float32". */
  readonly case: string
  /** What was measured, for example "bytes per mover and tick". */
  readonly metric: string
  readonly unit: string
  readonly better: 'lower' | 'higher'
  /** Median of the rounds. */
  readonly ours: number
  /** Median of the rounds; null where there is no peer. */
  readonly theirs: number | null
  /** ours / theirs: of the medians. Null where there is no peer. */
  readonly ratio: number | null
  readonly rounds: number
  /**
   * How far another run may be off, as a share: half of the 95 % interval of the median of the rounds' ratios, or of our
   * figure where there is no peer. 0 with one round: then the figure is counted, not timed.
   */
  readonly spread: number
}

export interface Bench {
  readonly name: string
  /** One line for people. */
  readonly title: string
  /** Packages whose versions the report names. */
  readonly packages: readonly string[]
  run(run: BenchRun): Promise<readonly Row[]>
}

export interface BenchRun {
  /** Rounds of what is timed: 3, or 5 with FULL=1. */
  readonly rounds: number
  /** Says what is being done, live. */
  readonly progress: (text: string) => void
  /** Ends everything early. */
  readonly signal: AbortSignal
}
