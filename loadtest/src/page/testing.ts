// Reports for the page's tests: a run of 200 bots in which nothing happened, to be changed where a test looks.

import type { Quantiles } from '../latency.js'
import type { ClientFigures, MethodFigures, Report, ServerFigures } from '../report.js'
import type { Sample } from '../timeline.js'

export const ZERO: Quantiles = { p50: 0, p99: 0, max: 0 }

function aSample(second: number, changed: Partial<Sample> = {}): Sample {
  return {
    second,
    tickMs: { p50: 4, p99: 8, max: 12 },
    cpuPercent: 40,
    rssMb: 120,
    heapMb: 25,
    playing: 200,
    slow: 0,
    snapshotsPerSecond: 4000,
    bytesPerSecondPerClient: 5200,
    rigCpuPercent: 30,
    errors: 0,
    ...changed,
  }
}

export function samples(count: number, changed: (second: number) => Partial<Sample> = () => ({})): readonly Sample[] {
  return Array.from({ length: count }, (_, i) => aSample(i + 1, changed(i + 1)))
}

export const SERVER: ServerFigures = {
  cpuUsPerSnapshot: 12.4,
  cpuPercent: 49.6,
  tickThreadCpuPercent: 44.2,
  bytesPerSnapshot: 262.4,
  ticks: 1200,
  tickMs: { p50: 4.01, p99: 8.42, max: 14.7 },
  overruns: 0,
  rssMb: 131,
  heapMb: { start: 22, end: 23 },
  gcPauseMs: { p99: 1.9, max: 3.4 },
  collections: { minor: 31, major: 1 },
  newSpaceMb: 32,
  counts: {},
}

export const CLIENT: ClientFigures = {
  snapshotsPerSecond: 4000,
  bytesPerSecondPerClient: 5248,
  usefulMovers: 48.3,
  bytesPerUsefulMoverPerTick: 1.13,
  snapshotIntervalMs: { p50: 50, p99: 56, max: 71 },
  inputToStateMs: { p50: 82, p99: 119, max: 152 },
}

export const CALL: MethodFigures = {
  method: 'Greeter.SayHello',
  requestsPerSecond: 20_000,
  latencyMs: { p50: 0.2, p99: 0.6, max: 5 },
  requestMs: 0.05,
  networkMs: 0.13,
  responseMs: 0.02,
}

/** Before anything was measured. */
export const NO_CURVES: Report['curves'] = { snapshotInterval: [], inputToState: [], rpc: [], roomCalls: [] }

export function aReport(changed: Partial<Report> = {}): Report {
  return {
    scenario: 'movement',
    scenarioTitle: 'Everybody runs',
    bots: 200,
    seconds: 60,
    sendRateHz: 20,
    startedAt: '2025-11-22T22:13:07.123Z',
    machine: 'some machine, 2 cores',
    command: 'make loadtest',
    server: SERVER,
    client: CLIENT,
    errors: { total: 0, kinds: {} },
    truthChecks: 1240,
    rig: { cpuPercent: 31, latenessMs: { p50: 0.1, p99: 0.6, max: 2 }, saturated: false, workers: 1 },
    samples: samples(60),
    curves: {
      snapshotInterval: [
        [0, 48],
        [50, 50],
        [99, 56],
        [100, 71],
      ],
      inputToState: [
        [0, 60],
        [50, 82],
        [99, 119],
        [100, 152],
      ],
      rpc: [],
      roomCalls: [],
    },
    verdict: 'passed',
    ...changed,
  }
}

/** Without what only a server's own metrics tell. */
export function unseen(report: Report): Report {
  const { server: _, ...rest } = report
  const nothing = { tickMs: null, cpuPercent: null, rssMb: null, heapMb: null }
  return { ...rest, samples: report.samples.map((sample) => ({ ...sample, ...nothing })) }
}
