// How the server's plain numbers become Prometheus series: each is read when it is scraped, so that counting costs the hot
// paths an addition and nothing more. Labels come from fixed lists, never from what a client sent.

import { Counter, Gauge, type Registry } from 'prom-client'
import type { TimeHistogram } from './time-histogram.js'

/** Quantiles that are exported of each histogram. */
const QUANTILES = [0.5, 0.99, 1]

/** @param value - what it has come to since the start; it never falls */
export function addTotal(registry: Registry, name: string, help: string, value: () => number): void {
  new Counter({
    name,
    help,
    registers: [registry],
    collect() {
      this.reset()
      this.inc(value())
    },
  })
}

/** One series a value of `label`. */
export function addTotals(
  registry: Registry,
  name: string,
  help: string,
  label: string,
  values: () => Iterable<readonly [string, number]>,
): void {
  new Counter({
    name,
    help,
    labelNames: [label],
    registers: [registry],
    collect() {
      this.reset()
      for (const [each, value] of values()) this.inc({ [label]: each }, value)
    },
  })
}

export function addGauge(registry: Registry, name: string, help: string, value: () => number): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(value())
    },
  })
}

/** Quantiles of times, milliseconds. */
export function addQuantiles(
  registry: Registry,
  name: string,
  help: string,
  times: Pick<TimeHistogram, 'quantileMs'>,
): void {
  new Gauge({
    name,
    help,
    labelNames: ['quantile'],
    registers: [registry],
    collect() {
      for (const quantile of QUANTILES) this.set({ quantile: String(quantile) }, times.quantileMs(quantile))
    },
  })
}

/** The same of one histogram a value of `label`; an empty one says nothing. */
export function addQuantilesBy(
  registry: Registry,
  name: string,
  help: string,
  label: string,
  histograms: () => Iterable<readonly [string, TimeHistogram]>,
): void {
  new Gauge({
    name,
    help,
    labelNames: [label, 'quantile'],
    registers: [registry],
    collect() {
      this.reset()
      for (const [each, histogram] of histograms()) {
        if (histogram.isEmpty) continue
        for (const quantile of QUANTILES) {
          this.set({ [label]: each, quantile: String(quantile) }, histogram.quantileMs(quantile))
        }
      }
    },
  })
}
