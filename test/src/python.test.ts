// A Python client, generated from the same IDL, in the same room as an SDK client: each sees what the other does. Over framed
// TCP, in binary and in compact protocol.

import { Avatar, Chest, Score } from '@tickwire/arena/schema'
import { ErrorCode } from '@tickwire/client'
import type { ProtocolName } from '@tickwire/server/internals'
import t from 'tap'
import { bringTogether, join, startArena, until } from './arena-server.js'
import { generatePython, PythonPlayer, requirePythonPackages } from './python-player.js'

for (const protocol of ['binary', 'compact'] satisfies ProtocolName[]) {
  t.test(`a Python client and an SDK client in one room see each other's effects (${protocol})`, async (t) => {
    requirePythonPackages()
    const arena = await startArena(t)
    const { room } = await join(t, arena.url, 'Ada')
    const python = new PythonPlayer(t, generatePython(t), arena, protocol)

    t.equal((await python.hears('hello')).message, 'Hello, Python!')
    t.match((await python.hears('stranger')).error, { kind: 'Refused', code: ErrorCode.UNAUTHENTICATED })
    t.equal((await python.hears('login')).displayName, 'Pip')
    const self = await python.hears('self')
    await until(room, () => [...room.of(Score)].some(({ name }) => name === 'Pip'))
    bringTogether(arena.server, String(self.roomId), room.own!.id, Number(self.avatarId))
    await until(room, () => [...room.of(Avatar)].some(({ id, name }) => id === self.avatarId && name === 'Pip'))
    t.pass('the SDK client sees the Python avatar')

    python.goOn()
    t.match((await python.hears('far')).error, { kind: 'Refused', code: ErrorCode.GAME, reason: 'TOO_FAR' })
    t.match((await python.hears('none')).error, { kind: 'NotFound', of: 'chest', key: '16000000' })
    const { chestId, items } = await python.hears('opened')
    t.ok(Array.isArray(items) && items.length > 0, 'Python got what was in the chest')
    await until(room, () => [...room.of(Chest)].some(({ id, open }) => id === chestId && open))
    t.pass('the SDK client sees the chest open')
    t.match((await python.hears('empty')).error, { kind: 'Refused', code: ErrorCode.GAME, reason: 'EMPTY' })
    const { players, names } = await python.hears('scores')
    t.equal(players, 2)
    t.same([...(names as string[])].sort(), ['Ada', 'Pip'])
    t.match((await python.hears('nowhere')).error, { kind: 'TApplicationException', message: /^NOT_FOUND: / })

    python.goOn()
    await until(room, () => ![...room.of(Avatar)].some(({ id }) => id === self.avatarId))
    t.pass('the seat ends with the connection')
  })
}
