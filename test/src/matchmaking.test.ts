// Strangers and a queue, over real sockets: they wait, are offered a match, accept, and meet in one room of the arena; what comes
// of the match is their rating.

import arena from '@tickwire/arena'
import { arenaSchema } from '@tickwire/arena/schema'
import { connect, lobbyService } from '@tickwire/client'
import { matchmakingBackendService, matchmakingService } from '@tickwire/gen-nodejs/matchmaking.handlers.js'
import { Answer, type RatedMatch, TicketStatus } from '@tickwire/gen-nodejs/matchmaking.types.js'
import { sessionService } from '@tickwire/gen-nodejs/session.handlers.js'
import type { Game, QueueOptions } from '@tickwire/server'
import { memoryClient } from '@tickwire/server/internals'
import type { Joining, World } from '@tickwire/simulation'
import t, { type Test } from 'tap'
import { arenaService, type RunningArena, startArena } from './arena-server.js'

const DUEL: QueueOptions = {
  name: 'duel',
  roomKind: 'arena',
  teams: [{ name: 'side', playersMin: 1, playersMax: 1, quantity: 2 }],
  skill: {},
  acceptance: { timeoutMs: 10_000 },
  cycleMs: 50,
}
const OPERATOR = { name: 'backend', role: 'operator' as const, token: 'o'.repeat(32) }
const INFO = { sdk: 'test', sdkVersion: '1', apiMajor: 1, apiMinor: 0, schemaHashByRoomKind: {} }

async function player(t: Test, { url }: RunningArena, displayName: string) {
  const client = await connect({ url })
  t.teardown(() => client.close())
  const { playerId } = await client.login({ displayName })
  return { client, playerId, mm: client.calls(matchmakingService) }
}

async function waiter(t: Test, running: RunningArena, displayName: string) {
  const one = await player(t, running, displayName)
  const ticket = await one.mm.createTicket({ queue: 'duel', avoid: [], requestId: displayName })
  return { ...one, ticket }
}

/** The ticket once it is not in that status any more. */
async function after({ mm, ticket }: Awaited<ReturnType<typeof waiter>>, status: number) {
  let now = await mm.getTicket(ticket.ticketId)
  while (now.status === status) now = await mm.awaitTicket(ticket.ticketId, now.version, 5_000)
  return now
}

/** The arena, which notes who comes with which team. */
function noting(joined: Joining[]): Game {
  const { simulation }: Game = arena
  const noted = Object.create(simulation, {
    onJoin: {
      value(world: World, joining: Joining) {
        joined.push(joining)
        return simulation.onJoin(world, joining)
      },
    },
  }) as Game['simulation']
  return { ...arena, simulation: noted }
}

t.test('two players queue, accept, play each other in their teams, and are rated', async (t) => {
  const joined: Joining[] = []
  const running = await startArena(t, { games: [noting(joined)], queues: [DUEL] })
  const ada = await waiter(t, running, 'Ada')
  t.equal(ada.ticket.status, TicketStatus.SEARCHING)
  t.equal((await ada.mm.getTicket('')).ticketId, ada.ticket.ticketId, 'the one with which she waits')
  t.match(await ada.mm.listQueues(), [{ name: 'duel', roomKind: 'arena', open: true, playersWaiting: 1 }])
  const bob = await waiter(t, running, 'Bob')
  const { offer } = await after(ada, TicketStatus.SEARCHING)
  t.match(offer, { players: 2, mine: Answer.WAITING })
  const told = new Promise<RatedMatch>((resolve) => bob.client.onEvent('rated', resolve))
  await ada.mm.acceptMatch(ada.ticket.ticketId, offer!.matchId)
  await bob.mm.acceptMatch(bob.ticket.ticketId, offer!.matchId)
  const rooms = await Promise.all(
    [ada, bob].map(async (one) => {
      const { status, assignment } = await after(one, TicketStatus.OFFERED)
      t.equal(status, TicketStatus.ASSIGNED)
      t.match(assignment, { roomKind: 'arena', matchId: offer!.matchId })
      const room = await one.client.join(assignment!, arenaSchema, { service: arenaService })
      t.teardown(() => room.leave())
      const came = joined.find(({ playerId }) => playerId === one.playerId)
      t.equal(came?.team, assignment!.team, 'the game knows the team')
      return assignment!.roomId
    }),
  )
  t.equal(rooms[0], rooms[1])
  t.same(joined.map(({ team }) => team).sort(), ['side1', 'side2'])

  const { world, seats } = running.server.app.directory.get(rooms[0]!)!
  const seatOf = ({ playerId }: typeof ada) => seats.of(playerId)!.number
  world.endMatch([
    { seat: seatOf(ada), rank: 2 },
    { seat: seatOf(bob), rank: 1 },
  ])
  const rated = await told
  t.match(rated, { matchId: offer!.matchId, queue: 'duel', rank: 1, before: { mu: 25 } })
  t.ok(rated.after.mu > 25)
  t.same(await bob.mm.getRating('duel'), rated.after)
  t.ok((await ada.mm.getRating('duel')).mu < 25)
})

