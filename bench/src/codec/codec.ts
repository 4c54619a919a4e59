// What a contender of the codec bench does: from the columns of a game's world to bytes, and from bytes to values that a program
// can read. Encoders and decoders have a state of their own, as on the two ends of a connection.

import type { Frame } from './trace.js'

export interface Codec {
  /** What it sends of the world in each tick, and how. */
  readonly name: string
  encoder(): FrameEncoder
  decoder(): FrameDecoder
}

export interface FrameEncoder {
  /** @returns the bytes, borrowed until the next call */
  encode(frame: Frame): Uint8Array
}

export interface FrameDecoder {
  /** @param bytes - of each frame in turn */
  decode(bytes: Uint8Array): void
  /** What is in sight as of the last frame, in any order. */
  avatars(): Iterable<Avatar>
}

/** What all contenders carry of an avatar. */
export interface Avatar {
  readonly x: number
  readonly y: number
  /** Radians, any number of turns. */
  readonly heading: number
  readonly health: number
}

const TURN = 2 * Math.PI

/** Steps of a turn: 8 bits. */
const HEADING_STEPS = 256

/** Steps of a unit: 0.1. */
const STEPS_PER_UNIT = 10

// For the contenders that have no way to say how fine a number must be: rounded to whole numbers, they are at their best.

export function steps(position: number): number {
  return Math.round(position * STEPS_PER_UNIT)
}

export function headingStep(radians: number): number {
  return Math.round((radians / TURN) * HEADING_STEPS) & (HEADING_STEPS - 1)
}

/** An avatar as it is sent in whole numbers, with the id by which a client knows it again. */
export interface RoundedAvatar {
  readonly id: number
  readonly x: number
  readonly y: number
  readonly heading: number
  readonly health: number
}

export function roundedAvatars({ id, x, y, heading, health }: Frame): RoundedAvatar[] {
  const avatars: RoundedAvatar[] = []
  for (let i = 0; i < id.length; i++) {
    avatars.push({
      id: id[i]!,
      x: steps(x[i]!),
      y: steps(y[i]!),
      heading: headingStep(heading[i]!),
      health: health[i]!,
    })
  }
  return avatars
}

export function avatarOf({ x, y, heading, health }: RoundedAvatar): Avatar {
  return { x: x / STEPS_PER_UNIT, y: y / STEPS_PER_UNIT, heading: (heading / HEADING_STEPS) * TURN, health }
}
