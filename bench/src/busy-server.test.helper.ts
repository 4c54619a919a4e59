// A server for the tests of `ServerChild`: burns CPU or rests, and ends itself when it is told to.

import { measuredArgs, serveMeasured } from './measured.js'

export interface BusyArgs {
  /** Use all the CPU it can get, but for the moments in which it answers. */
  readonly burns?: boolean
  /** Ends with this code, EXIT_MS after it was ready. */
  readonly exitCode?: number
  /** Ends before it is ready. */
  readonly fails?: boolean
}

export interface BusyReady {
  readonly pid: number
}

const BURN_MS = 5

/** Long enough for "ready" to be on its way. */
const EXIT_MS = 50

const { burns, exitCode, fails } = measuredArgs<BusyArgs>()
if (fails === true) process.exit(4)
serveMeasured({ pid: process.pid } satisfies BusyReady)
if (exitCode !== undefined) setTimeout(() => process.exit(exitCode), EXIT_MS)
if (burns === true) {
  setInterval(() => {
    const endMs = performance.now() + BURN_MS
    while (performance.now() < endMs);
  }, 0)
}
