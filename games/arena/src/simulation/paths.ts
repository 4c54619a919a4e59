// The way to every pick-up from everywhere, for bots: the world in squares, and for each pick-up a table that names the
// neighbour square which is next on the shortest way there. Derived from the map at load, never changed after it.

import { PICKUPS } from './map.js'
import { AVATAR_RADIUS, WORLD_SIZE } from './rules.js'
import { castToWall, NO_HIT } from './walls.js'

const SQUARE_SIZE = 50
const SQUARES_ACROSS = WORLD_SIZE / SQUARE_SIZE
const SQUARES = SQUARES_ACROSS * SQUARES_ACROSS

/** Costs of a step to a neighbour: 1 and the square root of 2, in tenths. */
const STRAIGHT_COST = 10
const DIAGONAL_COST = 14

export function squareAt(x: number, y: number): number {
  const column = Math.min(Math.max(Math.floor(x / SQUARE_SIZE), 0), SQUARES_ACROSS - 1)
  const line = Math.min(Math.max(Math.floor(y / SQUARE_SIZE), 0), SQUARES_ACROSS - 1)
  return line * SQUARES_ACROSS + column
}

/** Centre of a square. */
export function squareX(square: number): number {
  return ((square % SQUARES_ACROSS) + 0.5) * SQUARE_SIZE
}

export function squareY(square: number): number {
  return (Math.floor(square / SQUARES_ACROSS) + 0.5) * SQUARE_SIZE
}

/** The square after this one on the way to a pick-up (a row of its table); the square itself at the end of the way. */
export function nextSquare(pickup: number, square: number): number {
  return waysTo[pickup]![square]!
}

interface Step {
  readonly to: number
  readonly cost: number
}

/** The neighbours that an avatar can walk to in a straight line from the centre of each square. */
const stepsFrom: readonly (readonly Step[])[] = Array.from({ length: SQUARES }, (_, square) => {
  const steps: Step[] = []
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      const column = (square % SQUARES_ACROSS) + dx
      const line = Math.floor(square / SQUARES_ACROSS) + dy
      const isInside = column >= 0 && line >= 0 && column < SQUARES_ACROSS && line < SQUARES_ACROSS
      if (!isInside || (dx === 0 && dy === 0)) continue
      const part = castToWall(squareX(square), squareY(square), dx * SQUARE_SIZE, dy * SQUARE_SIZE, AVATAR_RADIUS)
      if (part !== NO_HIT) continue
      steps.push({ to: line * SQUARES_ACROSS + column, cost: dx === 0 || dy === 0 ? STRAIGHT_COST : DIAGONAL_COST })
    }
  }
  return steps
})

/** Squares in the open: an avatar can walk from them in all eight directions. */
export const OPEN_SQUARES: readonly number[] = stepsFrom.flatMap((steps, square) =>
  steps.length === 8 ? [square] : [],
)

const waysTo: readonly Uint16Array[] = PICKUPS.map((place) => waysToSquare(squareAt(place.x, place.y)))

/** Shortest ways from everywhere to one square: improves squares until none gets better. */
function waysToSquare(goal: number): Uint16Array {
  const next = Uint16Array.from({ length: SQUARES }, (_, square) => square)
  const cost = new Int32Array(SQUARES).fill(0x7fffffff)
  cost[goal] = 0
  const improved = [goal]
  for (let i = 0; i < improved.length; i++) {
    const square = improved[i]!
    for (const step of stepsFrom[square]!) {
      const through = cost[square]! + step.cost
      if (through >= cost[step.to]!) continue
      cost[step.to] = through
      next[step.to] = square
      improved.push(step.to)
    }
  }
  return next
}
