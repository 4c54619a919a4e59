// Chat: who may write and read where, what is kept, and what stops who writes too much.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import { ChatScope } from '@tickwire/gen-nodejs/lobby.types.js'
import { NotFoundError } from '@tickwire/simulation'
import t from 'tap'
import {
  CHANNEL_MESSAGES_PER_SECOND_MAX,
  CHANNEL_TOLD_PER_SECOND_MAX,
  CHAT_TEXT_CHARS_MAX,
  Chat,
  type ChatMessage,
} from './chat.js'
import { CHANNEL_MESSAGES_MAX, CHANNELS_MAX, ChatHistory } from './chat-history.js'
import { MemoryMutes, MUTES_MAX } from './mutes.js'

const ADA = { playerId: 'ada', displayName: 'Ada' }
const BEN = { playerId: 'ben', displayName: 'Ben' }
const EVE = { playerId: 'eve', displayName: 'Eve' }
const LOBBY = { scope: ChatScope.LOBBY, id: 'l1' }
const to = (id: string) => ({ scope: ChatScope.DIRECT, id })

function chatOf() {
  const clock = { nowMs: 0, isBusy: false }
  const wallClockMs = () => 1_700_000_000_000 + clock.nowMs
  const told: { playerId: string; message: ChatMessage }[] = []
  const mutes = new MemoryMutes()
  const chat = new Chat({
    membersOf: (scope, id) => {
      if (scope === ChatScope.ROOM) return Array.from({ length: Number(id) }, (_, i) => (i === 0 ? 'ada' : `p${i}`))
      return scope === ChatScope.LOBBY && id === 'l1' ? ['ada', 'ben'] : []
    },
    isPresent: (playerId) => playerId !== 'zoe',
    mutes,
    tell: (playerIds, message) => told.push(...[...playerIds].map((playerId) => ({ playerId, message }))),
    isBusy: () => clock.isBusy,
    nowMs: () => clock.nowMs,
    wallClockMs,
  })
  /** One message after the other, slowly enough. */
  const say = (text: string) => {
    clock.nowMs += 1_000
    return chat.send(ADA, LOBBY, text)
  }
  return { chat, clock, mutes, told, say, wallClockMs }
}

t.test('a message is cleaned and told to the members of its channel only', async (t) => {
  const { chat, told } = chatOf()
  const message = chat.send(ADA, LOBBY, ' hel\u202elo\u0000 ')
  t.match(message, { channel: LOBBY, senderId: 'ada', senderName: 'Ada', text: 'hello', sentAtMs: 1_700_000_000_000 })
  t.same(told, [
    { playerId: 'ada', message },
    { playerId: 'ben', message },
  ])
  for (const channel of [LOBBY, { scope: ChatScope.PARTY, id: 'l1' }, { scope: ChatScope.ROOM, id: '2' }]) {
    t.throws(() => chat.send(EVE, channel, 'hi'), { code: ErrorCode.FORBIDDEN })
    t.throws(() => chat.list(EVE, channel, undefined, 10), { code: ErrorCode.FORBIDDEN })
  }
})

t.test('a direct channel is one for both ends, and each names the other', async (t) => {
  const { chat, told } = chatOf()
  chat.send(ADA, to('ben'), 'hi')
  chat.send(BEN, to('ada'), 'ho')
  t.same(
    told.map(({ playerId, message }) => `${playerId}: ${message.text} in ${message.channel.id}`),
    ['ada: hi in ben', 'ben: hi in ada', 'ben: ho in ada', 'ada: ho in ben'],
  )
  const read = (reader: typeof ADA, other: string) => chat.list(reader, to(other), undefined, 10).messages
  t.same(
    read(ADA, 'ben').map(({ text, channel }) => [text, channel.id]),
    [
      ['hi', 'ben'],
      ['ho', 'ben'],
    ],
  )
  t.same(
    read(BEN, 'ada').map(({ channel }) => channel.id),
    ['ada', 'ada'],
  )
  t.same(read(EVE, 'ada'), [], 'a third one reads a channel of its own')
  t.throws(() => chat.send(ADA, to('zoe'), 'hi'), NotFoundError)
  t.throws(() => chat.send(ADA, to('ada'), 'hi'), { code: ErrorCode.BAD_ARGUMENT })
})

t.test('history is read newest page first, and ends with its group', async (t) => {
  const { chat, say } = chatOf()
  for (let i = 1; i <= CHANNEL_MESSAGES_MAX + 5; i++) say(`${i}`)
  const newest = chat.list(BEN, LOBBY, undefined, 30)
  t.same([newest.messages[0]?.text, newest.messages.at(-1)?.text], ['26', '55'])
  const older = chat.list(BEN, LOBBY, newest.before, 30)
  t.same([older.messages[0]?.text, older.messages.at(-1)?.text, older.before], ['6', '25', undefined])
  t.throws(() => chat.list(BEN, LOBBY, 'x', 30), { code: ErrorCode.BAD_ARGUMENT })
  for (const limit of [0, 101]) {
    t.throws(() => chat.list(BEN, LOBBY, undefined, limit), { code: ErrorCode.BAD_ARGUMENT })
  }
  chat.forget(ChatScope.LOBBY, 'l1')
  t.same(chat.list(BEN, LOBBY, undefined, 30).messages, [])
})

