// Prometheus text to the figures of one moment.

import t from 'tap'
import { parsePrometheus, sampleOf } from './server-metrics.js'

const TEXT = `# HELP process_cpu_seconds_total Total user and system CPU time spent in seconds.
# TYPE process_cpu_seconds_total counter
process_cpu_seconds_total 1.5
process_resident_memory_bytes 104857600
nodejs_heap_size_used_bytes 20971520
tickwire_snapshots_total{outcome="sent"} 4000
tickwire_snapshots_total{outcome="skipped"} 3
tickwire_snapshot_bytes_total 250000
tickwire_ticks_total 200
tickwire_tick_overruns_total 1
tickwire_tick_duration_ms{quantile="0.5"} 2.25
tickwire_tick_duration_ms{quantile="0.99"} 4.5
tickwire_tick_duration_ms{quantile="1"} 9
tickwire_tick_recent_ms{quantile="0.5"} 2
tickwire_tick_recent_ms{quantile="0.99"} 3
tickwire_tick_recent_ms{quantile="1"} 3
tickwire_gc_pause_ms{quantile="0.5"} 0.5
tickwire_gc_pause_ms{quantile="0.99"} 1
tickwire_gc_pause_ms{quantile="1"} 2
tickwire_gc_collections_total{kind="minor"} 30
tickwire_gc_collections_total{kind="major"} 2
nodejs_heap_space_size_total_bytes{space="new"} 33554432
nodejs_heap_space_size_total_bytes{space="old"} 8388608
tickwire_tick_thread_cpu_seconds_total 1.25
tickwire_rpc_calls_total{kind="Greeter.SayHello"} 50
tickwire_rpc_request_ms{method="Greeter.SayHello",quantile="0.5"} 0.02
tickwire_rpc_request_ms{method="Greeter.SayHello",quantile="0.99"} 7
tickwire_rpc_response_ms{method="Greeter.SayHello",quantile="0.5"} 0.03
tickwire_commands_late_total{kind=""} 12
tickwire_play_closed_total{kind="SLOW_CONSUMER"} 2
`

t.test('comments are left out and labels belong to the name', async (t) => {
  const values = parsePrometheus(TEXT)
  t.equal(values.get('tickwire_snapshots_total{outcome="skipped"}'), 3)
  t.equal(values.get('process_cpu_seconds_total'), 1.5)
  t.equal(parsePrometheus('a{why="two words"} 1e-3\n').get('a{why="two words"}'), 0.001)
})

t.test('a sample takes what the report needs, memory in MB', async (t) => {
  const { calls, counts, collections, ...figures } = sampleOf(TEXT, 77)
  t.same(figures, {
    atMs: 77,
    cpuSeconds: 1.5,
    tickThreadCpuSeconds: 1.25,
    snapshotsSent: 4000,
    snapshotBytes: 250_000,
    ticks: 200,
    overruns: 1,
    tickMs: { p50: 2.25, p99: 4.5, max: 9 },
    recentTickMs: { p50: 2, p99: 3, max: 3 },
    gcPauseMs: { p50: 0.5, p99: 1, max: 2 },
    rssMb: 100,
    heapMb: 20,
    newSpaceMb: 32,
  })
  t.same(Object.fromEntries(collections), { minor: 30, major: 2 })
  t.same([...calls], [['Greeter.SayHello', { requestMs: 0.02, responseMs: 0.03 }]])
})

t.test('limits that were reached are counted by name and kind, ordinary work is not among them', async (t) => {
  t.same(Object.fromEntries(sampleOf(TEXT, 0).counts), {
    'snapshots skipped': 3,
    commands_late: 12,
    'play_closed SLOW_CONSUMER': 2,
  })
})

t.test('a server that has sent nothing yet has sent 0', async (t) => {
  t.equal(sampleOf(TEXT.replaceAll(/^tickwire_snapshots_total.*\n/gm, ''), 0).snapshotsSent, 0)
})

t.test('metrics of something else are refused by the name that is missing', async (t) => {
  t.throws(() => sampleOf('process_cpu_seconds_total 1\n', 0), /no tickwire_snapshot_bytes_total/)
})
