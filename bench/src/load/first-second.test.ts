// The first second must hold what comes before the updates too, which the rig does not count.

import { encodeWelcome } from '@tickwire/protocol'
import { test } from 'tap'
import type { FloorArgs } from '../servers/floor.js'
import { bytesOfFirstSecond } from './first-second.js'

test("a client's first second holds its greeting and its updates", async (t) => {
  const script = new URL('../servers/floor.js', import.meta.url)
  const args: FloorArgs = { sizes: [1_000], tickRateHz: 10 }
  const greeting = encodeWelcome({ tick: 0, tickRateHz: 10, emissionInterval: 1, seat: 0 }).length
  const bytes = await bytesOfFirstSecond({ protocol: 'floor', script, args }, new AbortController().signal)
  t.ok(bytes >= 5_000, `${bytes} bytes hold updates`)
  // The mean of ten clients: each had whole updates and one greeting.
  t.ok(Math.abs((bytes % 100) - greeting) < 1e-6, `${bytes} bytes hold a greeting of ${greeting}`)
})
