// The arena's ground plan: walls and the places of spawn points, chests and pick-ups. The same for every room. One quarter
// is written down, relative to the centre; the other three are it turned by 90, 180 and 270 degrees, so that no side is
// better than another. Read by the simulation and drawn by the page.

import { Item } from '../../gen-nodejs/arena.types.js'
import { WORLD_SIZE } from './rules.js'

/** An axis-aligned block that stops avatars and bullets. */
export interface Wall {
  readonly x0: number
  readonly y0: number
  readonly x1: number
  readonly y1: number
}

export interface Place {
  readonly x: number
  readonly y: number
}

export interface PickupPlace extends Place {
  readonly item: Item
}

/** Both coordinates of the arena's centre. */
export const CENTRE = WORLD_SIZE / 2

/** Left, top, right, bottom. */
const QUARTER_WALLS: readonly (readonly [number, number, number, number])[] = [
  // The citadel around the centre: one bracket a corner.
  [170, 300, 330, 330],
  [300, 170, 330, 300],
  // A pillar before each gate, a pair of crates beside it.
  [520, -45, 580, 45],
  [440, 190, 500, 250],
  [455, -270, 515, -210],
  // The long lanes between centre and rim.
  [700, -330, 730, -110],
  [760, 130, 980, 160],
  // Shelters in the diagonal.
  [560, 560, 760, 590],
  [560, 590, 590, 760],
  [880, 640, 950, 710],
  [640, -480, 700, -420],
  [470, 890, 620, 920],
  [330, 520, 360, 640],
  // The corner redoubt, open to the corner.
  [870, 900, 900, 1040],
  [870, 870, 1040, 900],
  // A bulkhead that splits the rim.
  [1050, -245, 1200, -215],
  [1010, 420, 1100, 450],
]

const QUARTER_SPAWNS: readonly Place[] = [
  { x: 1090, y: 1090 },
  { x: 1110, y: -20 },
  { x: 980, y: -420 },
]

/** The first three are within reach of the spawn points; the fourth has to be fought for. */
const QUARTER_CHESTS: readonly Place[] = [
  { x: 1130, y: 1130 },
  { x: 1160, y: -20 },
  { x: 1030, y: -420 },
  { x: 660, y: 660 },
]

const QUARTER_PICKUPS: readonly PickupPlace[] = [
  { x: 240, y: 240, item: Item.MEDKIT },
  { x: 0, y: 150, item: Item.AMMO },
  { x: 380, y: 0, item: Item.SHOTGUN },
  { x: 870, y: 220, item: Item.RIFLE },
  { x: 800, y: -220, item: Item.MEDKIT },
  { x: 960, y: 960, item: Item.AMMO },
  { x: 500, y: 380, item: Item.SHOTGUN },
]

/** Turns a point about the centre by `quarters` times 90 degrees. */
function turn(x: number, y: number, quarters: number): Place {
  const [tx, ty] = [
    [x, y],
    [-y, x],
    [-x, -y],
    [y, -x],
  ][quarters]!
  return { x: CENTRE + tx!, y: CENTRE + ty! }
}

const QUARTERS = [0, 1, 2, 3]

export const WALLS: readonly Wall[] = QUARTERS.flatMap((quarter) =>
  QUARTER_WALLS.map(([left, top, right, bottom]) => {
    const a = turn(left, top, quarter)
    const b = turn(right, bottom, quarter)
    return { x0: Math.min(a.x, b.x), y0: Math.min(a.y, b.y), x1: Math.max(a.x, b.x), y1: Math.max(a.y, b.y) }
  }),
)

export const SPAWNS: readonly Place[] = QUARTERS.flatMap((quarter) =>
  QUARTER_SPAWNS.map((at) => turn(at.x, at.y, quarter)),
)

export const CHESTS: readonly Place[] = QUARTERS.flatMap((quarter) =>
  QUARTER_CHESTS.map((at) => turn(at.x, at.y, quarter)),
)

export const PICKUPS: readonly PickupPlace[] = [
  { x: CENTRE, y: CENTRE, item: Item.RIFLE },
  ...QUARTERS.flatMap((quarter) => QUARTER_PICKUPS.map((at) => ({ ...turn(at.x, at.y, quarter), item: at.item }))),
]
