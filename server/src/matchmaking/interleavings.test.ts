// Whatever players, rooms, matchers and operators do in whatever order, time included: no ticket in two matches, no seat without
// a ticket, nobody lost, every wait answered, open and held seats add up, and nothing stays when all have gone. fast-check
// prints seed and path of what it finds. More of it: `make sim MATCHES=100000`.

import { NotFoundError, RefusedError } from '@tickwire/simulation'
import fc from 'fast-check'
import t from 'tap'
import { PRESENCE_GAP_MS } from '../events/presence.js'
import { UnavailableError } from '../finder/unavailable-error.js'
import { TICKET_GRACE_MS } from './graces.js'
import { matchPlayerIds } from './match.js'
import { CYCLE_DEADLINE_MS } from './queue-loop.js'
import { duel, player, ranked, settled, TestMatchmaking } from './testing.js'
import { isFinal, playerIdsOf, TicketStatus } from './ticket.js'
import { ENDED_MS } from './tickets.js'

const RUNS = Number(process.env.MATCHES ?? 2_000)
/** The same in each test run; other runs begin elsewhere. */
const SEED = process.env.MATCHES === undefined ? 20_266 : Date.now() % 2 ** 31

const PLAYERS = ['a', 'b', 'c', 'd', 'e', 'f']
const QUEUES = ['ranked', 'duel']
const TICKET_TIMEOUT_MS = 60_000

interface Act {
  readonly act: keyof typeof PERFORM
  readonly who: string
  /** Chooses among what there is. */
  readonly pick: number
  readonly ms: number
}

class Run {
  readonly world = new TestMatchmaking([
    ranked({ ticketTimeoutMs: TICKET_TIMEOUT_MS }),
    duel({ ticketTimeoutMs: TICKET_TIMEOUT_MS }),
  ])
  readonly mm = this.world.matchmaker
  /** Ids of all tickets made, and when each was seen to have ended. */
  readonly made = new Map<string, number | undefined>()
  readonly backfillIds: string[] = []
  /** Seats that tickets gave: room and player. */
  private readonly given = new Set<string>()
  /** The room of each match that was played. */
  private readonly rooms = new Map<string, string>()
  private waiting = 0
  private answered = 0

  ticketOf(playerId: string): string {
    return this.world.store.ticketOf(playerId)?.ticketId ?? 'none'
  }

  matchOf(playerId: string): string {
    return this.world.store.ticketOf(playerId)?.matchId ?? 'none'
  }

  roomOf({ pick }: Act): string {
    const rooms = this.world.directory.rooms()
    return rooms[pick % Math.max(rooms.length, 1)]?.roomId ?? 'none'
  }

  queue(playerId: string, fields: Parameters<TestMatchmaking['queue']>[1]): void {
    this.made.set(this.world.queue(playerId, fields), undefined)
  }

  await(playerId: string, waitMs: number, connectionId: number): void {
    const ticketId = this.ticketOf(playerId)
    const version = this.world.store.ticket(ticketId)?.version ?? 0
    this.waiting++
    const done = () => this.answered++
    this.mm.await(ticketId, playerId, version, waitMs, connectionId).then(done, (error) => {
      if (!(error instanceof NotFoundError)) throw error
      this.answered++
    })
  }

  /** A refusal is an answer like any other; every other error is a bug. */
  async do(act: Act): Promise<void> {
    try {
      PERFORM[act.act](this, act)
    } catch (error) {
      const isAnswer =
        error instanceof RefusedError || error instanceof NotFoundError || error instanceof UnavailableError
      if (!isAnswer) throw error
    }
    await settled()
  }

  /** What must hold after each act. */
  check(): void {
    this.checkTickets()
    this.checkMatches()
    this.checkBackfills()
    for (const { roomId } of this.world.directory.rooms()) {
      for (const playerId of this.world.directory.players(roomId)) {
        is(this.given.has(`${roomId} ${playerId}`), `${playerId} sits in ${roomId} without a ticket`)
      }
    }
    is(this.world.matchmaker.list().length === QUEUES.length, 'a queue is lost')
  }

