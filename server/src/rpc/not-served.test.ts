// A service that is only in the IDL says so, typed, by every method.

import { matchmakingBackendService, matchmakingService } from '@tickwire/gen-nodejs/matchmaking.handlers.js'
import t from 'tap'
import { notServedHandlers } from './not-served.js'
import { memoryClient, rejection, testCaller, testDispatcher } from './testing.js'

t.test('a player who asks for a match is told that there is none to be had here', async (t) => {
  const { dispatcher } = testDispatcher()
  dispatcher.register(matchmakingService, notServedHandlers(matchmakingService, 'it has no matchmaker yet'))
  const client = memoryClient(matchmakingService, 'compact', (message, reply) =>
    dispatcher.handle(message, testCaller(), reply),
  )
  const message = 'Matchmaking is not served here: it has no matchmaker yet'
  t.match(await rejection(client.listQueues()), { name: 'Refused', code: 13, message })
  t.match(await rejection(client.cancelTicket('t1')), { name: 'Refused', code: 13, message })
})

t.test('its back end belongs to operators', async (t) => {
  const { dispatcher } = testDispatcher()
  const handlers = notServedHandlers(matchmakingBackendService, 'no')
  t.throws(() => dispatcher.register(matchmakingBackendService, handlers), /operator listener/)
})
