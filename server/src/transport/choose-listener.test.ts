import t from 'tap'
import { chooseListener, type ListenerKind } from './choose-listener.js'
import { UwsListener } from './uws-listener.js'
import { WsListener } from './ws-listener.js'

const CAUSE = 'uWebSockets.js does not load on Node v22.0.0: version GLIBC_2.38 not found'

function choose(kind: ListenerKind, load?: () => Promise<never>) {
  const warnings: [object, string][] = []
  const log = { warn: (fields: object, message: string) => warnings.push([fields, message]), error() {} }
  const chosen = chooseListener(kind, log, load)
  return { warnings, chosen }
}

const broken = () => Promise.reject(new Error(CAUSE))

t.test('where the native library does not load, ws serves, and a warning names the cause', async (t) => {
  const { chosen, warnings } = choose('auto', broken)
  const listen = await chosen
  t.match(warnings, [[{ cause: CAUSE }, /the ws package serves/]])
  const tried = t.capture(WsListener, 'listen', () => Promise.reject(new Error('not here')))
  await t.rejects(listen({} as never), { message: 'not here' })
  t.equal(tried().length, 1)
})

t.test('who asks for one listener gets that one, or the error', async (t) => {
  await t.rejects(choose('uws', broken).chosen, { message: CAUSE })
  const { chosen, warnings } = choose('ws', broken)
  await chosen
  t.same(warnings, [])
  const tried = t.capture(UwsListener, 'listen', () => Promise.reject(new Error('not here')))
  const listen = await choose('auto').chosen
  await t.rejects(listen({} as never), { message: 'not here' })
  t.equal(tried().length, 1)
})
