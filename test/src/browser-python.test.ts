// A browser page and a Python client in the same room: one plays over the fast path, the other through Thrift calls alone,
// and each sees what the other does.

import { Avatar, Chest } from '@tickwire/arena/schema'
import t from 'tap'
import { bringTogether, startArena } from './arena-server.js'
import { launch, openPage, waitFor } from './browser-page.js'
import { generatePython, PythonPlayer, requirePythonPackages } from './python-player.js'

t.test("a browser page and a Python client in one room see each other's effects", async (t) => {
  requirePythonPackages()
  const arena = await startArena(t)
  const { page, complaints } = await openPage(await launch(t))
  // By another name than the server listens on: what it hands out must not depend on it.
  await page.goto(`${arena.url.replace('127.0.0.1', 'localhost')}#play`)
  await waitFor(page, 'globalThis.arenaRoom?.own')
  const own = await page.evaluate<{ id: number; name: string }>('({ id: arenaRoom.own.id, name: arenaRoom.own.name })')

  const python = new PythonPlayer(t, generatePython(t), arena, 'compact')
  for (const step of ['hello', 'stranger', 'login']) await python.hears(step)
  const self = await python.hears('self')
  const avatarId = Number(self.avatarId)
  bringTogether(arena.server, String(self.roomId), own.id, avatarId)
  const seen = (what: string): string => `[...arenaRoom.entities.values()].some((view) => ${what})`
  await waitFor(page, seen(`view.type === ${Avatar.id} && view.id === ${avatarId} && view.name === "Pip"`))
  t.pass('the page sees the Python avatar')

  python.goOn()
  for (const step of ['far', 'none']) await python.hears(step)
  const { chestId } = await python.hears('opened')
  await waitFor(page, seen(`view.type === ${Chest.id} && view.id === ${chestId} && view.open`))
  t.pass('the page sees the chest that Python opened')
  await python.hears('empty')
  const { names } = await python.hears('scores')
  t.same([...(names as string[])].sort(), [own.name, 'Pip'].sort(), 'Python sees the player of the page')
  await python.hears('nowhere')
  python.goOn()
  await waitFor(page, `!(${seen(`view.id === ${avatarId}`)})`)
  t.pass('and the page sees it leave')
  t.same(complaints, [])
})
