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
  /** By what became of them. */
  readonly proposals: Readonly<Record<string, number>>
  readonly matcherFailures: number
  readonly isMatcherDown: boolean
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
  const total = (name: string, help: string, of: (queue: QueueCensus) => number): void => {
    new Counter({
      name,
      help,
      labelNames,
      registers: [registry],
      collect() {
        this.reset()
        for (const queue of census()) this.inc({ queue: queue.queue }, of(queue))
      },
    })
  }
  const totals = (name: string, help: string, of: (queue: QueueCensus) => Readonly<Record<string, number>>): void => {
    new Counter({
      name,
      help,
      labelNames: ['queue', 'outcome'],
      registers: [registry],
      collect() {
        this.reset()
        for (const queue of census()) {
          for (const [outcome, count] of Object.entries(of(queue))) this.inc({ queue: queue.queue, outcome }, count)
        }
      },
    })
  }
  gauge('tickwire_queue_tickets', 'Tickets that wait for a match', ({ tickets }) => tickets)
  gauge('tickwire_queue_players', 'Their players', ({ players }) => players)
  gauge('tickwire_queue_oldest_wait_ms', 'Wait of the oldest, milliseconds', ({ oldestWaitedMs }) => oldestWaitedMs)
  gauge('tickwire_queue_matcher_down', '1 while its matcher has failed and nobody is matched', ({ isMatcherDown }) => {
    return isMatcherDown ? 1 : 0
  })
  total('tickwire_queue_matches_total', 'Matches whose players have their seats', ({ matches }) => matches)
  total('tickwire_queue_matcher_failures_total', 'Times that its matcher failed', (queue) => queue.matcherFailures)
  totals(
    'tickwire_queue_tickets_total',
    'Tickets by how they went on: offered, assigned, declined, timed_out, cancelled, failed',
    ({ outcomes }) => outcomes,
  )
  totals(
    'tickwire_queue_proposals_total',
    'Proposals by what became of them: made, refused (broke a rule), stale (somebody was faster)',
    ({ proposals }) => proposals,
  )
}
