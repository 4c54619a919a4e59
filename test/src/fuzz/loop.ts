// The fuzz loop: changes inputs at random, from a seed, and keeps those that reach a branch for the first time. A finding is
// an input at which its target throws; of those with the same error one is kept.

import { performance } from 'node:perf_hooks'
import { Random } from '@tickwire/simulation'
import type { Coverage } from './coverage.js'
import { mutated } from './mutator.js'
import type { FuzzTarget } from './target.js'
import type { Watchdog } from './watchdog.js'

export interface Finding {
  readonly error: string
  readonly input: Uint8Array
}

export interface FuzzResult {
  readonly executions: number
  readonly findings: readonly Finding[]
  /** Inputs that reached something new, the seeds among them. */
  readonly corpus: readonly Uint8Array[]
}

export class FuzzLoop {
  private readonly corpus: Uint8Array[] = []
  private readonly findings = new Map<string, Finding>()
  private executions = 0

  constructor(
    private readonly target: FuzzTarget,
    private readonly coverage: Pick<Coverage, 'reached' | 'reset'>,
    private readonly watchdog: Watchdog,
  ) {}

  /** Begins with what is known, then goes on for so long, or until it has found so many mistakes. */
  async run(
    known: readonly Uint8Array[],
    seconds: number,
    seed: number,
    findingsMax = Number.POSITIVE_INFINITY,
  ): Promise<FuzzResult> {
    const random = new Random(seed)
    const endMs = performance.now() + 1_000 * seconds
    for (const input of known) await this.attempt(input)
    // Those that reach nothing new by themselves still have something to give to others.
    this.corpus.push(...known.filter((input) => !this.corpus.includes(input)))
    while (performance.now() < endMs && this.findings.size < findingsMax) {
      await this.attempt(mutated(this.corpus, random))
    }
    const { executions, corpus } = this
    return { executions, findings: [...this.findings.values()], corpus }
  }

  /** The smallest inputs of a corpus that reach as much as all of it. */
  async smallest(corpus: readonly Uint8Array[]): Promise<readonly Uint8Array[]> {
    const smallestFirst = [...corpus].sort((a, b) => a.length - b.length)
    this.coverage.reset()
    this.corpus.length = 0
    for (const input of smallestFirst) await this.attempt(input)
    return this.corpus
  }

  private async attempt(input: Uint8Array): Promise<void> {
    const { reached } = this.coverage
    this.watchdog.begin(input)
    this.executions++
    try {
      await this.target.run(input)
    } catch (error) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
      const [where] = text.split(/\n\s*at .*fuzz/)
      if (!this.findings.has(where!)) this.findings.set(where!, { error: text, input })
      return
    }
    if (this.coverage.reached > reached) this.corpus.push(input)
  }
}
