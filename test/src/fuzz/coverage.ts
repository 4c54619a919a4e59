// Which branches of our code were reached. Each reports itself by number (`instrument-hook`); counting costs nothing that
// grows with the code, so an input is worth what it runs.

import { register } from 'node:module'

/** Branches that can be told apart; the server and the protocol have a tenth of it. */
const BRANCHES_MAX = 65_536

export class Coverage {
  private readonly seen = new Uint8Array(BRANCHES_MAX)
  /** Branches reached so far. */
  reached = 0

  /** What is imported after it reports its branches. */
  static start(): Coverage {
    const coverage = new Coverage()
    Object.assign(globalThis, { hit: (branch: number) => coverage.hit(branch) })
    register('./instrument-hook.js', import.meta.url)
    return coverage
  }

  private constructor() {}

  private hit(branch: number): void {
    if (this.seen[branch] !== 0) return
    this.seen[branch] = 1
    this.reached++
  }

  /** As if nothing had run. */
  reset(): void {
    this.seen.fill(0)
    this.reached = 0
  }
}
