// The machine behind the figures: versions from where they are loaded, and a warning when it is not idle.

import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { busyPercent, commitOf, describeMachine, ROOT, versionsOf, warningOf } from './machine.js'
import { MACHINE } from './testing.js'

t.test('a version is that of the bench before that of the repository', async (t) => {
  const root = t.testdir()
  const install = (folder: string, name: string, version: string) => {
    const path = join(root, folder, 'node_modules', name)
    mkdirSync(path, { recursive: true })
    writeFileSync(join(path, 'package.json'), JSON.stringify({ version }))
  }
  install('bench', '@colyseus/schema', '5.0.0')
  install('.', '@colyseus/schema', '4.0.0')
  install('.', '@tickwire/server', '0.1.0')
  t.same(versionsOf(['@tickwire/server', '@colyseus/schema', 'nowhere'], root), {
    '@colyseus/schema': '5.0.0',
    '@tickwire/server': '0.1.0',
    nowhere: 'not installed',
  })
})

t.test('the packages of this clone have versions', async (t) => {
  const versions = versionsOf(['@tickwire/server', '@grpc/grpc-js', 'uWebSockets.js'])
  for (const [name, version] of Object.entries(versions)) t.match(version, /^\d+\.\d+\.\d+/, name)
})

t.test('busy is what was not idle in between', async (t) => {
  const cpu = (user: number, idle: number) => ({ model: '', speed: 0, times: { user, nice: 0, sys: 0, idle, irq: 0 } })
  t.equal(busyPercent([cpu(100, 100), cpu(0, 0)], [cpu(110, 110), cpu(20, 60)]), 30)
  t.equal(busyPercent([cpu(1, 1)], [cpu(1, 1)]), 0)
})

t.test('a busy machine is warned of, an idle one is not', async (t) => {
  t.equal(warningOf(MACHINE), undefined)
  t.match(warningOf({ ...MACHINE, busyPercent: 45 }), /busy with something else \(45 % of its cores\)/)
})

t.test('this machine can be described', async (t) => {
  const machine = await describeMachine()
  t.equal(machine.cores, cpus().length)
  for (const [name, value] of Object.entries(machine)) t.ok(value !== '' && value !== undefined, `${name}: ${value}`)
})

t.test('the commit is that of the clone, or unknown', async (t) => {
  t.match(commitOf(ROOT), /^([0-9a-f]{12}\+?|unknown)$/)
  t.equal(commitOf('/'), 'unknown')
})
