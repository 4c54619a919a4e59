// What the SDK keeps up to date of the server: the own party, lobbies and chats, through lost connections and lost events; and
// the way out, `logout`.

import { ChatScope, Client, LobbyPhase, lobbyService, type OpenSocket } from '@tickwire/client'
import { partyService } from '@tickwire/client/party'
import { adminService } from '@tickwire/gen-nodejs/admin.handlers.js'
import { API_MAJOR } from '@tickwire/gen-nodejs/common.types.js'
import { sessionService } from '@tickwire/gen-nodejs/session.handlers.js'
import type { ServiceType } from '@tickwire/protocol'
import { memoryClient } from '@tickwire/server/internals'
import t from 'tap'
import { SteppedPlayer, SteppedServer } from './stepped-server.js'

const LOBBY_ROOM = { roomKind: 'field', title: 'ours', listed: false, playersMax: 4, requestId: 'r1' }

async function start<const N extends readonly string[]>(...names: N) {
  const server = new SteppedServer()
  const players: SteppedPlayer[] = []
  for (const name of names) players.push(await server.login(name))
  return { server, players: players as { [K in keyof N]: SteppedPlayer } }
}

/** The names in the party, each time that it changes. */
function partyOf({ party }: Client): { readonly told: (string[] | undefined)[]; readonly stop: () => void } {
  const told: (string[] | undefined)[] = []
  const stop = party.onChange((state) => told.push(state?.members.map(({ displayName }) => displayName)))
  return { told, stop }
}

t.test('a party is read, followed from member to member, and gone for who was removed', async (t) => {
  const { server, players } = await start('Ada', 'Ben')
  const [ada, ben] = players
  const seen = [partyOf(ada.client), partyOf(ben.client)] as const
  const { joinCode } = await server.until(ada.client.calls(partyService).createParty())
  await server.until(ben.client.calls(partyService).joinParty(joinCode.toLowerCase()))
  await server.advance(10)
  t.same(seen[0].told, [['Ada'], ['Ada', 'Ben']])
  t.same(seen[1].told, [['Ada', 'Ben']])
  t.equal(ben.client.party.state?.leaderId, ada.playerId)
  await server.until(ada.client.calls(partyService).removeMember(ben.playerId))
  await server.advance(10)
  t.equal(ben.client.party.state, undefined)
  t.same([seen[0].told.at(-1), seen[1].told.at(-1)], [['Ada'], undefined])
})

t.test('a party that is there already is told to who begins to listen; who stops hears no more', async (t) => {
  const { server, players } = await start('Ada', 'Ben')
  const [ada, ben] = players
  const { joinCode } = await server.until(ada.client.calls(partyService).createParty())
  t.equal(ada.client.party.state, undefined, 'nobody has looked')
  const { told, stop } = partyOf(ada.client)
  await server.advance(10)
  t.same(told, [['Ada']])
  stop()
  stop()
  await server.until(ben.client.calls(partyService).joinParty(joinCode))
  await server.advance(10)
  t.same(told, [['Ada']])
  const again = partyOf(ada.client)
  await server.advance(10)
  t.same(again.told, [['Ada', 'Ben']], 'listening again reads it again')
})

t.test('what happened while the connection was lost is there when it is back', async (t) => {
  const { server, players } = await start('Ada', 'Ben')
  const [ada, ben] = players
  const { told } = partyOf(ada.client)
  const { joinCode } = await server.until(ada.client.calls(partyService).createParty())
  await server.advance(10)
  ada.rpcSocket.cut()
  await server.until(ben.client.calls(partyService).joinParty(joinCode))
  await server.advance(2_000)
  t.same(told.at(-1), ['Ada', 'Ben'])
})

t.test('more than the server keeps for a player: the state is read again', async (t) => {
  const { server, players } = await start('Ada', 'Ben')
  const [ada, ben] = players
  const { told } = partyOf(ada.client)
  const { joinCode, partyId } = await server.until(ada.client.calls(partyService).createParty())
  await server.advance(10)
  ada.rpcSocket.cut()
  await server.until(ben.client.calls(partyService).joinParty(joinCode))
  for (let i = 0; i < 100; i++) server.app.social.events.publish(ada.playerId, {})
  await server.advance(2_000)
  t.same(told.at(-1), ['Ada', 'Ben'])
  t.equal(ada.client.party.state?.partyId, partyId)
})

t.test('lobbies: both of them, one that starts, and one that was left', async (t) => {
  const { server, players } = await start('Ada', 'Ben')
  const [ada, ben] = players
  ada.client.lobbies.onChange(() => {})
  const calls = ada.client.calls(lobbyService)
  const first = await server.until(calls.createLobby(LOBBY_ROOM))
  const second = await server.until(calls.createLobby({ ...LOBBY_ROOM, requestId: 'r2' }))
  await server.until(ben.client.calls(lobbyService).joinLobby(first.joinCode))
  await server.advance(10)
  const sizes = () => ada.client.lobbies.state.map(({ lobbyId, members }) => [lobbyId, members.length])
  t.same(sizes(), [
    [first.lobbyId, 2],
    [second.lobbyId, 1],
  ])
  await server.until(calls.leaveLobby(second.lobbyId))
  await server.until(calls.setReady(first.lobbyId, true))
  await server.until(ben.client.calls(lobbyService).setReady(first.lobbyId, true))
  await server.until(calls.startLobby(first.lobbyId))
  await server.advance(6_000)
  t.same(sizes(), [[first.lobbyId, 2]])
  t.equal(ada.client.lobbies.state[0]?.phase, LobbyPhase.IN_GAME)
})

