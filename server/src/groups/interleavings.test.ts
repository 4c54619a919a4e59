// Whatever players do in whatever order, connections and time included: one owner who is a member, nobody twice, codes that
// differ, and nothing that stays when all have left. fast-check prints seed and path of what it finds.

import { NotFoundError, RefusedError } from '@tickwire/simulation'
import fc from 'fast-check'
import t from 'tap'
import { PRESENCE_GAP_MS } from '../events/presence.js'
import type { RoomRequest } from '../finder/room-request.js'
import type { Group } from './group.js'
import { MEMBER_GRACE_MS } from './groups.js'
import { INVITE_MS } from './invites.js'
import { COUNTDOWN_MS, LOBBIES_PER_PLAYER_MAX } from './lobbies.js'
import { player, request, TestGroups } from './testing.js'

const PLAYERS = ['a', 'b', 'c', 'd', 'e']
interface Act {
  readonly act: keyof typeof PERFORM
  readonly who: string
  readonly whom: string
  /** Chooses among the groups and codes that there are. */
  readonly pick: number
  readonly ms: number
}

/** Groups under test, and the codes that tell where to go: a client knows more codes than groups it is in. */
class Run {
  readonly groups = new TestGroups()
  readonly lobbyCodes: string[] = []
  readonly partyCodes: string[] = []
  private requests = 0

  /** One of the player's lobbies, if there is one. */
  lobbyOf({ who, pick }: Act): string {
    return this.groups.lobbyStore.of(who)[pick % LOBBIES_PER_PLAYER_MAX]?.groupId ?? 'none'
  }

  request({ pick }: Act): RoomRequest {
    return request({ requestId: `r${++this.requests}`, playersMax: 1 + (pick % 4) })
  }

  /** A refusal is an answer like any other; every other error is a bug. */
  do(act: Act): void {
    try {
      PERFORM[act.act](this, act)
    } catch (error) {
      if (!(error instanceof RefusedError) && !(error instanceof NotFoundError)) throw error
    }
  }

  /** What must hold after each act. */
  check(): void {
    const { lobbyStore, partyStore } = this.groups
    const ofAll = <G extends Group>(store: { of(playerId: string): readonly G[] }) => {
      return [...new Map(PLAYERS.flatMap((id) => store.of(id)).map((group) => [group.groupId, group])).values()]
    }
    const lobbies = ofAll(lobbyStore)
    const parties = ofAll(partyStore)
    is(lobbies.length === lobbyStore.count && parties.length === partyStore.count, 'a group without members')
    for (const [store, groups] of [[lobbyStore, lobbies] as const, [partyStore, parties] as const]) {
      for (const { groupId, ownerId, members, sizeMax, joinCode } of groups) {
        const ids = members.map(({ playerId }) => playerId)
        is(ids.includes(ownerId), `${groupId}: the owner is no member`)
        is(new Set(ids).size === ids.length, `${groupId}: somebody is in twice`)
        is(ids.length <= sizeMax, `${groupId}: too many members`)
        is(store.byCode(joinCode)?.groupId === groupId, `${groupId}: its code leads elsewhere`)
        for (const id of ids)
          is(
            store.of(id).some((group) => group.groupId === groupId),
            `${groupId}: ${id} is lost`,
          )
        for (const { playerId, connected } of members) {
          is(connected === this.groups.presence.isPresent(playerId), `${groupId}: ${playerId} connected: ${connected}`)
        }
      }
    }
    for (const id of PLAYERS) {
      is(lobbyStore.of(id).length <= LOBBIES_PER_PLAYER_MAX, `${id} is in too many lobbies`)
      is(partyStore.of(id).length <= 1, `${id} is in two parties`)
    }
  }

  /** Everybody goes, and time passes. */
  end(): void {
    for (const id of PLAYERS) this.groups.disconnect(id)
    this.groups.scheduler.step(PRESENCE_GAP_MS + MEMBER_GRACE_MS + INVITE_MS)
    const { lobbyStore, partyStore, lobbies, parties, scheduler, errors } = this.groups
    is(lobbyStore.count + lobbyStore.players + partyStore.count + partyStore.players === 0, 'groups are left')
    is(lobbies.timers + parties.timers + scheduler.pending === 0, 'timers are left')
    is(errors.length === 0, `errors: ${errors}`)
  }
}

