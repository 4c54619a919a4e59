// What outlives a client: what is kept where, for whom, and what happens where nothing can be kept.

import t from 'tap'
import { type ClientStorage, Kept } from './kept.js'

const SERVER = 'ws://host/'

class MapStorage implements ClientStorage {
  readonly items = new Map<string, string>()
  getItem = (key: string) => this.items.get(key) ?? null
  setItem = (key: string, value: string) => void this.items.set(key, value)
  removeItem = (key: string) => void this.items.delete(key)
}

t.test('a page that is loaded again finds what the one before kept', async (t) => {
  const storage = new MapStorage()
  const before = new Kept(SERVER, storage)
  t.same([before.resumeToken, before.roomId], [undefined, undefined])
  before.resumeToken = 'r1'
  before.roomId = 'arena-1'
  const after = new Kept(SERVER, storage)
  t.match(after.deviceId, /^[0-9a-f]{32}$/)
  t.same([after.deviceId, after.resumeToken, after.roomId], [before.deviceId, 'r1', 'arena-1'])
  after.roomId = undefined
  t.same([before.roomId, storage.items.size], [undefined, 2])
})

t.test('each server has its own', async (t) => {
  const storage = new MapStorage()
  const [one, other] = [new Kept(SERVER, storage), new Kept('ws://host/games/eu1/', storage)]
  one.resumeToken = 'r1'
  t.equal(other.resumeToken, undefined)
  t.not(other.deviceId, one.deviceId)
})

t.test('in Node each client has its own', async (t) => {
  t.not(new Kept(SERVER).deviceId, new Kept(SERVER).deviceId)
})

t.test('a secret that somebody has changed is made anew', async (t) => {
  const storage = new MapStorage()
  const { deviceId } = new Kept(SERVER, storage)
  for (const key of storage.items.keys()) storage.items.set(key, `${deviceId}0`)
  t.match(new Kept(SERVER, storage).deviceId, /^[0-9a-f]{32}$/)
})

t.test('storage that is full or forbidden keeps nothing, and breaks nothing', async (t) => {
  const forbidden = () => {
    throw new Error('forbidden')
  }
  const kept = new Kept(SERVER, { getItem: forbidden, setItem: forbidden, removeItem: forbidden })
  kept.resumeToken = 'r1'
  kept.roomId = undefined
  t.match(kept.deviceId, /^[0-9a-f]{32}$/)
  t.same([kept.resumeToken, kept.roomId], [undefined, undefined])
})
