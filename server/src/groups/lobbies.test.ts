// Lobbies: who gets in and who leads, the countdown and what stops it, a room with a seat for everybody or for nobody.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import { LobbyPhase } from '@tickwire/gen-nodejs/lobby.types.js'
import { NotFoundError } from '@tickwire/simulation'
import t from 'tap'
import { PRESENCE_GAP_MS } from '../events/presence.js'
import { MEMBER_GRACE_MS } from './groups.js'
import { COUNTDOWN_MS, LOBBIES_PER_PLAYER_MAX, LOBBY_MEMBERS_MAX, ROOM_CHECK_MS, TEAM_CHARS_MAX } from './lobbies.js'
import { player, request, TestGroups } from './testing.js'

/** A lobby of Ada, Ben and Cat, all of them ready. */
function readyLobby(fields = {}) {
  const groups = new TestGroups()
  const [ada, ben, cat] = ['ada', 'ben', 'cat'].map((name) => groups.connect(name)) as [never, never, never]
  const { lobbies } = groups
  const { groupId, joinCode } = lobbies.create(ada, request(fields))
  for (const other of [ben, cat]) lobbies.join(other, joinCode)
  for (const member of [ada, ben, cat]) lobbies.setReady(member, groupId, true)
  groups.told.length = 0
  return { groups, lobbies, lobbyId: groupId, joinCode, ada, ben, cat, phase: () => lobbies.get(ada, groupId).phase }
}

t.test('a countdown ends in a room with a seat for each member, and the lobby opens again after it', async (t) => {
  const { groups, lobbies, lobbyId, ada, ben, phase } = readyLobby({ password: 'secret', listed: false })
  lobbies.setMember(ben, lobbyId, ' red\u0007 ')
  lobbies.start(ada, lobbyId)
  groups.scheduler.step(COUNTDOWN_MS - 1)
  t.equal(phase(), LobbyPhase.COUNTDOWN)
  t.equal(groups.directory.created.length, 0)
  groups.scheduler.step(1)
  t.match(lobbies.get(ben, lobbyId), { phase: LobbyPhase.IN_GAME, roomId: 'arena-1', startsAtMs: undefined })
  t.same(groups.directory.players('arena-1'), ['ada', 'ben', 'cat'])
  t.match(groups.heard('ben').at(-1), { assignment: { roomId: 'arena-1', seatToken: 'seat-2', team: 'red' } })
  t.match(lobbies.joinRoom(ben, lobbyId), { roomId: 'arena-1' }, 'again, without the password')
  t.throws(() => lobbies.setReady(ben, lobbyId, true), { code: ErrorCode.CONFLICT })
  groups.directory.end('arena-1')
  groups.scheduler.step(ROOM_CHECK_MS)
  const after = lobbies.get(ada, lobbyId)
  t.match(after, { phase: LobbyPhase.OPEN, roomId: undefined })
  t.notOk(after.members.some(({ ready }) => ready))
  t.throws(() => lobbies.joinRoom(ben, lobbyId), { code: ErrorCode.CONFLICT })
})

t.test('whoever is no longer ready, leaves, comes or is gone stops the countdown', async (t) => {
  type Fixture = ReturnType<typeof readyLobby>
  const stops: Record<string, (fixture: Fixture) => unknown> = {
    unready: ({ lobbies, ben, lobbyId }) => lobbies.setReady(ben, lobbyId, false),
    leave: ({ lobbies, ben, lobbyId }) => lobbies.leave(ben, lobbyId),
    remove: ({ lobbies, ada, lobbyId }) => lobbies.remove(ada, lobbyId, 'ben'),
    come: ({ lobbies, joinCode }) => lobbies.join(player('dan'), joinCode),
    update: ({ lobbies, ada, lobbyId }) =>
      lobbies.update(ada, lobbyId, lobbies.get(ada, lobbyId).version, request({ title: 'other' })),
  }
  for (const [name, stop] of Object.entries(stops)) {
    const fixture = readyLobby()
    fixture.lobbies.start(fixture.ada, fixture.lobbyId)
    stop(fixture)
    t.equal(fixture.phase(), LobbyPhase.OPEN, name)
    t.match(fixture.groups.heard('ada').at(-1), { lobby: { phase: LobbyPhase.OPEN } }, `${name} is told`)
    fixture.groups.scheduler.step(COUNTDOWN_MS)
    t.equal(fixture.groups.directory.created.length, 0, name)
  }
})

t.test('a member whose connection is gone is not ready for a start', async (t) => {
  const { groups, lobbies, lobbyId, ada, phase } = readyLobby()
  groups.disconnect('ben')
  groups.scheduler.step(PRESENCE_GAP_MS - 1)
  lobbies.start(ada, lobbyId)
  groups.scheduler.step(1)
  t.equal(phase(), LobbyPhase.OPEN)
  t.throws(() => lobbies.start(ada, lobbyId), { code: ErrorCode.NOT_READY })
  groups.connect('ben')
  t.equal(lobbies.start(ada, lobbyId).phase, LobbyPhase.COUNTDOWN, 'still ready when back')
})

t.test('a room that cannot be had leaves the lobby open, no seat held, and everybody told why', async (t) => {
  const { groups, lobbies, lobbyId, ada, phase } = readyLobby()
  lobbies.start(ada, lobbyId)
  groups.directory.reserve = (_roomId, { playerId }) => {
    if (playerId === 'cat') throw new Error('a bug')
    return { seatToken: 'x', expiresInMs: 1 }
  }
  const left: string[] = []
  groups.directory.leave = (_roomId, playerId) => left.push(playerId) > 0
  groups.scheduler.step(COUNTDOWN_MS)
  t.equal(phase(), LobbyPhase.OPEN)
  t.same(left, ['ada', 'ben', 'cat'])
  t.same(groups.heard('cat').at(-1), { warning: 'the room could not be started: internal error' })
  t.equal(groups.errors.length, 1)
})

