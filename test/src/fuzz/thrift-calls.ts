// Fuzz target: the Thrift boundary of a whole server, all services and a room's, both protocols. An input is what one
// connection says, message by message: so it may log in, make a room, and call it. Each call gets one answer, which decodes;
// nothing throws, and nothing is an internal error.

import { eventsService } from '@tickwire/gen-nodejs/events.handlers.js'
import { greeterService } from '@tickwire/gen-nodejs/greeter.handlers.js'
import { type LobbyClient, lobbyService } from '@tickwire/gen-nodejs/lobby.handlers.js'
import { ChatScope, type LobbyState } from '@tickwire/gen-nodejs/lobby.types.js'
import { type PartyClient, partyService } from '@tickwire/gen-nodejs/party.handlers.js'
import { sessionService } from '@tickwire/gen-nodejs/session.handlers.js'
import { type MessageHeader, MessageType, openReader, type ReadBudget, Type } from '@tickwire/protocol/thrift'
import { type Caller, memoryClient, messageOf, type ProtocolName, type Verdict } from '@tickwire/server/internals'
import { type FieldRoomClient, fieldRoomService } from '../../gen-nodejs/field.handlers.js'
import { SteppedServer } from '../stepped-server.js'
import { expect, type FuzzTarget, joined, split } from './target.js'

/** Longer than any call may take, milliseconds: polls and timeouts have ended. */
const ALL_ANSWERED_MS = 60_000

/** More than a reply of a server with one room holds. */
const REPLY_BUDGET: ReadBudget = { nestingMax: 32, elementsMax: 10_000 }

const INFO = {
  sdk: 'fuzz',
  sdkVersion: '1',
  apiMajor: 1,
  apiMinor: 0,
  schemaHashByRoomKind: { field: 'ab' },
  platform: 'x',
  displayName: 'Ada',
}
const REQUEST = {
  roomKind: 'field',
  title: 'Übung',
  tags: { mode: 'duel' },
  options: Buffer.from([0]),
  requestId: 'r',
  listed: true,
}
const SEAT = { asSpectator: false, team: 'red' }

export const thriftCalls: FuzzTarget = {
  name: 'thrift-calls',
  what: 'the Thrift boundary, both protocols: one answer to each call, which decodes; no internal error',
  seeds: async () => [...(await conversations('binary')), ...(await conversations('compact'))],
  async run(input) {
    const server = new SteppedServer()
    const caller = newCaller()
    const calls: Heard[] = []
    // A login takes a turn; what follows is the player's.
    for (const message of split(input)) {
      calls.push(callOf(server, caller, message))
      await settled()
    }
    server.clock.step(50)
    server.app.runDue(server.nowMs)
    await settled()
    server.clock.step(ALL_ANSWERED_MS)
    server.app.runDue(server.nowMs)
    await settled()
    calls.forEach(checkAnswers)
    const { counts } = server.counters
    const failed = Object.keys(counts).filter((name) => name.startsWith('rpc_internal_errors'))
    expect(failed.length === 0, `${failed}: ${String((server.log.errors[0] as { err?: unknown } | undefined)?.err)}`)
    expect(server.report.dumps.length === 0, 'a room failed')
  },
}

interface Heard {
  readonly message: Uint8Array
  readonly verdict: Verdict
  readonly replies: readonly Uint8Array[]
}

function callOf({ app }: SteppedServer, caller: Caller, message: Uint8Array): Heard {
  const replies: Uint8Array[] = []
  const verdict = app.dispatcher.handle(message, caller, (reply) => replies.push(Uint8Array.from(reply)))
  return { message, verdict, replies }
}

function checkAnswers({ message, verdict, replies }: Heard): void {
  const header = headerOf(message)
  const isCall = header?.type === MessageType.CALL
  if (verdict === 'accepted' || verdict === 'oneway')
    expect(replies.length === (isCall ? 1 : 0), `${replies.length} replies to ${header?.name}`)
  else expect(replies.length <= 1, `${replies.length} replies to a malformed message`)
  for (const reply of replies) {
    expect(reply[0] === message[0], 'a reply in the other protocol')
    const reader = openReader(reply, REPLY_BUDGET)
    const { type, seqid } = reader.readHeader()
    expect(type === MessageType.REPLY || type === MessageType.EXCEPTION, `a reply of type ${type}`)
    expect(seqid === header?.seqid, 'a reply to another call')
    reader.skip(Type.STRUCT)
    reader.readMessageEnd()
  }
}

