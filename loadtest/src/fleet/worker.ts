// One worker process of a load test: a swarm of bots that does what the parent orders and answers how things stand.

import type { Scheduler } from '@tickwire/client'
import { Recorder } from '../bots/recorder.js'
import { Swarm } from '../bots/swarm.js'
import { SCENARIOS } from '../scenarios/index.js'
import type { Answer, Order, WorkAssignment, WorkerResult, WorkerState } from './messages.js'

const scheduler: Scheduler = {
  nowMs: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
}

const recorder = new Recorder()
let swarm: Swarm | undefined

process.on('message', (order: Order) => {
  if (order.kind === 'join') {
    swarm = newSwarm(order.assignment)
    void swarm.join()
    return
  }
  if (order.kind === 'window') recorder.restart()
  process.send!(order.kind === 'finish' ? finish(swarm!) : ({ state: stateOf(swarm!) } satisfies Answer))
})
// Without its parent a worker has no purpose. Ctrl-C reaches the parent too, which then ends this.
process.on('disconnect', () => process.exit(0))
process.on('SIGINT', () => {})

function newSwarm({ scenario, ...assignment }: WorkAssignment): Swarm {
  return new Swarm({ ...assignment, scenario: SCENARIOS.get(scenario)!, recorder, scheduler })
}

function finish(swarm: Swarm): Answer {
  swarm.countSilent()
  const answer = { state: stateOf(swarm), result: resultOf(recorder) }
  swarm.leave()
  return answer
}

function stateOf({ joined, playing, slow, sendRateHz }: Swarm): WorkerState {
  const { user, system } = process.cpuUsage()
  const { counts, errors } = recorder
  return { joined, playing, slow, sendRateHz, counts, errors: errors.kinds, cpuMs: (user + system) / 1000 }
}

function resultOf({ snapshotInterval, inputToState, join, lateness, calls }: Recorder): WorkerResult {
  return {
    snapshotInterval: snapshotInterval.encode(),
    inputToState: inputToState.encode(),
    join: join.encode(),
    lateness: lateness.encode(),
    calls: Object.fromEntries([...calls].map(([method, latency]) => [method, latency.encode()])),
  }
}