t.test('a chat has its history and what comes, once each, and nothing of other channels', async (t) => {
  const { server, players } = await start('Ada', 'Ben')
  const [ada, ben] = players
  await ada.quickPlay()
  await ben.quickPlay()
  const channel = { scope: ChatScope.ROOM, id: ada.roomId }
  const say = (player: SteppedPlayer, text: string) =>
    server.until(player.client.calls(lobbyService).sendChat(channel, text))
  await say(ada, 'before')
  const chat = ben.client.chat(channel)
  let changes = 0
  const stop = chat.onChange(() => changes++)
  await server.advance(10)
  t.match(chat.state, [{ text: 'before', senderName: 'Ada' }])
  await say(ben, 'after')
  const direct = { scope: ChatScope.DIRECT, id: ben.playerId }
  await server.until(ada.client.calls(lobbyService).sendChat(direct, 'psst'))
  ben.rpcSocket.cut()
  await server.advance(2_000)
  await say(ada, 'again')
  await server.advance(10)
  t.same(
    chat.state.map(({ text }) => text),
    ['before', 'after', 'again'],
  )
  t.equal(changes, 4, 'three messages, and the history anew after the lost connection')
  stop()
})

t.test('a chat that may not be read is reported, and told of to nobody', async (t) => {
  const server = new SteppedServer()
  const { roomId } = await server.join('Ben')
  const errors: unknown[] = []
  const openSocket: OpenSocket = (_url, events) => server.openRpc(events).client
  const onError = (error: unknown) => errors.push(error)
  const client = new Client({ url: 'ws://memory', scheduler: server.clock, openSocket, onError })
  client.chat({ scope: ChatScope.ROOM, id: roomId }).onChange(() => t.fail('there is nothing to tell'))
  await server.until(client.login())
  await server.advance(10)
  t.match(errors, [{ name: 'RefusedError', code: 3 }])
})

t.test('logout gives up seats and party, and lets nobody call until the next login', async (t) => {
  const { server, players } = await start('Ada', 'Ben')
  const [ada, ben] = players
  await ada.quickPlay()
  const { told } = partyOf(ben.client)
  partyOf(ada.client)
  const { joinCode } = await server.until(ada.client.calls(partyService).createParty())
  await server.until(ben.client.calls(partyService).joinParty(joinCode))
  await server.until(ada.client.logout())
  await server.advance(100)
  t.equal(ada.client.player, undefined)
  t.equal(ada.closedWith, 'NORMAL', 'the seat')
  t.equal(ada.client.party.state, undefined)
  t.same(told.at(-1), ['Ben'])
  await t.rejects(server.until(ada.client.calls(partyService).createParty()), { code: 2 })
  await server.until(ada.client.login({ displayName: 'Ada again' }))
  await server.until(ada.client.calls(partyService).joinParty(joinCode))
  await server.advance(10)
  t.same(told.at(-1), ['Ben', 'Ada again'])
  t.equal(ada.client.party.state?.members.length, 2, 'and events go on')
})

t.test('a connection that is lost after logout is not opened again', async (t) => {
  const { server, players } = await start('Ada')
  const [ada] = players
  const states: string[] = []
  ada.client.onState((state) => states.push(state))
  await server.until(ada.client.logout())
  ada.rpcSocket.cut()
  await server.advance(5_000)
  t.same(states, ['closed'])
})

t.test("the operator's standing notice comes with the login, by the callback of later ones, once", async (t) => {
  const token = 'a'.repeat(32)
  const server = new SteppedServer({ operators: [{ name: 'admin', role: 'admin', token }] })
  const setNotice = await noticeSetter(server, token)
  await setNotice('Closed at ten.')
  const ada = new SteppedPlayer(server, 'ab'.repeat(16))
  const heard: string[] = []
  ada.client.onEvent('notice', ({ text, severity }) => heard.push(`${severity}: ${text}`))
  await server.until(ada.client.login())
  await server.advance(10)
  t.same(heard, ['info: Closed at ten.'])
  server.app.social.events.publishAll({ notice: { text: 'Tea time.', severity: 'warning' } })
  await server.advance(10)
  ada.rpcSocket.cut()
  await server.advance(2_000)
  t.same(heard, ['info: Closed at ten.', 'warning: Tea time.'], 'not again with a new connection')
  await setNotice('Closed at eleven.')
  ada.rpcSocket.cut()
  await server.advance(2_000)
  t.equal(heard.at(-1), 'info: Closed at eleven.')
})

/** @returns what sets the notice as an operator does */
async function noticeSetter(server: SteppedServer, identityToken: string): Promise<(text: string) => Promise<unknown>> {
  const { dispatcher } = server.app.operators
  const caller = { connectionId: 9, address: '192.0.2.9', player: undefined, operator: undefined, roomId: undefined }
  const calls = <C>(service: ServiceType<C>): C =>
    memoryClient(service, 'compact', (message, reply) => dispatcher.handle(message, caller, reply))
  const info = { sdk: 'test', sdkVersion: '1', apiMajor: API_MAJOR, apiMinor: 0, schemaHashByRoomKind: {} }
  await calls(sessionService).login({ identityToken }, info)
  let version = 0
  const act = { why: 'a test', requestId: '', dryRun: false }
  return (text) => calls(adminService).setConfig(act, 'notice', text, ++version)
}
