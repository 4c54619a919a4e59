// The binary protocol against an implementation that shares nothing with Apache's: thriftrw reads the IDL's text by itself,
// writes the calls and decodes the replies of a whole server without sockets. What both think of a value must be the same.

import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { sessionService } from '@tickwire/client'
import t, { type Test } from 'tap'
import { RawClient } from './raw-client.js'
import { SteppedServer } from './stepped-server.js'

const IDL = fileURLToPath(new URL('../../../idl/', import.meta.url))

/** What this test uses of thriftrw, which has no types of its own. */
interface ThriftRw {
  Thrift: new (options: object) => { readonly services: Services }
}
type Services = Readonly<Record<string, Readonly<Record<string, Method>>>>
interface Method {
  readonly Arguments: new (fields: object) => object
  readonly ArgumentsMessage: new (fields: object) => object
  readonly argumentsMessageRW: { toBuffer(message: object): Result<Buffer> }
  readonly resultMessageRW: { fromBuffer(bytes: Buffer): Result<Message> }
}
interface Message {
  readonly id: number
  readonly name: string
  readonly type: string
  readonly body: { readonly success?: object; readonly refused?: object; readonly notFound?: object }
}
type Result<T> = { readonly err: Error | null; toValue(): T }

const { Thrift } = createRequire(import.meta.url)('thriftrw') as ThriftRw

function servicesOf(file: string): Services {
  const model = new Thrift({
    entryPoint: `${IDL}${file}.thrift`,
    allowFilesystemAccess: true,
    allowOptionalArguments: true,
    defaultAsUndefined: true,
    strict: false,
  })
  return model.services
}

const greeter = servicesOf('greeter').Greeter!
const session = servicesOf('session').Session!
const lobby = servicesOf('lobby').Lobby!

/** A connection that speaks through thriftrw alone. */
class Stranger {
  readonly server = new SteppedServer()
  private readonly raw = new RawClient(this.server.openRpc)
  private calls = 0

  async call(t: Test, method: Method, name: string, fields: object): Promise<Message> {
    const id = ++this.calls
    const call = { version: 1, id, name, body: new method.Arguments(fields) }
    this.raw.send(method.argumentsMessageRW.toBuffer(new method.ArgumentsMessage(call)).toValue())
    await this.server.advance(50)
    const reply = method.resultMessageRW.fromBuffer(Buffer.from(this.raw.frames.at(-1)!)).toValue()
    t.equal(reply.id, id, `${name}: the reply to this call`)
    t.equal(reply.type, 'REPLY', `${name}: typed answers are replies`)
    return reply
  }
}

const INFO = {
  sdk: 'thriftrw',
  sdkVersion: '3',
  apiMajor: 1,
  apiMinor: 0,
  schemaHashByRoomKind: {},
  displayName: 'Zoë',
}
const CREDENTIALS = { deviceId: '0123456789abcdef'.repeat(2) }

/** Without the classes that each implementation has of its own. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}

t.test('text and a login mean to another implementation what they mean to us', async (t) => {
  const stranger = new Stranger()
  const hello = await stranger.call(t, greeter.SayHello!, 'Greeter:SayHello', { request: { name: 'Zoë 🙂' } })
  t.same(plain(hello.body), { success: { message: 'Hello, Zoë 🙂!' } })
  const grant = await stranger.call(t, session.login!, 'Session:login', { credentials: CREDENTIALS, info: INFO })
  t.match(grant.body.success, { displayName: 'Zoë', playerId: /./, accessToken: /./, accessExpiresInMs: Number })
})

t.test('numbers, lists and structs: the server info that it reads is the one that the SDK reads', async (t) => {
  const stranger = new Stranger()
  const read = await stranger.call(t, session.getServerInfo!, 'Session:getServerInfo', { info: INFO })
  const { server } = stranger
  const { client } = await server.login('Ada')
  const told = await server.until(client.calls(sessionService).getServerInfo(INFO))
  const [theirs, ours] = [plain(read.body.success), plain(told)] as [typeof told, typeof told]
  t.ok(ours.serverTimeMs > theirs.serverTimeMs, 'asked later')
  t.same({ ...theirs, serverTimeMs: 0, notice: null }, { ...ours, serverTimeMs: 0, notice: null })
  t.equal(theirs.roomKinds[0]!.tickRateHz, 20)
})

t.test('typed errors arrive as the exceptions of the IDL, their codes by name', async (t) => {
  const stranger = new Stranger()
  const room = { roomId: 'nowhere' }
  const refused = await stranger.call(t, lobby.getRoom!, 'Lobby:getRoom', room)
  t.match(refused.body.refused, { code: 'UNAUTHENTICATED', message: String })
  await stranger.call(t, session.login!, 'Session:login', { credentials: CREDENTIALS, info: INFO })
  const request = { roomKind: 'chess', title: 'none', listed: true, requestId: 'r1' }
  const unknown = await stranger.call(t, lobby.createRoom!, 'Lobby:createRoom', { request })
  t.match(unknown.body.refused, { code: 'BAD_ARGUMENT', parameter: 'roomKind' })
  const none = await stranger.call(t, lobby.getRoom!, 'Lobby:getRoom', room)
  t.match(none.body.notFound, { kind: 'room', key: 'nowhere', message: 'no room nowhere' })
})