t.test('who leaves a match is replaced by whoever waits', async (t) => {
  const { acceptance: _nobodyAsked, ...free } = DUEL
  const running = await startArena(t, { queues: [{ ...free, backfill: {} }] })
  const [ada, bob] = [await waiter(t, running, 'Ada'), await waiter(t, running, 'Bob')]
  const { assignment } = await after(bob, TicketStatus.SEARCHING)
  for (const one of [ada, bob]) {
    const mine = (await after(one, TicketStatus.SEARCHING)).assignment!
    const room = await one.client.join(mine, arenaSchema, { service: arenaService })
    t.teardown(() => room.leave())
  }
  await bob.client.calls(lobbyService).leaveRoom(assignment!.roomId)
  const cleo = await waiter(t, running, 'Cleo')
  const { roomId, team } = (await after(cleo, TicketStatus.SEARCHING)).assignment!
  t.same([roomId, team], [assignment!.roomId, assignment!.team])
})

t.test('a trusted caller queues players, fills up rooms and reports results; players may not', async (t) => {
  const running = await startArena(t, { queues: [{ ...DUEL, backfill: {} }], operators: [OPERATOR] })
  const { app } = running.server
  const connection = { address: '127.0.0.1', player: undefined, operator: undefined, roomId: undefined }
  const caller = { ...connection, connectionId: 9_999 }
  const session = memoryClient(sessionService, 'compact', (message, reply) =>
    app.operators.dispatcher.handle(message, caller, reply),
  )
  const backend = memoryClient(matchmakingBackendService, 'compact', (message, reply) =>
    app.operators.dispatcher.handle(message, caller, reply),
  )
  await session.login({ identityToken: OPERATOR.token }, INFO)
  const cleo = await player(t, running, 'Cleo')
  const { roomId } = await cleo.client.calls(lobbyService).createRoom({
    roomKind: 'arena',
    title: 'open',
    listed: true,
    requestId: 'r',
  })
  const entry = { playerId: cleo.playerId, attributes: {}, latencyMsByRegion: {}, roles: [] }
  const teams = [
    { team: 'side1', open: 0, present: [entry] },
    { team: 'side2', open: 1, present: [] },
  ]
  const request = { roomId, queue: 'duel', roomVersion: 1, teams }
  const open = await backend.openBackfill(request)
  t.match(open, { openSeats: 1, heldSeats: 0, closed: false })
  const ada = await waiter(t, running, 'Ada')
  const { offer } = await after(ada, TicketStatus.SEARCHING)
  t.match(offer, { players: 1 }, 'only who comes is asked')
  t.match(await backend.getBackfill(open.backfillId), { openSeats: 0, heldSeats: 1 })
  await ada.mm.acceptMatch(ada.ticket.ticketId, offer!.matchId)
  t.match((await after(ada, TicketStatus.OFFERED)).assignment, { roomId, team: 'side2' })
  const stale = await refusal(backend.updateBackfill(open.backfillId, open.version, request))
  t.match(stale, { name: 'Refused', parameter: 'ifVersion' })
  await backend.closeBackfill(open.backfillId)

  const [player1, player2] = [cleo.playerId, ada.playerId]
  const outcomes = [
    { playerId: player1, team: 'side1', rank: 1, left: false },
    { playerId: player2, team: 'side2', rank: 2, left: false },
  ]
  const result = { matchId: offer!.matchId, roomId, queue: 'duel', durationMs: 1_000, outcomes }
  await backend.reportResult(result)
  const once = await cleo.mm.getRating('duel')
  await backend.reportResult(result)
  t.same(await cleo.mm.getRating('duel'), once, 'once')

  const made = await backend.createTicketFor('duel', [{ ...entry, playerId: 'somebody' }], 'r1')
  t.equal((await backend.createTicketFor('duel', [{ ...entry, playerId: 'somebody' }], 'r1')).ticketId, made.ticketId)
  t.match(await refusal(cleo.client.calls(matchmakingBackendService).closeBackfill('x')), { message: /unknown/ })
})

function refusal(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  )
}
