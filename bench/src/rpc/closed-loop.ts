// Calls in a closed loop: each slot of each connection calls again as soon as it was answered. So the server is never asked
// for more than it answers; latencies are those of a full house, not of a schedule. Counts between `begin` and `end`.

import { Latency } from '@tickwire/loadtest/latency'
import type { CallClient, OpenClient } from './call-client.js'

export interface CallCounts {
  readonly calls: number
  readonly elapsedMs: number
  /** As `Latency.encode` writes it. */
  readonly latency: string
}

export class ClosedLoop {
  private readonly clients: CallClient[] = []
  private readonly latency = new Latency()
  private beganMs = 0
  private counting = false
  private over = false

  /** @param failed - told of anything but a right reply; the loop is worthless then */
  constructor(private readonly failed: (error: Error) => void) {}

  /** Resolves when every connection stands and every slot has its first call under way. */
  async start(open: OpenClient, address: string, connections: number, depth: number): Promise<void> {
    const sentMs = Array.from({ length: connections }, () => new Float64Array(depth))
    const opened = sentMs.map((sent, connection) =>
      open(address, depth, {
        answered: (slot) => this.answered(this.clients[connection]!, sent, slot),
        failed: (error) => {
          if (!this.over) this.failed(error)
        },
      }),
    )
    this.clients.push(...(await Promise.all(opened)))
    this.clients.forEach((client, connection) => {
      for (let slot = 0; slot < depth; slot++) this.call(client, sentMs[connection]!, slot, performance.now())
    })
  }

  begin(): void {
    this.latency.reset()
    this.counting = true
    this.beganMs = performance.now()
  }

  end(): CallCounts {
    this.counting = false
    const elapsedMs = performance.now() - this.beganMs
    return { calls: this.latency.count, elapsedMs, latency: this.latency.encode() }
  }

  close(): void {
    this.over = true
    for (const client of this.clients) client.close()
  }

  private call(client: CallClient, sentMs: Float64Array, slot: number, nowMs: number): void {
    sentMs[slot] = nowMs
    client.call(slot)
  }

  private answered(client: CallClient, sentMs: Float64Array, slot: number): void {
    if (this.over) return
    const nowMs = performance.now()
    if (this.counting) this.latency.record(nowMs - sentMs[slot]!)
    this.call(client, sentMs, slot, nowMs)
  }
}
