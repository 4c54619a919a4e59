// Whatever players do in whatever order, connections and time included: one owner who is a member, nobody twice, codes that
// differ, and nothing that stays when all have left. fast-check prints seed and path of what it finds.

import { NotFoundError, RefusedError } from '@tickwire/simulation'
import fc from 'fast-check'
import t from 'tap'
import { PRESENCE_GAP_MS } from '../events/presence.js'
import type { Group } from './group.js'
import { MEMBER_GRACE_MS } from './groups.js'
import { INVITE_MS } from './invites.js'
import { COUNTDOWN_MS, LOBBIES_PER_PLAYER_MAX } from './lobbies.js'
import { player, request, TestGroups } from './testing.js'

const PLAYERS = ['a', 'b', 'c', 'd', 'e']
const ACTS = [
  ...['createLobby', 'joinLobby', 'leaveLobby', 'ready', 'unready', 'start', 'removeFromLobby', 'update', 'endRoom'],
  ...['createParty', 'joinParty', 'leaveParty', 'promote', 'removeFromParty', 'invite', 'accept', 'partyReady'],
  ...['connect', 'disconnect', 'wait', 'waitLong', 'logout'],
] as const

interface Act {
  readonly act: (typeof ACTS)[number]
  readonly who: string
  readonly whom: string
  /** Chooses among the groups that there are. */
  readonly pick: number
  readonly ms: number
}

const anyAct: fc.Arbitrary<Act> = fc.record({
  act: fc.constantFrom(...ACTS),
  who: fc.constantFrom(...PLAYERS),
  whom: fc.constantFrom(...PLAYERS),
  pick: fc.nat(7),
  ms: fc.constantFrom(1, 999, COUNTDOWN_MS, PRESENCE_GAP_MS - 1, PRESENCE_GAP_MS),
})

/** Groups under test, and the codes that tell where to go: a client knows more codes than groups it is in. */
class Run {
  readonly groups = new TestGroups()
  private readonly lobbyCodes: string[] = []
  private readonly partyCodes: string[] = []
  private requests = 0

  /** A refusal is an answer like any other; every other error is a bug. */
  do(act: Act): void {
    try {
      this.perform(act)
    } catch (error) {
      if (!(error instanceof RefusedError) && !(error instanceof NotFoundError)) throw error
    }
  }

  private perform({ act, who, whom, pick, ms }: Act): void {
    const { lobbies, parties, scheduler, directory } = this.groups
    const me = player(who)
    const lobbyId = this.groups.lobbyStore.of(who)[pick % LOBBIES_PER_PLAYER_MAX]?.groupId ?? 'none'
    const codeOf = (codes: readonly string[]) => codes[pick % Math.max(codes.length, 1)] ?? 'none'
    const fresh = () => request({ requestId: `r${++this.requests}`, playersMax: 1 + (pick % 4) })
    switch (act) {
      case 'createLobby':
        return void this.lobbyCodes.push(lobbies.create(me, fresh()).joinCode)
      case 'joinLobby':
        return void lobbies.join(me, codeOf(this.lobbyCodes))
      case 'leaveLobby':
        return lobbies.leave(me, lobbyId)
      case 'ready':
      case 'unready':
        return void lobbies.setReady(me, lobbyId, act === 'ready')
      case 'start':
        return void lobbies.start(me, lobbyId)
      case 'removeFromLobby':
        return void lobbies.remove(me, lobbyId, whom)
      case 'update':
        return void lobbies.update(me, lobbyId, lobbies.get(me, lobbyId).version, fresh())
      case 'endRoom':
        return directory.end(this.groups.lobbyStore.get(lobbyId)?.roomId ?? 'none')
      case 'createParty':
        return void this.partyCodes.push(parties.create(me).joinCode)
      case 'joinParty':
        return void parties.join(me, codeOf(this.partyCodes))
      case 'leaveParty':
        return parties.leave(me)
      case 'promote':
        return void parties.promote(me, whom)
      case 'removeFromParty':
        return void parties.remove(me, whom)
      case 'invite':
        return void parties.invite(me, whom)
      case 'accept':
        return void parties.accept(me, parties.invitesOf(me)[0]?.inviteId ?? 'none')
      case 'partyReady':
        return void parties.setReady(me, pick % 2 === 0, [])
      case 'connect':
        return void this.groups.connect(who)
      case 'disconnect':
        return this.groups.disconnect(who)
      case 'wait':
        return scheduler.step(ms)
      case 'waitLong':
        return scheduler.step(MEMBER_GRACE_MS)
      case 'logout':
        lobbies.leaveAll(who)
        return parties.leaveAll(who)
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
        for (const id of ids) is(store.of(id).some((group) => group.groupId === groupId), `${groupId}: ${id} is lost`)
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

function is(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise)
}

t.test('2,000 interleavings keep groups whole and leave nothing', async (t) => {
  fc.assert(
    fc.property(fc.array(anyAct, { maxLength: 80 }), (acts) => {
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
