// The clients of one line, in a process of their own: real SDK clients that join, change their input as players do, and note
// how far apart the snapshots come. Started by the bench in the line's namespace; tells it what was seen.

import { setTimeout as pause } from 'node:timers/promises'
import { connect } from '@tickwire/client'
import { moversRoomService } from '../../gen-nodejs/movers.handlers.js'
import { moversSchema } from '../../gen-nodejs/movers.state.js'
import { FREEZE_MS, type Seen } from './freezes.js'

export interface WatchersArgs {
  readonly url: string
  readonly clients: number
  /** Between the last join and the beginning: the congestion windows have opened, hot code is compiled. */
  readonly warmUpMs: number
  readonly watchMs: number
}

/** A change of mind this often, milliseconds; in between, acknowledgements. */
const INPUT_MS = 200

const { url, clients, warmUpMs, watchMs } = JSON.parse(process.argv[2]!) as WatchersArgs
// Without its parent a watcher has no purpose.
process.on('disconnect', () => process.exit(0))

async function join(number: number) {
  const client = await connect({ url, callTimeoutMs: 30_000 })
  await client.login({ displayName: `Watcher ${number}` })
  return client.quickPlay(moversSchema, { service: moversRoomService })
}

const rooms = await Promise.all(Array.from({ length: clients }, (_, number) => join(number)))
await pause(warmUpMs)

const freezesMs: number[] = []
let watchedMs = 0
for (const room of rooms) {
  let lastMs: number | undefined
  room.onSnapshot(() => {
    const nowMs = performance.now()
    const gapMs = nowMs - (lastMs ?? nowMs)
    lastMs = nowMs
    watchedMs += gapMs
    if (gapMs > FREEZE_MS) freezesMs.push(gapMs)
  })
  room.onClose(({ message }) => {
    process.stderr.write(`a room ended: ${message}\n`)
    process.exit(1)
  })
}
const endMs = performance.now() + watchMs
for (let turn = 0; performance.now() < endMs; turn++) {
  for (const room of rooms) room.sendCommand({ moveX: turn % 2, moveY: 0 })
  await pause(INPUT_MS)
}
process.send!({ freezesMs, watchedMs } satisfies Seen)
