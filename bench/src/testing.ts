// What the tests of results, tables, documents and charts are about: rows and a machine that nobody measured.

import type { BenchRun, Panel, Row } from './bench.js'
import type { Machine } from './machine.js'
import type { Measured } from './results.js'

export const MACHINE: Machine = {
  cpu: 'Example CPU',
  cores: 2,
  arch: 'x64',
  memoryGb: 8,
  os: 'Debian GNU/Linux 12 (bookworm)',
  kernel: '6.1.0',
  glibc: '2.36',
  governor: 'unknown',
  loadAverage: 0.1,
  busyPercent: 1,
}

/** By default: counted, ours twice as good. */
export function rowOf(more: Partial<Row> = {}): Row {
  return {
    bench: 'rpc',
    case: '/rpc against Apache, 8 x 8',
    metric: 'calls',
    unit: '1/s',
    better: 'higher',
    ours: 2,
    theirs: 1,
    ratio: 2,
    rounds: 1,
    spread: 0,
    ...more,
  }
}

export function measuredOf(bench: string, rows: readonly Row[], more: Partial<Measured> = {}): Measured {
  return {
    bench,
    rows,
    panels: [],
    machine: MACHINE,
    versions: { thrift: '0.24.0' },
    node: 'v20.11.0',
    origin: {
      title: 'sayHello',
      commit: 'abc123',
      command: 'make bench',
      measuredAt: '2025-06-01T12:00:00.000Z',
    },
    ...more,
  }
}

/** A run of one round; what it says and draws is kept. */
export function runOf(): { readonly run: BenchRun; readonly told: string[]; readonly drawn: Panel[] } {
  const told: string[] = []
  const drawn: Panel[] = []
  const run: BenchRun = {
    rounds: 1,
    progress: (text) => told.push(text),
    draw: (panel) => drawn.push(panel),
    signal: new AbortController().signal,
  }
  return { run, told, drawn }
}
