// Runs benches one after the other. One that fails is told and does not stop the others; what a finished one has measured is
// handed on at once, so that nothing of it is lost when the run is interrupted later.

import type { Bench, Panel, Row } from './bench.js'

/** A bench that is told to stop ends its servers; one that does not is left behind after this, milliseconds. */
const ABORT_MS = 5_000

export interface Suite {
  readonly names: readonly string[]
  readonly load: (name: string) => Promise<Bench>
  readonly rounds: number
  readonly progress: (name: string, text: string) => void
  readonly finished: (bench: Bench, rows: readonly Row[], panels: readonly Panel[]) => void
  readonly failed: (name: string, error: unknown) => void
  readonly signal: AbortSignal
}

/** @returns whether every bench ran to its end. Rejects with the signal's reason when that aborts. */
export async function runSuite({ names, load, rounds, progress, finished, failed, signal }: Suite): Promise<boolean> {
  let complete = true
  for (const name of names) {
    signal.throwIfAborted()
    progress(name, 'loading')
    try {
      const bench = await load(name)
      const panels: Panel[] = []
      const draw = (panel: Panel) => void panels.push(panel)
      const run = bench.run({ rounds, progress: (text) => progress(name, text), draw, signal })
      finished(bench, await untilAborted(run, signal), panels)
    } catch (error) {
      signal.throwIfAborted()
      complete = false
      failed(name, error)
    }
  }
  return complete
}

/** Settles like `run`, but ABORT_MS after the signal at the latest. */
async function untilAborted<T>(run: Promise<T>, signal: AbortSignal): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  let giveUp = (): void => undefined
  const late = new Promise<never>((_, reject) => {
    giveUp = () => {
      timer = setTimeout(() => reject(signal.reason), ABORT_MS)
    }
  })
  signal.addEventListener('abort', giveUp)
  try {
    return await Promise.race([run, late])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', giveUp)
    late.catch(() => undefined)
  }
}
