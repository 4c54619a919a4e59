// What waits in the queues, and what became of it, as Prometheus series. Read from the matchmaker when they are scraped; a queue
// that is removed takes its series along.

import { Counter, Gauge, type Registry } from 'prom-client'

/** One queue at this moment, and its totals since it was opened. */
export interface QueueCensus {
  readonly queue: string
  readonly tickets: number
  readonly players: number
  readonly oldestWaitedMs: number
  readonly matches: number
  /** How tickets went on, by outcome. */
  readonly outcomes: Readonly<Record<string, number>>
}

export function addQueueGauges(registry: Registry, census: () => readonly QueueCensus[]): void {
  const labelNames = ['queue']
  const gauge = (name: string, help: string, of: (queue: QueueCensus) => number): void => {
    new Gauge({
      name,
      help,
      labelNames,
      registers: [registry],
      collect() {
        this.reset()
        for (const queue of census()) this.set({ queue: queue.queue }, of(queue))
      },
    })
  }
  gauge('tickwire_queue_tickets', 'Tickets that wait for a match', ({ tickets }) => tickets)
  gauge('tickwire_queue_players', 'Their players', ({ players }) => players)
  gauge('tickwire_queue_oldest_wait_ms', 'Wait of the oldest, milliseconds', ({ oldestWaitedMs }) => oldestWaitedMs)
  new Counter({
    name: 'tickwire_queue_matches_total',
    help: 'Matches whose players have their seats',
    labelNames,
    registers: [registry],
    collect() {
      this.reset()
      for (const { queue, matches } of census()) this.inc({ queue }, matches)
    },
  })
  new Counter({
    name: 'tickwire_queue_tickets_total',
    help: 'Tickets by how they went on: offered, assigned, declined, timed_out, cancelled, failed',
    labelNames: ['queue', 'outcome'],
    registers: [registry],
    collect() {
      this.reset()
      for (const { queue, outcomes } of census()) {
        for (const [outcome, count] of Object.entries(outcomes)) this.inc({ queue, outcome }, count)
      }
    },
  })
}