t.test('a draining server starts nothing', async (t) => {
  const { groups, lobbies, lobbyId, ada, phase } = readyLobby()
  groups.isDraining = true
  t.throws(() => lobbies.start(ada, lobbyId), { name: 'UnavailableError' })
  t.throws(() => lobbies.create(ada, request({ requestId: 'new' })), { name: 'UnavailableError' })
  groups.isDraining = false
  lobbies.start(ada, lobbyId)
  groups.isDraining = true
  groups.scheduler.step(COUNTDOWN_MS)
  t.equal(phase(), LobbyPhase.OPEN)
  t.match(groups.heard('ben').at(-1), { warning: /about to stop/ })
})

t.test('a member who is not connected stays for a minute, is removed then, and the next one leads', async (t) => {
  const { groups, lobbies, lobbyId, ben } = readyLobby()
  groups.disconnect('ada')
  groups.scheduler.step(PRESENCE_GAP_MS + MEMBER_GRACE_MS - 1)
  t.match(lobbies.get(ben, lobbyId), { ownerId: 'ada', members: [{ playerId: 'ada', connected: false }, {}, {}] })
  groups.connect('ada')
  t.match(lobbies.get(ben, lobbyId).members[0], { playerId: 'ada', connected: true, ready: true }, 'back in time')
  groups.disconnect('ada')
  groups.scheduler.step(PRESENCE_GAP_MS + MEMBER_GRACE_MS)
  t.match(lobbies.get(ben, lobbyId), { ownerId: 'ben', members: [{ playerId: 'ben' }, { playerId: 'cat' }] })
  t.match(groups.heard('ada').at(-1), { removal: { scope: 'lobby', groupId: lobbyId, message: /60 s/ } })
})

t.test('only the owner leads, and who was removed stays out', async (t) => {
  const { groups, lobbies, lobbyId, joinCode, ada, ben } = readyLobby()
  const notOwner = { code: ErrorCode.NOT_OWNER }
  t.throws(() => lobbies.start(ben, lobbyId), notOwner)
  t.throws(() => lobbies.remove(ben, lobbyId, 'ada'), notOwner)
  t.throws(() => lobbies.update(ben, lobbyId, 1, request()), notOwner)
  t.throws(() => lobbies.remove(ada, lobbyId, 'ada'), { code: ErrorCode.BAD_ARGUMENT })
  t.throws(() => lobbies.remove(ada, lobbyId, 'nobody'), NotFoundError)
  lobbies.remove(ada, lobbyId, 'ben')
  t.match(groups.heard('ben').at(-1), { removal: { code: ErrorCode.FORBIDDEN } })
  t.throws(() => lobbies.join(ben, joinCode), { code: ErrorCode.FORBIDDEN })
  t.throws(() => lobbies.get(ben, lobbyId), NotFoundError, 'to him it is not there')
})

t.test('an update must know the version it changes, and fit those who are in', async (t) => {
  const { lobbies, lobbyId, ada } = readyLobby()
  const { version } = lobbies.get(ada, lobbyId)
  t.throws(() => lobbies.update(ada, lobbyId, version - 1, request()), { code: ErrorCode.CONFLICT })
  const small = request({ playersMax: 2 })
  t.throws(() => lobbies.update(ada, lobbyId, version, small), { code: ErrorCode.BAD_ARGUMENT })
  const next = lobbies.update(ada, lobbyId, version, request({ playersMax: 3, title: 'Ice' }))
  t.match(next, { version: version + 1, sizeMax: 3, request: { title: 'Ice' } })
  t.notOk(next.members.some(({ ready }) => ready))
})

t.test('codes are read as people write them; a full lobby and a player in too many are refused', async (t) => {
  const { lobbies } = new TestGroups()
  const ada = player('ada')
  const { joinCode, groupId } = lobbies.create(ada, request({ playersMax: 2 }))
  t.equal(lobbies.create(ada, request()).groupId, groupId, 'the same request, the same lobby')
  const written = ` ${joinCode.slice(0, 4).toLowerCase()}-${joinCode.slice(4).toLowerCase()} `
  t.equal(lobbies.join(player('ben'), written).groupId, groupId)
  t.equal(lobbies.join(player('ben'), groupId).version, 2, 'again: nothing changes')
  t.throws(() => lobbies.join(player('cat'), joinCode), { code: ErrorCode.LIMIT_REACHED })
  t.throws(() => lobbies.join(player('cat'), 'ABCDEFGH'), NotFoundError)
  for (let i = 1; i < LOBBIES_PER_PLAYER_MAX; i++) lobbies.create(ada, request({ requestId: `r${i}` }))
  t.throws(() => lobbies.create(ada, request({ requestId: 'one more' })), { code: ErrorCode.LIMIT_REACHED })
  t.equal(lobbies.of(ada).length, LOBBIES_PER_PLAYER_MAX)
  t.throws(() => lobbies.setMember(ada, groupId, 'x'.repeat(TEAM_CHARS_MAX + 1)), { code: ErrorCode.BAD_ARGUMENT })
  t.throws(() => lobbies.create(player('dan'), request({ roomKind: 'chess' })), { code: ErrorCode.BAD_ARGUMENT })
})

t.test('a lobby holds so many at most, whatever its room holds', async (t) => {
  const groups = new TestGroups()
  groups.directory.kinds = () => [{ kind: 'arena', schemaHash: 'x', tickRateHz: 20, playersMax: 1_000 }]
  t.equal(groups.lobbies.create(player('ada'), request()).sizeMax, LOBBY_MEMBERS_MAX)
})
