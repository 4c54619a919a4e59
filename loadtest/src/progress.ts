// What is happening, live: on a terminal one line that is rewritten, elsewhere a line at each new phase and every
// INTERVAL_MS within one.

/** Between two lines where lines cannot be rewritten, milliseconds. */
const INTERVAL_MS = 2_000

const BAR_WIDTH = 24

/** Back to the line's start, and clear it. */
const REWRITE = '\r\x1b[2K'

/** The part of a terminal or a file that progress needs. */
export interface Output {
  readonly isTTY?: boolean
  write(text: string): unknown
}

export class Progress {
  private phase = ''
  private writtenMs = 0

  constructor(
    private readonly output: Output,
    private readonly nowMs: () => number,
  ) {}

  show(phase: string, detail: string): void {
    const text = `${phase.padEnd(10)} ${detail}`
    if (this.output.isTTY === true) {
      this.output.write(REWRITE + text)
      return
    }
    const nowMs = this.nowMs()
    if (phase === this.phase && nowMs - this.writtenMs < INTERVAL_MS) return
    this.phase = phase
    this.writtenMs = nowMs
    this.output.write(`${text}\n`)
  }

  /** Clears the rewritten line. */
  end(): void {
    if (this.output.isTTY === true) this.output.write(REWRITE)
  }
}

/** @param share - 0 to 1 */
export function bar(share: number): string {
  const full = Math.round(BAR_WIDTH * Math.min(1, share))
  return `[${'#'.repeat(full)}${'.'.repeat(BAR_WIDTH - full)}]`
}
