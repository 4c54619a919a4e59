// What only the process knows of its last second, for operators' status and stats. Read once a second.

import { performance } from 'node:perf_hooks'
import type { Figures } from '../admin/stats.js'
import type { Metrics } from './metrics.js'

const BYTES_PER_MB = 1_048_576

export class ProcessFigures {
  private loopSince = performance.eventLoopUtilization()

  /** @param sockets - open sockets of players, now */
  constructor(
    private readonly metrics: Metrics,
    private readonly sockets: () => number,
  ) {}

  /** The event loop's share is since the last call. */
  read(): Omit<Figures, 'rooms' | 'players'> {
    const loop = performance.eventLoopUtilization()
    const eventLoopUse = performance.eventLoopUtilization(loop, this.loopSince).utilization
    this.loopSince = loop
    const rssMb = process.memoryUsage.rss() / BYTES_PER_MB
    return { connections: this.sockets(), ...this.metrics.tickFigures(), rssMb, eventLoopUse }
  }
}
