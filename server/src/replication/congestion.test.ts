import { ACK_INTERVAL_MS } from '@tickwire/protocol'
import t from 'tap'
import { ClientColumns } from './client-columns.js'
import { Congestion, UNACKED_BEYOND_RTT_MS, UNACKED_MS_MAX } from './congestion.js'

/** Of seat 3, in columns that others may have used. */
function newCongestion(): Congestion {
  const columns = new ClientColumns(2)
  columns.clear(3)
  return new Congestion(columns, 3)
}

/** Sends every 50 ms from tick 1 on; `rttMs` later each is acknowledged, until `stopAtMs`. */
function run(
  congestion: Congestion,
  { rttMs, stopAtMs, untilMs }: { rttMs: number; stopAtMs: number; untilMs: number },
) {
  let firstSkipMs: number | undefined
  for (let nowMs = 0, tick = 1; nowMs <= untilMs; nowMs += 50, tick++) {
    const ackedTick = tick - Math.max(1, Math.ceil(rttMs / 50))
    if (nowMs < stopAtMs && ackedTick > 0) congestion.acknowledge(ackedTick, nowMs)
    if (congestion.mustSkip(nowMs)) firstSkipMs ??= nowMs
    else congestion.sent(tick, nowMs)
  }
  return firstSkipMs
}

t.test('a client that keeps up is never skipped, near or far', async (t) => {
  for (const rttMs of [0, 50, 150, 300]) {
    t.equal(run(newCongestion(), { rttMs, stopAtMs: 1e9, untilMs: 20_000 }), undefined, `${rttMs} ms`)
  }
})

t.test('rule 2: a client that stops acknowledging is skipped after its round trip and the allowance', async (t) => {
  const congestion = newCongestion()
  const firstSkipMs = run(congestion, { rttMs: 100, stopAtMs: 5_000, untilMs: 7_000 })
  t.ok(congestion.rttMs >= 100 && congestion.rttMs < 160, `rtt ${congestion.rttMs}`)
  t.ok(firstSkipMs !== undefined && firstSkipMs <= 5_000 + congestion.rttMs + UNACKED_BEYOND_RTT_MS + 50)
})

/** A client as WIRE.md wants it: acknowledges what arrives, at most every 200 ms. */
class QuietClient {
  private ackedAtMs = Number.NEGATIVE_INFINITY
  receive(congestion: Congestion, tick: number, nowMs: number): void {
    if (nowMs - this.ackedAtMs < ACK_INTERVAL_MS) return
    this.ackedAtMs = nowMs
    congestion.acknowledge(tick, nowMs)
  }
}

t.test('a pause of the server or of the client ends in snapshots again, not in silence', async (t) => {
  for (const pauseMs of [300, 500, 800, 3_000]) {
    for (const who of ['server', 'client']) {
      const congestion = newCongestion()
      const client = new QuietClient()
      const waiting: number[] = []
      let lastSentMs = 0
      for (let nowMs = 0, tick = 1; nowMs < 10_000; nowMs += 50, tick++) {
        const paused = nowMs >= 2_000 && nowMs < 2_000 + pauseMs
        if (!(paused && who === 'server') && !congestion.mustSkip(nowMs)) {
          congestion.sent(tick, nowMs)
          waiting.push(tick)
          lastSentMs = nowMs
        }
        if (!(paused && who === 'client'))
          for (const sent of waiting.splice(0)) client.receive(congestion, sent, nowMs + 1)
        if (congestion.mustClose(nowMs, 0)) t.fail(`closed at ${nowMs}`)
      }
      t.ok(lastSentMs > 9_800, `${who} paused ${pauseMs} ms: last snapshot at ${lastSentMs}`)
    }
  }
})

t.test('rule 2: one that stays silent is given up by age, one that buffers too much by memory', async (t) => {
  const congestion = newCongestion()
  congestion.sent(1, 0)
  t.notOk(congestion.mustClose(UNACKED_MS_MAX, 0))
  t.ok(congestion.mustClose(UNACKED_MS_MAX + 1, 0))
  t.ok(newCongestion().mustClose(0, 300_000))
})

t.test('who claims a long round trip and then goes silent is given up all the same, at the highest rate', async (t) => {
  const congestion = newCongestion()
  const claimedMs = 9_000
  const sentAtMs: number[] = []
  let nowMs = 0
  let acked = 0
  const step = (answering: boolean): void => {
    nowMs += 1000 / 128
    if (!congestion.mustSkip(nowMs)) congestion.sent(sentAtMs.push(nowMs), nowMs)
    while (answering && sentAtMs[acked]! <= nowMs - claimedMs) congestion.acknowledge(++acked, nowMs)
  }
  while (nowMs < 3 * claimedMs) step(true)
  t.ok(congestion.rttMs >= claimedMs)
  const silentMs = nowMs
  while (!congestion.mustClose(nowMs, 0) && nowMs < silentMs + 60_000) step(false)
  t.ok(nowMs - silentMs <= UNACKED_MS_MAX, `given up after ${Math.round(nowMs - silentMs)} ms`)
})

t.test('a queue in the way does not raise the round trip: the least of the last seconds counts', async (t) => {
  const congestion = newCongestion()
  for (let tick = 1; tick <= 100; tick++) {
    congestion.sent(tick, tick * 50)
    congestion.acknowledge(tick, tick * 50 + 40)
  }
  for (let tick = 101; tick <= 120; tick++) {
    congestion.sent(tick, tick * 50)
    congestion.acknowledge(tick, tick * 50 + 1_000)
  }
  t.equal(congestion.rttMs, 40)
})

t.test('a tick that was never sent cannot be acknowledged', async (t) => {
  const congestion = newCongestion()
  congestion.sent(10, 0)
  t.equal(congestion.acknowledge(11, 5), false)
  t.equal(congestion.acknowledge(10, 5), true)
  t.equal(congestion.acknowledge(3, 6), true, 'an old one says nothing new')
  t.equal(congestion.ackedTick, 10)
})
