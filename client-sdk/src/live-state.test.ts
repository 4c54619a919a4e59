// Live states when answers and events cross: whatever order they come in, the state ends as the server has it.

import type { EventBatch, EventBody } from '@tickwire/gen-nodejs/events.types.js'
import type { ChatMessage } from '@tickwire/gen-nodejs/lobby.types.js'
import { type Ticket, TicketStatus } from '@tickwire/gen-nodejs/matchmaking.types.js'
import { partyService } from '@tickwire/gen-nodejs/party.handlers.js'
import type { PartyState } from '@tickwire/gen-nodejs/party.types.js'
import type { ServiceType } from '@tickwire/protocol'
import { NotFoundError } from '@tickwire/simulation'
import t from 'tap'
import { flushed, SteppedScheduler } from './bench.test.helper.js'
import { EventFeed } from './event-feed.js'
import { CHAT_MESSAGES_MAX, liveChat } from './live-chat.js'
import { liveParty } from './live-groups.js'
import { liveTicket } from './live-ticket.js'

const CHANNEL = { scope: 3, id: 'r1' } as const

/** A server that answers when the test says so. */
function start() {
  const polls: ((batch: EventBatch) => void)[] = []
  const reads: ((answer: unknown) => void)[] = []
  const report = (error: unknown) => {
    throw error
  }
  const retry = { scheduler: new SteppedScheduler(), random: () => 0.5, isOver: () => false }
  const feed = new EventFeed({ poll: () => new Promise((resolve) => polls.push(resolve)) }, retry, report)
  const read = async () => {
    const answer = await new Promise((resolve) => reads.push(resolve))
    if (answer instanceof Error) throw answer
    return answer
  }
  const calls = <C>(service: ServiceType<C>): C =>
    (service.name === partyService.name ? { getParty: read } : { listChat: read, getTicket: read }) as C
  return {
    feed,
    context: { calls, feed, retry, report },
    isAsked: () => reads.length > 0,
    tell(events: readonly EventBody[], lost = false) {
      polls.shift()!({ events: events.map((body, i) => ({ sequence: i + 1, body })), upTo: events.length, lost })
      return flushed()
    },
    answer(answer: unknown) {
      reads.shift()!(answer)
      return flushed()
    },
  }
}

const party = (version: number, partyId = 'a'): PartyState => ({
  partyId,
  version,
  leaderId: 'ada',
  joinCode: 'CODE',
  sizeMax: 8,
  members: [],
})

const message = (id: number): ChatMessage => ({
  id: String(id),
  channel: CHANNEL,
  senderId: 'ada',
  senderName: 'Ada',
  text: `message ${id}`,
  sentAtMs: id,
})

t.test('an answer that is older than an event changes nothing, one that is newer counts', async (t) => {
  const { feed, context, tell, answer } = start()
  const versions: (number | undefined)[] = []
  liveParty(context).onChange((state) => versions.push(state?.version))
  feed.loggedIn()
  await tell([{ party: party(5) }])
  await answer(party(4))
  await tell([{ party: party(3) }])
  t.same(versions, [5])
  await tell([], true)
  await answer(party(9))
  t.same(versions, [5, 9])
})

t.test(
  'of another party than the answer, events tell the truth; a removal from an older one does not count',
  async (t) => {
    const { feed, context, tell, answer } = start()
    const live = liveParty(context)
    live.onChange(() => {})
    feed.loggedIn()
    await tell([{ party: party(1, 'b') }])
    await answer(party(7, 'a'))
    t.equal(live.state?.partyId, 'b')
    await tell([{ removed: { scope: 'party', id: 'a', code: 0, message: '' } }])
    t.equal(live.state?.partyId, 'b')
    await tell([{ removed: { scope: 'party', id: 'b', code: 0, message: '' } }])
    t.equal(live.state, undefined)
  },
)

t.test('a ticket: read at the login, told by events, and its end is asked for after a gap', async (t) => {
  const { feed, context, tell, answer, isAsked } = start()
  const ticket = (version: number, status: number, ticketId = 'a'): Ticket => {
    return { ticketId, version, queue: 'duel', status: status as Ticket['status'], waitedMs: 0, players: ['ada'] }
  }
  const live = liveTicket({ live: context })
  const statuses: (number | undefined)[] = []
  live.onChange((state) => statuses.push(state?.status))
  feed.loggedIn()
  await answer(ticket(2, TicketStatus.OFFERED))
  await tell([{ ticket: ticket(1, TicketStatus.SEARCHING) }])
  t.same(statuses, [TicketStatus.OFFERED], 'an older one changes nothing')
  await tell([{ ticket: ticket(3, TicketStatus.SEARCHING) }])
  await tell([], true)
  await answer(new NotFoundError('ticket of', 'ada'))
  t.ok(isAsked(), 'it waits no more: how did that ticket end?')
  await answer(ticket(5, TicketStatus.ASSIGNED))
  await tell([{ ticket: ticket(1, TicketStatus.SEARCHING, 'b') }])
  t.same(statuses.slice(1), [TicketStatus.SEARCHING, TicketStatus.ASSIGNED, TicketStatus.SEARCHING])
})

t.test('what a batch of events changes is told once', async (t) => {
  const { feed, context, tell } = start()
  const versions: (number | undefined)[] = []
  liveParty(context).onChange((state) => versions.push(state?.version))
  feed.loggedIn()
  await tell([{ party: party(1) }, { party: party(2) }, { party: party(3) }])
  t.same(versions, [3])
})

t.test('nothing is read before the login, nor told to who no longer listens', async (t) => {
  const { feed, context, answer, isAsked } = start()
  const stop = liveParty(context).onChange(() => t.fail('told'))
  await flushed()
  t.notOk(isAsked())
  feed.loggedIn()
  await flushed()
  t.ok(isAsked())
  stop()
  await answer(party(1))
})

t.test('a chat is put together from its history and events, and bounded', async (t) => {
  const { feed, context, tell, answer } = start()
  const chat = liveChat(CHANNEL, context)
  chat.onChange(() => {})
  feed.loggedIn()
  await tell([{ chat: message(3) }, { chat: { ...message(4), channel: { ...CHANNEL, id: 'r2' } } }])
  await answer({ messages: [message(1), message(2), message(3)] })
  t.same(
    chat.state.map(({ id }) => id),
    ['1', '2', '3'],
  )
  await tell(Array.from({ length: CHAT_MESSAGES_MAX }, (_, i) => ({ chat: message(4 + i) })))
  t.equal(chat.state.length, CHAT_MESSAGES_MAX)
  t.equal(chat.state.at(-1)?.id, String(3 + CHAT_MESSAGES_MAX))
})