  private checkTickets(): void {
    const { store, scheduler, directory } = this.world
    const waiting = new Set<string>()
    for (const [ticketId, endedMs] of this.made) {
      const ticket = store.ticket(ticketId)
      if (ticket === undefined) {
        is(endedMs !== undefined || this.heardEnd(ticketId), `${ticketId} is lost`)
        continue
      }
      for (const playerId of playerIdsOf(ticket)) this.checkTold(ticketId, playerId)
      if (!isFinal(ticket)) {
        is(endedMs === undefined, `${ticketId} came back from its end`)
        for (const playerId of playerIdsOf(ticket)) {
          is(!waiting.has(playerId), `${playerId} waits twice`)
          is(store.ticketOf(playerId) === ticket, `${playerId} does not find ${ticketId}`)
          waiting.add(playerId)
        }
      } else if (endedMs === undefined) {
        this.made.set(ticketId, scheduler.nowMs())
        const seats = Object.entries(ticket.seats)
        is((ticket.status === TicketStatus.ASSIGNED) === seats.length > 0, `${ticketId} has seats or not`)
        is(seats.length === 0 || seats.length === ticket.players.length, `not all of ${ticketId} have seats`)
        for (const [playerId, { roomId, matchId }] of seats) {
          is(directory.players(roomId).includes(playerId), `${playerId} has no seat in ${roomId}`)
          is((this.rooms.get(matchId) ?? roomId) === roomId, `${matchId} is in two rooms`)
          this.rooms.set(matchId, roomId)
          this.given.add(`${roomId} ${playerId}`)
        }
      }
    }
  }

  /** Its players were told that it ended, though it was forgotten within one step of time. */
  private heardEnd(ticketId: string): boolean {
    return PLAYERS.some((playerId) => {
      const heard = this.world.standing.get(`${playerId} ${ticketId}`)
      return heard !== undefined && isFinal(heard)
    })
  }

  /** The last that a player heard of a ticket is where it stands. */
  private checkTold(ticketId: string, playerId: string): void {
    const heard = this.world.standing.get(`${playerId} ${ticketId}`)
    is(heard?.status === this.world.statusOf(ticketId), `${playerId} was not told where ${ticketId} stands`)
  }

  private checkMatches(): void {
    const { store } = this.world
    for (const { ticketId, status, matchId, players } of store.openTickets()) {
      is(status !== TicketStatus.PLACING, `${ticketId} is left in PLACING`)
      is((status === TicketStatus.OFFERED) === (matchId !== undefined), `${ticketId} has a match or not`)
      if (matchId === undefined) continue
      const match = store.match(matchId)
      const inMatch = match === undefined ? [] : matchPlayerIds(match)
      is(
        players.every(({ playerId }) => inMatch.includes(playerId)),
        `${ticketId} is not in its match`,
      )
      for (const other of match?.tickets ?? []) {
        is(
          store.ticket(other.ticketId)?.matchId === matchId,
          `${other.ticketId} is not in ${matchId}, but ${ticketId} is`,
        )
      }
      is(match === undefined || store.commit(match), `${matchId} cannot be committed again`)
    }
  }

  private checkBackfills(): void {
    for (const { backfillId, teams, held } of this.world.store.backfills()) {
      const ids = [...teams.flatMap(({ present }) => present), ...held.flatMap((of) => of.players.map((p) => p.player))]
      is(new Set(ids.map(({ playerId }) => playerId)).size === ids.length, `${backfillId} has somebody twice`)
      for (const { team, open, present } of teams) {
        const kept = held.flatMap(({ players }) => players).filter((of) => of.team === team).length
        is(
          open >= 0 && open + kept + present.length <= 2,
          `${backfillId} has ${open} + ${kept} + ${present.length} seats`,
        )
      }
    }
  }

