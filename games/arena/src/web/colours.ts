// The page's colours, and what avatars' hues look like. Strings are made once: a frame draws hundreds of them.

import { BLUE, RED } from '../simulation/sides.js'
import { sideOf } from './sides.js'

/** Of 256: the two sides of a match. */
const SIDE_HUE: Readonly<Record<number, number>> = { [RED]: 252, [BLUE]: 150 }

/** Steps between the hues of two avatars that come one after the other: far apart, and all 256 before one repeats. */
const HUE_STRIDE = 97

/** An avatar's colour on every screen, its side's in a match: 0..255, around the colour circle. */
export function hueOf(avatarId: number): number {
  return SIDE_HUE[sideOf(avatarId) ?? 0] ?? (avatarId * HUE_STRIDE) & 255
}

/** Avatars' body colours by hue, 0..255. */
export const BODY: readonly string[] = hues(72, 58)
/** Their darker rims. */
export const RIM: readonly string[] = hues(60, 24)
/** Their bright trails. */
export const GLOW: readonly string[] = hues(95, 72)

export const FLOOR = '#10161f'
/** Every other tile is a little darker. */
export const FLOOR_SEAM = 'rgba(4, 8, 14, 0.2)'
/** Places as parts of the world's side. */
export const FLOOR_LIGHTS = [
  { x: 0.22, y: 0.22, colour: 'rgba(46, 196, 182, 0.24)' },
  { x: 0.78, y: 0.22, colour: 'rgba(255, 140, 90, 0.2)' },
  { x: 0.78, y: 0.78, colour: 'rgba(150, 110, 255, 0.26)' },
  { x: 0.22, y: 0.78, colour: 'rgba(90, 170, 255, 0.24)' },
  { x: 0.5, y: 0.5, colour: 'rgba(255, 215, 140, 0.13)' },
] as const
export const FLOOR_LINE = 'rgba(130, 165, 220, 0.09)'
export const FLOOR_MARK = 'rgba(140, 175, 230, 0.16)'
export const OUTSIDE = '#06080d'
export const OUTSIDE_LINE = '#0c121d'
export const WALL_TOP = '#3a4a68'
export const WALL_EDGE = '#5d7299'
/** Wall sides by the way they face: left, top, right, bottom. */
export const WALL_SIDES = ['#222d42', '#1b2436', '#2b3850', '#253149'] as const
export const GOOD = '#4be3a4'
export const BAD = '#ff5d6c'
export const GOLD = '#ffc857'
export const AMMO = '#6fb7ff'
export const TEXT = '#dfe8f7'
export const DIM = '#7f90ad'

function hues(saturation: number, lightness: number): string[] {
  return Array.from({ length: 256 }, (_, hue) => `hsl(${((hue * 360) / 256).toFixed(1)} ${saturation}% ${lightness}%)`)
}
