// The series as an operator scrapes them.

import { existsSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import t, { type Test } from 'tap'
import { settle } from '../rpc/testing.js'
import { Metrics } from './metrics.js'
import { metricsRoute } from './metrics-route.js'
import type { QueueCensus } from './queue-gauges.js'

interface Scrape {
  readonly text: string
  /** The value of a series as it is written, with its labels. */
  value(series: string): number | undefined
}

async function operated(t: Test) {
  const queues: QueueCensus[] = []
  const metrics = new Metrics({
    rooms: () => 1,
    players: () => 2,
    sockets: () => 3,
    loadGrade: () => 1,
    queues: () => queues,
  })
  const route = metricsRoute(metrics)
  t.teardown(() => metrics.close())
  const scrape = async (): Promise<Scrape> => {
    await settle() // what the process observes comes between two turns
    const text = String((await route.GET?.())?.body)
    const lines = text.split('\n')
    const value = (series: string): number | undefined => {
      const line = lines.find((each) => each.startsWith(`${series} `))
      return line === undefined ? undefined : Number(line.slice(series.length + 1))
    }
    return { text, value }
  }
  return { metrics, queues, scrape, startAnew: () => settle().then(() => route.POST?.()) }
}

t.test('counts by name and label, gauges and totals', async (t) => {
  const { metrics, scrape } = await operated(t)
  metrics.count('rpc_calls', 'Greeter.SayHello')
  metrics.count('rpc_calls', 'Greeter.SayHello')
  metrics.count('rpc_calls', 'Lobby.joinRoom')
  metrics.count('schedule_slipped_ms', '', 400)
  metrics.snapshot('sent', 120)
  metrics.snapshot('sent', 80)
  metrics.snapshot('skipped', 0)
  for (let i = 0; i < 2; i++) {
    const { value } = await scrape()
    t.equal(value('tickwire_rpc_calls_total{kind="Greeter.SayHello"}'), 2, 'and a scrape changes nothing')
    t.equal(value('tickwire_rpc_calls_total{kind="Lobby.joinRoom"}'), 1)
    t.equal(value('tickwire_schedule_slipped_ms_total{kind=""}'), 400)
    t.equal(value('tickwire_snapshots_total{outcome="sent"}'), 2)
    t.equal(value('tickwire_snapshots_total{outcome="skipped"}'), 1)
    t.equal(value('tickwire_snapshot_bytes_total'), 200)
    t.same(
      ['rooms', 'players', 'sockets', 'load_grade'].map((each) => value(`tickwire_${each}`)),
      [1, 2, 3, 1],
    )
  }
})

t.test('queues are series by name, and go with their queue', async (t) => {
  const { queues, scrape } = await operated(t)
  const outcomes = { assigned: 4, timed_out: 1 }
  const proposals = { made: 2, refused: 6, stale: 1 }
  const matcher = { matcherFailures: 8, isMatcherDown: true }
  queues.push({
    ...{ queue: 'duel', tickets: 3, players: 5, oldestWaitedMs: 7_000, matches: 2 },
    ...{ outcomes, proposals, ...matcher },
  })
  for (let i = 0; i < 2; i++) {
    const { value } = await scrape()
    t.equal(value('tickwire_queue_tickets{queue="duel"}'), 3)
    t.equal(value('tickwire_queue_players{queue="duel"}'), 5)
    t.equal(value('tickwire_queue_oldest_wait_ms{queue="duel"}'), 7_000)
    t.equal(value('tickwire_queue_matches_total{queue="duel"}'), 2)
    t.equal(value('tickwire_queue_tickets_total{queue="duel",outcome="timed_out"}'), 1)
    t.equal(value('tickwire_queue_proposals_total{queue="duel",outcome="refused"}'), 6)
    t.equal(value('tickwire_queue_matcher_failures_total{queue="duel"}'), 8)
    t.equal(value('tickwire_queue_matcher_down{queue="duel"}'), 1)
  }
  queues.pop()
  t.notMatch((await scrape()).text, /queue="duel"/)
})

t.test('call times are quantiles by method; a POST starts them anew, totals go on', async (t) => {
  const { metrics, scrape, startAnew } = await operated(t)
  for (let i = 0; i < 98; i++) metrics.answered('Greeter.SayHello', 0.25, 1)
  for (let i = 0; i < 2; i++) metrics.answered('Greeter.SayHello', 0.5, 2)
  metrics.answered('ArenaRoom.getSelf', 25, 0.125)
  metrics.ticked(10, 1, true)
  const before = await scrape()
  const quantiles = (name: string, method: string) =>
    ['0.5', '0.99', '1'].map((quantile) => before.value(`${name}{method="${method}",quantile="${quantile}"}`))
  t.same(quantiles('tickwire_rpc_request_ms', 'Greeter.SayHello'), [0.25, 0.5, 0.5])
  t.same(quantiles('tickwire_rpc_response_ms', 'Greeter.SayHello'), [1, 2, 2])
  t.same(quantiles('tickwire_rpc_response_ms', 'ArenaRoom.getSelf'), [0.125, 0.125, 0.125])
  for (const value of quantiles('tickwire_rpc_request_ms', 'ArenaRoom.getSelf')) {
    t.ok(value !== undefined && Math.abs(value - 25) <= 0.025, `${value} is 25 within 0.1 %`)
  }
  t.equal(before.value('tickwire_rpc_timed_total{method="Greeter.SayHello"}'), 100)

  t.equal((await startAnew())?.status, 204)
  metrics.answered('ArenaRoom.getSelf', 2, 1)
  const after = await scrape()
  t.equal(after.value('tickwire_rpc_request_ms{method="ArenaRoom.getSelf",quantile="1"}'), 2)
  t.notMatch(after.text, 'tickwire_rpc_request_ms{method="Greeter.SayHello"', 'no call, no time')
  t.equal(after.value('tickwire_rpc_timed_total{method="Greeter.SayHello"}'), 100)
  t.equal(after.value('tickwire_tick_duration_ms{quantile="1"}'), 0)
  t.equal(after.value('tickwire_tick_overruns_total'), 1)
})

t.test('a time beyond the range counts as the longest, and one of nothing as a microsecond', async (t) => {
  const { metrics, scrape } = await operated(t)
  metrics.answered('Events.poll', 0, 3_600_000)
  const { value } = await scrape()
  t.equal(value('tickwire_rpc_request_ms{method="Events.poll",quantile="1"}'), 0.001)
  const longest = value('tickwire_rpc_response_ms{method="Events.poll",quantile="1"}')
  t.ok(longest !== undefined && Math.abs(longest - 60_000) <= 60, `${longest}`)
})

t.test('garbage collections are seen with their longest pause, until a measurement starts', async (t) => {
  const { scrape, startAnew } = await operated(t)
  const collectGarbage = garbageCollector()
  let pause: number | undefined = 0
  for (let i = 0; i < 100 && !pause; i++) {
    collectGarbage()
    pause = (await scrape()).value('tickwire_gc_pause_ms{quantile="1"}')
  }
  t.ok(pause !== undefined && pause > 0, `${pause} ms`)
  const { text, value } = await scrape()
  t.match(text, /^nodejs_gc_duration_seconds_count\{kind="\w+"\} [1-9]/m, 'the default series has some too')
  t.ok((value('nodejs_heap_space_size_total_bytes{space="new"}') ?? 0) > 0, 'how large the semi-spaces are')
  const full = value('tickwire_gc_collections_total{kind="major"}') ?? 0
  t.ok(full > 0, `${full} full collections`)
  collectGarbage()
  await startAnew()
  const after = await scrape()
  const longest = after.value('tickwire_gc_pause_ms{quantile="1"}')
  t.ok(longest !== undefined && longest < pause!, `${longest} ms after a new start`)
  t.ok(after.value('tickwire_gc_collections_total{kind="major"}')! > full, 'but one that no pause was told of counts')
})

t.test('the CPU of this thread and the use of its event loop are there', async (t) => {
  const { scrape, startAnew } = await operated(t)
  await startAnew()
  const before = await scrape()
  const cpuUsage = process.cpuUsage()
  for (let usedMicros = 0; usedMicros < 100_000; ) {
    const { user, system } = process.cpuUsage(cpuUsage)
    usedMicros = user + system
  }
  const after = await scrape()
  const utilization = after.value('tickwire_event_loop_utilization')
  t.ok(utilization !== undefined && utilization > 0 && utilization <= 1, `utilization ${utilization}`)
  const seconds = ({ value }: Scrape) => value('tickwire_tick_thread_cpu_seconds_total')
  if (!('threadCpuUsage' in process) && !existsSync('/proc/thread-self/schedstat')) {
    t.equal(seconds(after), undefined, 'a system without an account of threads has no series')
    return
  }
  const used = seconds(after)! - seconds(before)!
  t.ok(used > 0.05 && used < 5, `${used} s for 0.1 s of work on this thread`)
})

/** The `gc` of V8, which only shows itself to contexts that are made after it was allowed. */
function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}