  /** Everybody goes, rooms end, and time passes. */
  async end(): Promise<void> {
    const { world, mm } = this
    world.matchers.isHolding = false
    world.matchers.mend()
    for (const id of PLAYERS) world.disconnect(id)
    await this.pass(PRESENCE_GAP_MS + TICKET_GRACE_MS)
    for (const { roomId } of [...world.directory.rooms()]) endRoom(this, roomId)
    await this.pass(TICKET_TIMEOUT_MS + 25_000)
    this.check()
    for (const ticket of world.store.openTickets()) throw new Error(`${ticket.ticketId} waits for ever`)
    await this.pass(ENDED_MS)
    is(world.store.size === 0, `${world.store.size} things are left in the store`)
    is(mm.pending === 0 && world.scheduler.pending === 0, `timers are left: ${mm.pending}, ${world.scheduler.pending}`)
    is(this.answered === this.waiting, `${this.waiting - this.answered} waits were not answered`)
    const bugs = world.errors.filter((error) => !/worker|no answer|quality 2 is not/.test(String(error)))
    is(bugs.length === 0, `errors: ${bugs}`)
  }

  private async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 5_000) {
      this.world.scheduler.step(5_000)
      this.mm.sweep()
      await settled()
    }
  }
}

function endRoom({ world, mm }: Run, roomId: string): void {
  world.directory.end(roomId)
  mm.roomClosed(roomId)
}

/** What players, rooms, matchers and operators do. */
const PERFORM = {
  queue: (run: Run, { who, pick }: Act) => run.queue(who, { queue: QUEUES[pick % 2]!, avoid: pick === 3 ? ['f'] : [] }),
  queueRanked: (run: Run, { who }: Act) => run.queue(who, { queue: 'ranked' }),
  queueParty: (run: Run, { who }: Act) => {
    const member = (id: string) => ({ ...player(id), ready: true, connected: true, team: undefined, roles: [] })
    const other = PLAYERS[(PLAYERS.indexOf(who) + 1) % PLAYERS.length]!
    const group = { groupId: `p${who}`, version: 1, joinCode: '', ownerId: who, sizeMax: 8, barred: [] }
    run.world.parties.clear()
    run.world.parties.set(group.groupId, { ...group, members: [member(who), member(other)] })
    run.queue(who, { queue: 'ranked', partyId: group.groupId })
  },
  splitParty: (run: Run, { who }: Act) => run.mm.partyChanged(`p${who}`, [who]),
  accept: (run: Run, { who }: Act) => run.mm.accept(run.ticketOf(who), who, run.matchOf(who)),
  acceptAll: (run: Run) => {
    for (const who of PLAYERS) if (run.matchOf(who) !== 'none') run.mm.accept(run.ticketOf(who), who, run.matchOf(who))
  },
  decline: (run: Run, { who }: Act) => run.mm.decline(run.ticketOf(who), who, run.matchOf(who)),
  cancel: (run: Run, { who }: Act) => run.mm.cancel(run.ticketOf(who), who),
  logout: (run: Run, { who }: Act) => run.mm.leave(who, 'logged out'),
  ban: (run: Run, { who }: Act) => {
    run.world.banned.add(who)
    run.mm.leave(who, 'banned')
  },
  banQuietly: (run: Run, { who }: Act) => run.world.banned.add(who),
  pardon: (run: Run) => run.world.banned.clear(),
  await: (run: Run, { who, ms, pick }: Act) => run.await(who, Math.min(ms, 25_000), pick),
  closeConnection: (run: Run, { pick }: Act) => run.mm.connectionClosed(pick),
  connect: (run: Run, { who }: Act) => run.world.connect(who),
  disconnect: (run: Run, { who }: Act) => run.world.disconnect(who),
  wait: (run: Run, { ms }: Act) => {
    run.world.scheduler.step(ms)
    run.mm.sweep()
  },
  holdMatcher: (run: Run) => {
    run.world.matchers.isHolding = true
  },
  answerMatcher: (run: Run, { pick }: Act) => run.world.matchers.held[pick]?.answer(),
  killMatcher: (run: Run) => {
    for (const { fail } of run.world.matchers.held.splice(0)) fail()
    run.world.matchers.isHolding = false
  },
  breakMatcher: (run: Run) => {
    run.world.matchers.atCycle = () => {
      throw new Error('the worker has thrown')
    }
  },
  breakRules: (run: Run) => {
    run.world.matchers.bend = (proposal) => ({ ...proposal, quality: 2 })
  },
  mendMatcher: (run: Run) => run.world.matchers.mend(),
  repeatMatcher: (run: Run, { pick }: Act) => {
    run.world.matchers.isRepeating = pick % 2 === 0
  },
  fillServer: (run: Run, { pick }: Act) => {
    run.world.directory.isFull = pick % 2 === 0
  },
  stayAway: (run: Run, { who }: Act) => run.world.directory.absent.add(who),
  comeBack: (run: Run) => run.world.directory.absent.clear(),
  busyRoom: (run: Run, act: Act) => run.world.directory.busy.add(run.roomOf(act)),
  calmRooms: (run: Run) => run.world.directory.busy.clear(),
  leaveRoom: (run: Run, act: Act) => run.world.leaveRoom(run.roomOf(act), act.who),
  endMatch: (run: Run, act: Act) => run.mm.matchEnded(run.roomOf(act), [{ playerId: act.who, rank: 1 }]),
  endRoom: (run: Run, act: Act) => endRoom(run, run.roomOf(act)),
  openBackfill: (run: Run, act: Act) => {
    const request = { roomId: run.roomOf(act), queue: 'ranked', roomVersion: act.pick, teams: teamsOf(act) }
    run.backfillIds.push(run.mm.backfills.open({ ...request, stopAfterMs: act.ms }).backfillId)
  },
  updateBackfill: (run: Run, act: Act) => {
    const id = run.backfillIds.at(-1) ?? 'none'
    const { version } = run.mm.backfills.get(id)
    const roomId = run.world.store.backfill(id)!.roomId
    run.mm.backfills.update(id, version, { roomId, queue: 'ranked', roomVersion: act.pick, teams: teamsOf(act) })
  },
  closeBackfill: (run: Run) => run.mm.backfills.close(run.backfillIds.at(-1) ?? 'none'),
  editQueue: (run: Run, { pick }: Act) => {
    const config = run.mm.configOf('ranked')
    const teams = [{ ...config.teams[0]!, playersMax: 1 + (pick % 2) }]
    const party = { ...config.party, sizeMax: 1 + (pick % 2) }
    const acceptance = pick < 2 ? undefined : ranked().acceptance
    run.mm.desk.put({ ...config, teams, party, acceptance }, config.version)
  },
  pauseQueue: (run: Run, { pick }: Act) => run.mm.desk.setOpen(QUEUES[pick % 2]!, pick < 2),
  replaceQueue: (run: Run, { pick }: Act) => {
    const config = run.mm.configOf(QUEUES[pick % 2]!)
    run.mm.desk.remove(config.name, config.version)
    run.mm.desk.put(config, 0)
  },
  takeBack: (run: Run, { who }: Act) => run.mm.desk.cancel(run.ticketOf(who)),
  drain: (run: Run) => {
    run.world.isDraining = true
    run.mm.sweep()
  },
  undrain: (run: Run) => {
    run.world.isDraining = false
  },
}

