// Tag, played by scripted players: what they may do, what they see, and what they must not.

import { playRoom } from '@tickwire/server/testing'
import { NO_ROW } from '@tickwire/simulation'
import t from 'tap'
import { Ball, Mark, OwnRunner, Runner, TakenEvent } from '../gen-nodejs/tag.state.js'
import { FIELD, Team } from '../gen-nodejs/tag.types.js'
import game from './game.js'

/** The whole way from a start to the middle of the field, and some more. */
const ACROSS_TICKS = 60

t.test('who reaches the ball carries it and scores a point each second', async (t) => {
  const test = await playRoom(game, { seed: 5 })
  const ann = await test.join('Ann')
  test.world.runner.y[0] = FIELD / 2
  const takers: string[] = []
  ann.onEvent(TakenEvent, ({ by }) => takers.push(by))
  ann.sendCommand({ dx: 1, dy: 0 })
  await test.ticks(ACROSS_TICKS)
  t.same(takers, ['Ann'])
  ann.sendCommand({ dx: 0, dy: 0 })
  await test.ticks(5)
  const [ball] = ann.of(Ball)
  const before = ball!.red
  await test.ticks(60)
  t.equal(ball!.red, before + 3)
  t.equal(ball!.blue, 0)
  if (!(ann.own instanceof OwnRunner)) throw new Error('Ann has no runner')
  t.ok(Math.abs(ball!.shown.x - ann.own.x) < 0.1, 'it goes along')
})

t.test('the other team takes the ball by touching its carrier, after a second', async (t) => {
  const test = await playRoom(game)
  const ann = await test.join('Ann')
  await test.join('Ben')
  const { runner, ball } = test.world
  t.same([...runner.team.subarray(0, 2)], [Team.RED, Team.BLUE], 'teams are filled in turns')
  const takers: string[] = []
  ann.onEvent(TakenEvent, ({ by, team }) => takers.push(`${by} ${team}`))
  for (const row of [0, 1]) {
    runner.x[row] = ball.x[0]!
    runner.y[row] = ball.y[0]!
  }
  await test.ticks(15)
  t.same(takers, [`Ann ${Team.RED}`], 'the first one is safe for a second')
  await test.ticks(10)
  t.same(takers, [`Ann ${Team.RED}`, `Ben ${Team.BLUE}`])
})

t.test('who drops out drops the ball, stands there, and goes on in the same runner', async (t) => {
  const test = await playRoom(game)
  const ann = await test.join('Ann')
  const { runner, ball } = test.world
  runner.x[0] = ball.x[0]!
  runner.y[0] = ball.y[0]!
  ann.sendCommand({ dx: 1, dy: 0 })
  await test.ticks(10)
  t.equal(ball.carrierRow[0], 0)
  test.drop(ann)
  await test.ticks(10)
  t.same([ball.carrierRow[0], runner.dx[0]], [NO_ROW, 0])
  const back = await test.return(ann)
  t.same([back.seat, test.world.runner.count], [ann.seat, 1])
})

t.test('nobody leaves the field, and a carrier who leaves the room drops the ball', async (t) => {
  const test = await playRoom(game)
  const ann = await test.join('Ann')
  await test.join('Ben')
  const { runner, ball } = test.world
  ann.sendCommand({ dx: -1, dy: -1 })
  await test.ticks(120)
  t.same([runner.x[0], runner.y[0]], [14, 14])
  ball.x[0] = 0
  ball.y[0] = 0
  await test.ticks(2)
  t.equal(ball.carrierRow[0], 0)
  ann.leave()
  await test.ticks(2)
  t.equal(runner.count, 1)
  t.same([ball.carrierRow[0], ball.team[0], ball.x[0]], [-1, Team.NONE, 14])
})

t.test('a mark is for its team alone, and a runner far away for nobody', async (t) => {
  const test = await playRoom(game)
  const [ann, ben, cat] = [await test.join('Ann'), await test.join('Ben'), await test.join('Cat')]
  await test.answer(ann.calls.markSpot(100, 200))
  await test.ticks(30)
  const marks = [ann, ben, cat].map((room) => [...room.of(Mark)])
  t.same([marks[0]!.length, marks[1]!.length, marks[2]!.length], [1, 0, 1], 'Ann and Cat are red, Ben is blue')
  t.same([marks[2]![0]!.shown.x, marks[2]![0]!.shown.y], [100, 200])
  t.same([...ben.of(Runner)], [], 'the others are 520 units away')
  await test.answer(cat.calls.markSpot(300, 400))
  t.equal(test.world.mark.count, 1, 'a team has one')
})

t.test('a mark outside of the field is refused', async (t) => {
  const test = await playRoom(game)
  const ann = await test.join('Ann')
  for (const x of [-1, FIELD + 1, Number.NaN, Number.POSITIVE_INFINITY]) {
    await t.rejects(test.answer(ann.calls.markSpot(x, 5)), { code: 1_000, details: { reason: 'OUTSIDE' } })
  }
  t.equal(test.world.mark.count, 0)
})
