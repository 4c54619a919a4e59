// A server as a process runs it counts a client that differs from it and writes the dump that a test can replay.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join as joinPath } from 'node:path'
import arena from '@tickwire/arena'
import { arenaSchema, Chest } from '@tickwire/arena/schema'
import { replayDump } from '@tickwire/client/replay-dump'
import type { DesyncDump } from '@tickwire/protocol'
import { createServer } from '@tickwire/server'
import t from 'tap'
import { ANY_PORT, join, stopInSync, until } from './arena-server.js'

t.test('a client that differs is counted, dumped and set right', async (t) => {
  const dumpDir = joinPath(t.testdir(), 'dumps')
  const fast = { tickRateHz: 200, sendRateHz: 100 }
  const server = createServer({ games: [arena], ...ANY_PORT, ...fast, logLevel: 'silent', selfCheck: true, dumpDir })
  t.teardown(() => server.stop())
  const { room } = await join(t, (await server.listen()).http, 'Ada')
  const [chest] = room.of(Chest)
  const { open } = chest!
  chest!.open = !open
  await until(room, () => chest!.open === open)
  await until(room, () => existsSync(dumpDir))
  const [name, ...more] = readdirSync(dumpDir)
  t.same(more, [])
  t.match(name, /^arena-.+-seat-0-tick-\d+\.json$/)
  const dump = JSON.parse(readFileSync(joinPath(dumpDir, name!), 'utf8')) as DesyncDump
  t.match(dump, { kind: 'arena', seat: 0, emissionInterval: 2 })
  t.equal(replayDump(arenaSchema, dump).fault, 'client')
  await t.rejects(stopInSync(server), /tickwire_desyncs_total\S* 1$/, 'no other test would overlook it')
})
