// Parties: one for each player, invites that end by themselves, and a leader who can change.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import { NotFoundError } from '@tickwire/simulation'
import t from 'tap'
import { INVITE_MS, INVITES_PER_PLAYER_MAX } from './invites.js'
import { JOIN_CODE_CHARS, newJoinCode } from './join-code.js'
import { PARTY_MEMBERS_MAX, ROLES_MAX } from './parties.js'
import { TestGroups } from './testing.js'

function partyOfAda() {
  const groups = new TestGroups()
  const { parties } = groups
  const [ada, ben, cat] = ['ada', 'ben', 'cat'].map((name) => groups.connect(name)) as [never, never, never]
  return { groups, parties, party: parties.create(ada), ada, ben, cat }
}

t.test('a player is in one party: creating again finds it, joining another is refused', async (t) => {
  const { parties, party, ada, ben } = partyOfAda()
  t.equal(parties.create(ada).groupId, party.groupId)
  parties.create(ben)
  t.throws(() => parties.join(ben, party.joinCode), { code: ErrorCode.ALREADY_EXISTS })
  parties.leave(ben)
  t.throws(() => parties.get(ben), NotFoundError)
  t.equal(parties.join(ben, party.joinCode).members.length, 2)
})

t.test('an invite waits for a minute, again for another one, and is used once', async (t) => {
  const { groups, parties, party, ada, ben } = partyOfAda()
  const { inviteId } = parties.invite(ada, 'ben')
  t.match(groups.heard('ben'), [{ invite: { inviteId, from: { playerId: 'ada' } } }])
  groups.scheduler.step(INVITE_MS - 1)
  t.equal(parties.invite(ada, 'ben').inviteId, inviteId, 'renewed')
  groups.scheduler.step(INVITE_MS - 1)
  t.equal(parties.invitesOf(ben).length, 1)
  t.equal(parties.accept(ben, inviteId).groupId, party.groupId)
  t.throws(() => parties.accept(ben, inviteId), NotFoundError)
  t.throws(() => parties.invite(ada, 'ben'), { code: ErrorCode.ALREADY_EXISTS })
  const { inviteId: second } = parties.invite(ada, 'cat')
  t.throws(() => parties.decline(ben, second), NotFoundError, "not another's")
  groups.scheduler.step(INVITE_MS)
  t.throws(() => parties.accept(groups.connect('cat'), second), NotFoundError, 'too late')
  t.equal(parties.timers, 0)
})

t.test('a player who is not there cannot be invited, nor by any number of parties', async (t) => {
  const { groups, parties, ada } = partyOfAda()
  t.throws(() => parties.invite(ada, 'nobody'), NotFoundError)
  for (let i = 0; i < INVITES_PER_PLAYER_MAX; i++) {
    const leader = groups.connect(`leader ${i}`)
    parties.create(leader)
    parties.invite(leader, 'cat')
  }
  t.throws(() => parties.invite(ada, 'cat'), { code: ErrorCode.LIMIT_REACHED })
  parties.decline(groups.connect('cat'), parties.invitesOf(groups.connect('cat'))[0]!.inviteId)
  t.ok(parties.invite(ada, 'cat'))
})

t.test('the leader promotes and removes; who was removed comes back by an invite only', async (t) => {
  const { parties, party, ada, ben } = partyOfAda()
  parties.join(ben, party.joinCode)
  t.throws(() => parties.promote(ben, 'ben'), { code: ErrorCode.NOT_OWNER })
  t.equal(parties.promote(ada, 'ben').ownerId, 'ben')
  t.equal(parties.remove(ben, 'ada').members.length, 1)
  t.throws(() => parties.join(ada, party.joinCode), { code: ErrorCode.FORBIDDEN })
  const { inviteId } = parties.invite(ben, 'ada')
  t.same(parties.accept(ada, inviteId).barred, [])
})

t.test('roles are few, short and different; a party is full at its limit', async (t) => {
  const { groups, parties, party, ada } = partyOfAda()
  t.match(parties.setReady(ada, true, ['tank', 'healer']).members[0], { ready: true, roles: ['tank', 'healer'] })
  const many = Array.from({ length: ROLES_MAX + 1 }, (_, i) => `role ${i}`)
  for (const roles of [many, [''], ['x'.repeat(33)], ['a', 'a']]) {
    t.throws(() => parties.setReady(ada, true, roles), { code: ErrorCode.BAD_ARGUMENT })
  }
  for (let i = 1; i < PARTY_MEMBERS_MAX; i++) parties.join(groups.connect(`p${i}`), party.joinCode)
  t.throws(() => parties.join(groups.connect('late'), party.joinCode), { code: ErrorCode.LIMIT_REACHED })
  t.throws(() => parties.invite(ada, 'late'), { code: ErrorCode.LIMIT_REACHED })
})

t.test('a code that is taken is not given out twice', async (t) => {
  const numbers = [1, 2, 1, 2, 3, 4]
  const groups = new TestGroups(() => numbers.shift() ?? 0)
  const first = groups.parties.create(groups.connect('ada'))
  const second = groups.parties.create(groups.connect('ben'))
  t.equal(
    first.joinCode,
    newJoinCode(
      (
        (next) => () =>
          next.shift()!
      )([1, 2]),
    ),
  )
  t.not(second.joinCode, first.joinCode)
  t.equal(first.joinCode.length, JOIN_CODE_CHARS)
  t.equal(numbers.length, 0)
})