function headerOf(message: Uint8Array): MessageHeader | undefined {
  try {
    return openReader(message, REPLY_BUDGET).readHeader()
  } catch {
    return undefined
  }
}

function newCaller(): Caller {
  return { connectionId: 1, address: '192.0.2.1', player: undefined, operator: undefined, roomId: undefined }
}

/** What honest clients say, one conversation for each thing that they want. */
async function conversations(protocol: ProtocolName): Promise<Uint8Array[]> {
  const login = messageOf(sessionService, protocol, (client) => client.login({ deviceId: 'x'.repeat(32) }, INFO))
  const create = messageOf(lobbyService, protocol, (client) => client.createRoom(REQUEST))
  const room = await roomAfter([login, create])
  const lobby = (call: (client: LobbyClient) => unknown) => messageOf(lobbyService, protocol, call)
  const field = (call: (client: FieldRoomClient) => unknown) =>
    messageOf(fieldRoomService, protocol, call, `FieldRoom@${room}`)
  const wants = [
    [messageOf(greeterService, protocol, (client) => client.SayHello({ name: 'Ada' }))],
    [messageOf(sessionService, protocol, (client) => client.getServerInfo(INFO)), login],
    [login, lobby((client) => client.listRooms({ joinableOnly: true }, { limit: 5 }))],
    [login, create, lobby((client) => client.getRoom(room)), lobby((client) => client.joinRoom(room, SEAT))],
    [
      login,
      lobby((client) => client.joinOrCreateRoom({ joinableOnly: true, regions: ['test'], tags: {} }, REQUEST, SEAT)),
    ],
    [login, create, lobby((client) => client.leaveRoom(room)), messageOf(sessionService, protocol, (c) => c.logout())],
    [login, messageOf(eventsService, protocol, (client) => client.poll(0, 10, 1_000))],
    [login, create, field((client) => client.countChests()), field((client) => client.openChest(1))],
    [login, create, field((client) => client.clear())],
    ...(await groupWants(protocol, login)),
  ]
  return wants.map(joined)
}

/** What honest clients say of lobbies, parties and chat. Chance is seeded, so a lobby made after a login is the same each time. */
async function groupWants(protocol: ProtocolName, login: Uint8Array): Promise<Uint8Array[][]> {
  const { lobbyId, joinCode } = await lobbyAfter(login)
  const channel = { scope: ChatScope.LOBBY, id: lobbyId }
  const lobby = (call: (client: LobbyClient) => unknown) => messageOf(lobbyService, protocol, call)
  const party = (call: (client: PartyClient) => unknown) => messageOf(partyService, protocol, call)
  const create = lobby((client) => client.createLobby(REQUEST))
  const found = party((client) => client.createParty())
  return [
    [login, create, lobby((client) => client.setReady(lobbyId, true)), lobby((client) => client.startLobby(lobbyId))],
    [login, create, lobby((client) => client.joinLobby(joinCode)), lobby((client) => client.getLobby(lobbyId))],
    [login, create, lobby((client) => client.updateLobby(lobbyId, 1, REQUEST)), lobby((c) => c.listMyLobbies())],
    [login, create, lobby((client) => client.setMember(lobbyId, { team: 'red' })), lobby((c) => c.leaveLobby(lobbyId))],
    [login, create, lobby((client) => client.sendChat(channel, 'hi'))],
    [login, create, lobby((client) => client.listChat(channel, { limit: 5 }))],
    [login, found, party((client) => client.setReady(true, ['tank'])), party((client) => client.getParty())],
    [login, found, party((client) => client.invite('p')), party((client) => client.listInvites())],
    [login, found, party((client) => client.promote('p')), party((client) => client.leaveParty())],
  ]
}

async function lobbyAfter(login: Uint8Array): Promise<LobbyState> {
  const server = new SteppedServer()
  const caller = newCaller()
  callOf(server, caller, login)
  await settled()
  const { dispatcher } = server.app
  const handle = (message: Uint8Array, reply: (bytes: Uint8Array) => void) => dispatcher.handle(message, caller, reply)
  return memoryClient(lobbyService, 'compact', handle).createLobby(REQUEST)
}

/** The id that a room gets: chance is seeded, so it is the same each time. */
async function roomAfter(messages: readonly Uint8Array[]): Promise<string> {
  const server = new SteppedServer()
  const caller = newCaller()
  for (const message of messages) {
    callOf(server, caller, message)
    await settled()
  }
  const [room] = server.app.directory.rooms()
  if (room === undefined) throw new Error('the seeds make no room')
  return room.roomId
}

/** What waited for promises has run. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