t.test('texts that are empty or too long are refused, and nobody is told', async (t) => {
  const { chat, told } = chatOf()
  for (const text of ['', ' \u200b ', 'x'.repeat(CHAT_TEXT_CHARS_MAX + 1)]) {
    t.throws(() => chat.send(ADA, LOBBY, text), { code: ErrorCode.BAD_ARGUMENT })
  }
  t.same(told, [])
})

t.test('a channel takes so many messages a second, whoever sends them', async (t) => {
  const { chat, clock } = chatOf()
  for (let i = 0; i < CHANNEL_MESSAGES_PER_SECOND_MAX; i++) chat.send(i % 2 === 0 ? ADA : BEN, LOBBY, 'x')
  clock.nowMs = 400
  t.throws(() => chat.send(BEN, LOBBY, 'x'), { code: ErrorCode.RATE_LIMITED, details: { retryAfterMs: 600 } })
  t.ok(chat.send(BEN, to('ada'), 'x'), 'another channel')
  clock.nowMs = 1_000
  t.ok(chat.send(BEN, LOBBY, 'x'))
})

t.test('the more a channel has to tell, the fewer messages it takes a second; one a second always', async (t) => {
  for (const [readers, perSecond] of [
    [2, CHANNEL_MESSAGES_PER_SECOND_MAX],
    [CHANNEL_TOLD_PER_SECOND_MAX / CHANNEL_MESSAGES_PER_SECOND_MAX, CHANNEL_MESSAGES_PER_SECOND_MAX],
    [500, 2],
    [501, 1],
    [4_096, 1],
  ] as const) {
    const { chat, clock, told } = chatOf()
    const room = { scope: ChatScope.ROOM, id: `${readers}` }
    for (let second = 0; second < 3; second++) {
      clock.nowMs = second * 1_000
      for (let i = 0; i < perSecond; i++) chat.send(ADA, room, 'x')
      t.throws(() => chat.send(ADA, room, 'x'), { code: ErrorCode.RATE_LIMITED, details: { retryAfterMs: 1_000 } })
    }
    t.equal(told.length, 3 * perSecond * readers)
  }
})

t.test('while too many wait to be told, nothing is sent and nothing is kept', async (t) => {
  const { chat, clock, told } = chatOf()
  clock.isBusy = true
  t.throws(() => chat.send(ADA, LOBBY, 'x'), { code: ErrorCode.RATE_LIMITED })
  t.same([told, chat.list(ADA, LOBBY, undefined, 10).messages], [[], []])
  clock.isBusy = false
  t.ok(chat.send(ADA, LOBBY, 'x'))
})

t.test('who is muted reads but does not write, until the mute ends', async (t) => {
  const { chat, clock, mutes, wallClockMs } = chatOf()
  mutes.mute('ada', wallClockMs() + 60_000, wallClockMs())
  const muted = { code: ErrorCode.FORBIDDEN, details: { reason: 'MUTED', retryAfterMs: 60_000 } }
  t.throws(() => chat.send(ADA, LOBBY, 'x'), muted)
  t.ok(chat.list(ADA, LOBBY, undefined, 1))
  clock.nowMs = 60_000
  t.ok(chat.send(ADA, LOBBY, 'x'))
  mutes.mute('ada', Number.POSITIVE_INFINITY, wallClockMs())
  t.throws(() => chat.send(ADA, LOBBY, 'x'), { code: ErrorCode.FORBIDDEN, details: { retryAfterMs: 2 ** 31 - 1 } })
  mutes.unmute('ada')
  t.equal(mutes.untilMs('ada', wallClockMs()), undefined)
})

t.test('mutes and histories are bounded', async (t) => {
  const { mutes } = chatOf()
  for (let i = 0; i < MUTES_MAX; i++) mutes.mute(`p${i}`, 1_000, 0)
  t.throws(() => mutes.mute('one more', 1_000, 999), { code: ErrorCode.LIMIT_REACHED })
  mutes.mute('one more', 2_000, 1_000)
  t.same([mutes.untilMs('p0', 1_000), mutes.untilMs('one more', 1_000)], [undefined, 2_000], 'ended ones make room')
  const history = new ChatHistory()
  const message = chatOf().say('x')
  for (let i = 0; i < CHANNELS_MAX; i++) history.add(`c${i}`, message, 0)
  history.add('c0', message, 0)
  history.add('one more', message, 0)
  t.same(
    ['c0', 'c1', 'c2'].map((key) => history.of(key).length),
    [2, 0, 1],
  )
})
