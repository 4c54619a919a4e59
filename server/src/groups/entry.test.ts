// Who may not come in, comes into no lobby and no party by any way; who is in already, stays until removed.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import t from 'tap'
import { player, request, TestGroups } from './testing.js'

t.test('a banned player makes and enters no lobby and no party, also by an invite that waits', async (t) => {
  const groups = new TestGroups()
  const { lobbies, parties } = groups
  const [ada, eve] = [groups.connect('ada'), groups.connect('eve')]
  const lobby = lobbies.create(ada, request())
  const party = parties.create(ada)
  const { inviteId } = parties.invite(ada, 'eve')
  groups.banned.add('eve')
  const ways: Record<string, () => unknown> = {
    createLobby: () => lobbies.create(eve, request()),
    'joinLobby by code': () => lobbies.join(eve, lobby.joinCode),
    'joinLobby by id': () => lobbies.join(eve, lobby.groupId),
    createParty: () => parties.create(eve),
    joinParty: () => parties.join(eve, party.joinCode),
    acceptInvite: () => parties.accept(eve, inviteId),
  }
  for (const [name, way] of Object.entries(ways)) t.throws(way, { code: ErrorCode.BANNED }, name)
  t.same([lobbies.of(eve), groups.partyStore.of('eve')], [[], []])
  groups.banned.clear()
  t.equal(parties.accept(eve, inviteId).members.length, 2, 'nothing of it was used up')
})

t.test('a member who may not come in any more is not kept from what a member does', async (t) => {
  const groups = new TestGroups()
  const ada = player('ada')
  const { groupId } = groups.lobbies.create(ada, request())
  groups.banned.add('ada')
  t.equal(groups.lobbies.join(ada, groupId).version, 1)
  groups.lobbies.leave(ada, groupId)
  t.same(groups.lobbies.members(groupId), [])
})
