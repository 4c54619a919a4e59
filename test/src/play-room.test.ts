// What @tickwire/server/testing promises the tests of games: real clients, time that is stepped, one seed one run, and the
// game's own errors where they were made.

import { CallError, ErrorCode, NotFoundError } from '@tickwire/client'
import { playRoom } from '@tickwire/server/testing'
import t from 'tap'
import { Avatar, Chest, GrantedEvent, OwnAvatar } from '../gen-nodejs/field.state.js'
import { fieldGame, LOOT, STEP_LENGTH, spawnPoint } from './field-game.js'

t.test('players join, steer, see each other and call, tick by tick', async (t) => {
  const test = await playRoom(fieldGame().game, { options: { chests: 2 } })
  t.equal(test.tick, 0)
  t.equal(test.world.chest.count, 2)
  const ann = await test.join('Ann')
  const ben = await test.join('Ben')
  await test.untilTick(20)
  t.equal(test.tick, 20)
  t.same([ann.entities.size, ben.entities.size], [3, 3], 'two chests and the other one')

  ann.sendCommand({ moveX: 127, moveY: 0, fire: false })
  await test.ticks(4)
  ann.sendCommand({ moveX: 0, moveY: 0, fire: false })
  await test.ticks(5)
  const { own } = ann
  if (!(own instanceof OwnAvatar)) throw new Error('Ann has no avatar')
  t.equal(own.x, spawnPoint(0).x + 4 * STEP_LENGTH, 'four ticks of running')
  t.equal(own.x, test.world.avatar.x[test.world.avatarRow[ann.seat]!], 'what the server says')

  const [annAsSeen] = ben.of(Avatar)
  t.equal(annAsSeen!.shown.x, own.x, 'what Ben is shown')

  const granted: number[] = []
  ann.onEvent(GrantedEvent, ({ item }) => granted.push(item))
  const [chest] = ann.of(Chest)
  const loot = await test.answer(ann.calls.openChest(chest!.id))
  t.same([loot.items, granted], [LOOT, LOOT])
  t.ok(chest!.open)
})

t.test('the same seed is the same world', async (t) => {
  const hashes: number[] = []
  for (const seed of [7, 7, 8]) {
    const test = await playRoom(fieldGame().game, { seed })
    const ann = await test.join('Ann')
    ann.sendCommand({ moveX: 100, moveY: -20, fire: true })
    await test.untilTick(50)
    t.equal(test.world.seed, seed)
    hashes.push(test.world.hash())
  }
  t.equal(hashes[0], hashes[1])
  t.not(hashes[0], hashes[2])
})

t.test('a full room and a refused call reject with the reason', async (t) => {
  const test = await playRoom(fieldGame().game, { playersMax: 1 })
  const ann = await test.join('Ann')
  await t.rejects(test.join('Ben'), { code: ErrorCode.ROOM_FULL })
  await t.rejects(test.answer(ann.calls.openChest(99)), NotFoundError)
})

t.test('a step that throws ends the test with its stack, and the room', async (t) => {
  const field = fieldGame()
  const test = await playRoom(field.game, { seed: 3 })
  await test.join('Ann')
  field.hooks.onStep = (_world, tick) => {
    if (tick === 30) throw new Error('the ball has left the field')
  }
  await t.rejects(test.untilTick(100), /a tick of game field threw in tick 30: Error: the ball has left.*at .*onStep/s)
  await t.rejects(test.ticks(), /the room ended in tick 29: the game stopped with an error/)
})

t.test('a handler that throws is seen by the test, not only by the client', async (t) => {
  const { game } = fieldGame({
    handlers: {
      countChests: () => {
        throw new TypeError('no such chest')
      },
    },
  })
  const test = await playRoom(game)
  const ann = await test.join('Ann')
  const failure = await test.answer(ann.calls.countChests()).catch((error: unknown) => error)
  t.match(String(failure), /a call of game field threw in tick \d+: TypeError: no such chest/)
  t.notOk(failure instanceof CallError)
  await test.ticks(1)
  t.equal(test.world.avatar.count, 1, 'the room goes on')
})

t.test('onMessage that throws is seen by the test', async (t) => {
  const test = await playRoom(fieldGame().game)
  const ann = await test.join('Ann')
  ann.send('break', 1)
  await t.rejects(test.ticks(2), /onMessage of game field threw in tick \d+: Error: the handler trusts/)
})

t.test('a dropped player is held, and comes back into the same avatar; or the seat is given up', async (t) => {
  const field = fieldGame({ seatHoldMs: 5_000 })
  const told: string[] = []
  field.hooks.onSeat = (change, _world, seat) => told.push(`${change} ${seat}`)
  const test = await playRoom(field.game)
  const ann = await test.join('Ann')
  const ben = await test.join('Ben')
  test.drop(ann)
  await test.ticks()
  t.equal(ben.of(Avatar).next().value!.id, ann.own!.id, 'the avatar stays')
  const again = await test.return(ann)
  t.same([again.seat, again.roomId], [ann.seat, ann.roomId])
  await test.ticks(2)
  t.equal(again.own?.id, ann.own!.id)
  t.same(told, ['join 0', 'join 1', 'drop 0', 'return 0'])
  t.throws(() => test.drop(ann), /was dropped before/)
  await t.rejects(test.return(ann), /or is back/)

  test.drop(again)
  await test.ticks(5 * 20 + 2)
  t.same(told.slice(4), ['drop 0', 'leave 0'])
  t.equal(test.world.avatar.count, 1)
})

t.test('who leaves is gone, and an empty room ends after 30 s', async (t) => {
  const test = await playRoom(fieldGame().game)
  const ann = await test.join('Ann')
  ann.leave()
  await test.ticks(2)
  t.equal(test.world.avatar.count, 0)
  await t.rejects(test.ticks(700), /the room ended in tick \d+: the room was empty/)
})
