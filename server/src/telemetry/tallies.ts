// Counts by name and label as plain numbers: everything that is refused, dropped, closed or called. A name becomes a series
// when it first counts.

import type { Registry } from 'prom-client'
import { addTotals } from './series.js'

export class Tallies {
  private readonly byName = new Map<string, Map<string, number>>()

  constructor(private readonly registry: Registry) {}

  /** @param name - snake_case, without prefix or unit suffix */
  add(name: string, label: string, more: number): void {
    const tally = this.byName.get(name) ?? this.open(name)
    tally.set(label, (tally.get(label) ?? 0) + more)
  }

  private open(name: string): Map<string, number> {
    const tally = new Map<string, number>()
    this.byName.set(name, tally)
    addTotals(this.registry, `tickwire_${name}_total`, `Counted: ${name.replaceAll('_', ' ')}`, 'kind', () => tally)
    return tally
  }
}
