import type { Game } from '@tickwire/server'
import t from 'tap'
import { LiveGame } from './live-game.js'

const PAGE = new URL('file:///page/')

/** A game whose world counts what its simulation did to it. */
function game(step: (world: { score: number }) => void, viewRadius = 100): Game {
  return {
    schema: { name: 'test' },
    service: { methods: [{ name: 'score' }] },
    handlers: { score: () => viewRadius },
    viewRadius,
    simulation: { create: () => ({ score: 0 }), onJoin: () => 1, onLeave: () => {}, step },
  } as unknown as Game
}

function add(points: number): Game {
  return game((world) => {
    world.score += points
  })
}

const broken = game(() => {
  throw new Error('broken')
})

function live(first: Game) {
  const errors: unknown[] = []
  const live = new LiveGame(first, PAGE, (error) => errors.push(error))
  const { simulation } = live.game
  const world = simulation.create({}, 1)
  return { live, errors, world, step: () => simulation.step(world, {} as never, 1) }
}

t.test('a new simulation goes on with the world of the old one', async (t) => {
  const { live: its, world, step } = live(add(1))
  step()
  t.equal(its.replace(add(10)), true)
  step()
  t.match(world, { score: 11 })
})

t.test('a step that throws is told once, and the world stands still until there is a new one', async (t) => {
  const { live: its, errors, world, step } = live(broken)
  step()
  step()
  t.match(errors, [{ message: 'broken' }])
  t.equal(errors.length, 1)
  its.replace(add(5))
  step()
  t.match(world, { score: 5 })
})

t.test('hooks that only the new simulation has are heard', async (t) => {
  const { live: its, world } = live(add(1))
  const { simulation } = its.game
  simulation.onDrop!(world, 0)
  t.equal(simulation.onReturn!(world, 0), undefined, 'the avatar stays what it is')
  const next = add(1)
  const heard: string[] = []
  Object.assign(next.simulation, { onDrop: () => heard.push('drop'), onReturn: () => heard.push('return') })
  its.replace(next)
  simulation.onDrop!(world, 0)
  t.equal(simulation.onReturn!(world, 0), 2)
  t.same(heard, ['drop', 'return'])
})

t.test('what rooms took over at their beginning cannot be replaced in them', async (t) => {
  const { live: its, world, step } = live(add(1))
  t.equal(its.replace(game(() => {}, 200)), false)
  step()
  t.match(world, { score: 1 }, 'the old simulation goes on meanwhile')
})

t.test('nor do rooms go on that an error ended', async (t) => {
  const cannotJoin = add(1)
  Object.assign(cannotJoin.simulation, {
    onJoin: () => {
      throw new Error('no place')
    },
  })
  const { live: its, errors, world } = live(cannotJoin)
  t.throws(() => its.game.simulation.onJoin(world, { seat: 0, playerId: 'p', displayName: 'x' }), {
    message: 'no place',
  })
  t.match(errors, [{ message: 'no place' }])
  t.equal(its.replace(add(1)), false)
})