/** What players do, and what happens to them. */
const PERFORM = {
  createLobby: (run: Run, act: Act) =>
    run.lobbyCodes.push(run.groups.lobbies.create(player(act.who), run.request(act)).joinCode),
  joinLobby: (run: Run, act: Act) => run.groups.lobbies.join(player(act.who), pickOf(run.lobbyCodes, act)),
  leaveLobby: (run: Run, act: Act) => run.groups.lobbies.leave(player(act.who), run.lobbyOf(act)),
  ready: (run: Run, act: Act) => run.groups.lobbies.setReady(player(act.who), run.lobbyOf(act), true),
  unready: (run: Run, act: Act) => run.groups.lobbies.setReady(player(act.who), run.lobbyOf(act), false),
  start: (run: Run, act: Act) => run.groups.lobbies.start(player(act.who), run.lobbyOf(act)),
  removeFromLobby: (run: Run, act: Act) => run.groups.lobbies.remove(player(act.who), run.lobbyOf(act), act.whom),
  update: (run: Run, act: Act) => {
    const { version } = run.groups.lobbies.get(player(act.who), run.lobbyOf(act))
    return run.groups.lobbies.update(player(act.who), run.lobbyOf(act), version, run.request(act))
  },
  endRoom: (run: Run, act: Act) => run.groups.directory.end(run.groups.lobbyStore.get(run.lobbyOf(act))?.roomId ?? ''),
  createParty: (run: Run, act: Act) => run.partyCodes.push(run.groups.parties.create(player(act.who)).joinCode),
  joinParty: (run: Run, act: Act) => run.groups.parties.join(player(act.who), pickOf(run.partyCodes, act)),
  leaveParty: (run: Run, act: Act) => run.groups.parties.leave(player(act.who)),
  promote: (run: Run, act: Act) => run.groups.parties.promote(player(act.who), act.whom),
  removeFromParty: (run: Run, act: Act) => run.groups.parties.remove(player(act.who), act.whom),
  invite: (run: Run, act: Act) => run.groups.parties.invite(player(act.who), act.whom),
  accept: (run: Run, { who }: Act) =>
    run.groups.parties.accept(player(who), run.groups.parties.invitesOf(player(who))[0]?.inviteId ?? 'none'),
  partyReady: (run: Run, act: Act) => run.groups.parties.setReady(player(act.who), act.pick % 2 === 0, []),
  connect: (run: Run, act: Act) => run.groups.connect(act.who),
  disconnect: (run: Run, act: Act) => run.groups.disconnect(act.who),
  wait: (run: Run, act: Act) => run.groups.scheduler.step(act.ms),
  waitLong: (run: Run) => run.groups.scheduler.step(MEMBER_GRACE_MS),
  logout: (run: Run, { who }: Act) => {
    run.groups.lobbies.leaveAll(who)
    run.groups.parties.leaveAll(who)
  },
}
const ACTS = Object.keys(PERFORM) as (keyof typeof PERFORM)[]

function pickOf(codes: readonly string[], { pick }: Act): string {
  return codes[pick % Math.max(codes.length, 1)] ?? 'none'
}

const anyAct: fc.Arbitrary<Act> = fc.record({
  act: fc.constantFrom(...ACTS),
  who: fc.constantFrom(...PLAYERS),
  whom: fc.constantFrom(...PLAYERS),
  pick: fc.nat(7),
  ms: fc.constantFrom(1, 999, COUNTDOWN_MS, PRESENCE_GAP_MS - 1, PRESENCE_GAP_MS),
})

function is(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise)
}

t.test('2,000 interleavings keep groups whole and leave nothing', async (t) => {
  fc.assert(
    fc.property(fc.array(anyAct, { maxLength: 80, size: 'max' }), (acts) => {
      const run = new Run()
      for (const act of acts) {
        run.do(act)
        run.check()
      }
      run.end()
    }),
    { numRuns: 2_000 },
  )
  t.pass('all of them')
})
