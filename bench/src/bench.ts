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

/** One field of a bench's picture: curves over two measures, and a table of what else was measured at the same points. */
export interface Panel {
  readonly title: string
  readonly x: Axis
  readonly y: Axis
  readonly curves: readonly PanelCurve[]
  readonly table: PanelTable
}

export interface Axis {
  /** With its unit. */
  readonly label: string
  readonly scale: 'linear' | 'log'
}

export interface PanelCurve {
  readonly name: string
  readonly points: readonly PanelPoint[]
}

export interface PanelPoint {
  readonly x: number
  readonly y: number
  /** Beside the point; empty: none. */
  readonly label: string
}

export interface PanelTable {
  /** With units. */
  readonly columns: readonly string[]
  /** Null: there is no such figure. */
  readonly rows: readonly { readonly name: string; readonly figures: readonly (number | null)[] }[]
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
  /** Adds a panel to the bench's picture. */
  readonly draw: (panel: Panel) => void
  /** Ends everything early. */
  readonly signal: AbortSignal
}
