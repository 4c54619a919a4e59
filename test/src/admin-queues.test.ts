// Queues in operators' hands, as bytes through the operators' dispatcher: who may, what the audit says, what a dry run leaves.

import { adminService } from '@tickwire/gen-nodejs/admin.handlers.js'
import { matchmakingBackendService } from '@tickwire/gen-nodejs/matchmaking.handlers.js'
import { sessionService } from '@tickwire/gen-nodejs/session.handlers.js'
import type { ServiceType } from '@tickwire/protocol'
import { memoryClient } from '@tickwire/server/internals'
import { resolveQueues } from '@tickwire/server/queue-config'
import t from 'tap'
import { SteppedServer } from './stepped-server.js'

const TOKENS = { viewer: 'v'.repeat(32), operator: 'o'.repeat(32), admin: 'a'.repeat(32) }
const OPERATORS = (['viewer', 'operator', 'admin'] as const).map((role) => ({ name: role, role, token: TOKENS[role] }))
const INFO = { sdk: 'test', sdkVersion: '1', apiMajor: 1, apiMinor: 0, schemaHashByRoomKind: {} }
const WHY = { why: 'a test', requestId: '', dryRun: false }
const DRY = { ...WHY, dryRun: true }
const PAGE = { limit: 50 }
const TEAMS = [{ name: 'side', playersMin: 1, playersMax: 1, quantity: 2 }]
const SURROUNDINGS = { regions: ['test'], roomKinds: [{ kind: 'field', playersMax: 8, options: [] }] }
const [DUEL] = resolveQueues([{ name: 'duel', roomKind: 'field', teams: TEAMS, skill: {} }], SURROUNDINGS)

async function operators(server: SteppedServer, role: keyof typeof TOKENS) {
  const { dispatcher } = server.app.operators
  const nobody = { player: undefined, operator: undefined, roomId: undefined }
  const caller = { connectionId: 9_000 + TOKENS[role].charCodeAt(0), address: '192.0.2.9', ...nobody }
  const calls = <C>(service: ServiceType<C>): C =>
    memoryClient(service, 'compact', (message, reply) => dispatcher.handle(message, caller, reply))
  await calls(sessionService).login({ identityToken: TOKENS[role] }, INFO)
  return { admin: calls(adminService), backend: calls(matchmakingBackendService) }
}

const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  )

const waiter = (playerId: string) => ({ playerId, attributes: {}, latencyMsByRegion: {}, roles: [] })

t.test('viewers read queues, operators pause them, admins edit them; all of it is in the audit', async (t) => {
  const server = new SteppedServer({ operators: OPERATORS, queues: [DUEL!] })
  const viewer = (await operators(server, 'viewer')).admin
  const operator = (await operators(server, 'operator')).admin
  const admin = (await operators(server, 'admin')).admin
  t.match(await viewer.listQueues(), [{ name: 'duel', version: 1, open: true }])
  const config = await viewer.getQueue('duel')
  t.match(await refusal(viewer.openQueue(WHY, 'duel', false)), { name: 'Refused', code: 3 })
  t.match(await refusal(operator.putQueue(WHY, config, 1)), { name: 'Refused', code: 3 })
  await operator.openQueue(DRY, 'duel', false)
  t.equal((await viewer.getQueue('duel')).open, true)
  await operator.openQueue(WHY, 'duel', false)
  t.match(await viewer.getQueue('duel'), { open: false, version: 2 })
  const next = { ...config, cycleMs: 100 }
  t.match(await admin.putQueue(DRY, next, 2), { version: 3, cycleMs: 100 })
  t.equal((await viewer.getQueue('duel')).cycleMs, 500)
  t.match(await admin.putQueue(WHY, next, 2), { version: 3, cycleMs: 100 })
  const twice = { ...config, teams: [], cycleMs: 1 }
  t.match(await refusal(admin.putQueue(WHY, twice, 3)), { name: 'Refused', message: /teams.*\n.*cycleMs/s })
  await admin.removeQueue(DRY, 'duel', 3)
  await admin.removeQueue(WHY, 'duel', 3)
  t.match(await refusal(viewer.getQueue('duel')), { name: 'NotFound', kind: 'queue' })
  t.match(
    server.audit.map(({ actor, action, ok, details }) =>
      [actor, action, ok, details.dryRun ?? details.code ?? ''].join(' '),
    ),
    [
      'viewer openQueue false FORBIDDEN',
      'operator putQueue false FORBIDDEN',
      'operator openQueue true true',
      'operator openQueue true ',
      'admin putQueue true true',
      'admin putQueue true ',
      'admin putQueue false BAD_ARGUMENT',
      'admin removeQueue true true',
      'admin removeQueue true ',
    ],
  )
})

t.test('tickets are listed in pages, explained, and taken back', async (t) => {
  const server = new SteppedServer({ operators: OPERATORS, queues: [{ ...DUEL!, ticketTimeoutMs: 10_000 }] })
  const { admin, backend } = await operators(server, 'operator')
  const ticket = await backend.createTicketFor('duel', [waiter('ada')], 'r1')
  await server.advance(6_000)
  const { alerts } = await admin.getStatus()
  t.match(alerts, [/^queue duel: the oldest ticket has waited 6 s of 10 s$/])
  t.match(await admin.getQueueStats([]), [{ queue: 'duel', tickets: 1, players: 1, oldestWaitedMs: 6_000 }])
  t.match(await admin.listTickets('duel', PAGE), { tickets: [{ ticketId: ticket.ticketId, players: ['ada'] }] })
  t.match(await admin.explainTicket(ticket.ticketId), { candidates: 0, compared: 0, words: [/It has waited 6 s/] })
  await admin.cancelTicket(DRY, ticket.ticketId)
  await admin.cancelTicket(WHY, ticket.ticketId)
  t.match(await refusal(admin.cancelTicket(WHY, ticket.ticketId)), { name: 'Refused', code: 5 })
  t.match(await admin.listTickets('duel', PAGE), { tickets: [] })
})

t.test('a config is tried before it is true', async (t) => {
  const server = new SteppedServer({ operators: OPERATORS, queues: [DUEL!] })
  const { admin } = await operators(server, 'operator')
  const narrow = { ...DUEL!.skill!, matchSpreadMax: [{ waitedMs: 0, value: 0.5 }] }
  const trial = await admin.tryQueue({ ...DUEL!, skill: narrow }, 300)
  t.match(trial, { recorded: 0, warnings: [/drawn by chance/] })
  t.ok(trial.proposed.skillGapP90 <= 0.5)
  t.ok(trial.now!.skillGapP90 > 0.5)
  t.ok(trial.proposed.waitP50Ms > trial.now!.waitP50Ms)
  t.same((await admin.getQueue('duel')).skill!.matchSpreadMax, [], 'nothing has changed')
  t.match(await refusal(admin.tryQueue(DUEL!, 9)), { name: 'Refused', parameter: 'seconds' })
  t.match(await refusal(admin.tryQueue({ ...DUEL!, cycleMs: 1 }, 60)), { name: 'Refused', parameter: 'config.cycleMs' })
})