function teamsOf({ pick }: Act) {
  return [{ team: `team${1 + (pick % 2)}`, open: 1, present: [] }]
}

const often: readonly (keyof typeof PERFORM)[] = [
  'queueRanked',
  'queueRanked',
  'queue',
  'acceptAll',
  'accept',
  'wait',
  'wait',
]
const ACTS = [...(Object.keys(PERFORM) as (keyof typeof PERFORM)[]), ...often, ...often, ...often]

const anyAct: fc.Arbitrary<Act> = fc.record({
  act: fc.constantFrom(...ACTS),
  who: fc.constantFrom(...PLAYERS),
  pick: fc.nat(3),
  ms: fc.constantFrom(1, 500, 500, 500, 1_000, PRESENCE_GAP_MS, CYCLE_DEADLINE_MS, TICKET_GRACE_MS),
})

function is(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise)
}

t.test(`${RUNS} interleavings keep tickets, matches and seats whole, and leave nothing`, async (t) => {
  const run = async (acts: readonly Act[]): Promise<void> => {
    const run = new Run()
    for (const act of acts) {
      await run.do(act)
      run.check()
    }
    await run.end()
  }
  const interleaving = fc.array(anyAct, { maxLength: 60, size: 'max' })
  await fc.assert(fc.asyncProperty(interleaving, run), { seed: SEED, numRuns: RUNS })
  t.pass(`${RUNS} from seed ${SEED}`)
})
