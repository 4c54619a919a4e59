// What a design of codes costs on what was observed, in bits. A design is the grammar of an entity's code and the family of
// its residual codes; their widths are derived for it, so that designs are compared at their best.

import { RESIDUAL_CLASSES, ResidualCodes, unzigzag, zigzag } from '@tickwire/protocol'
import { bestWidths, count, type Histogram, POSITION_BITS } from './derive.js'
import type { Change, Observation, Observed, OwnerObservation } from './observe.js'

export interface Design {
  readonly name: string
  /** Which of the residual codes a field takes. */
  readonly situation: (observation: Observation, field: number) => string
  /** Whether the heads of quiet and of residuals change places while the entity is turning. */
  readonly headsSwap: boolean
  /** The head for one field beside its prediction: by a step, by any residual, or no such head. */
  readonly nudge: 'step' | 'any' | 'none'
  /** Where cold fields stand: before a code of the hot ones, or behind the residuals of all of them. */
  readonly cold: 'first' | 'last'
  readonly coldBits: (observation: Observation) => number
  /** Widths that are given and not derived. */
  readonly widths?: ResidualWidths
}

/** By situation. */
export type ResidualWidths = ReadonlyMap<string, readonly number[]>

/** The heads of a code, in the order of their unary prefixes as long as nothing turns. */
export const HEADS = ['quiet', 'nudge', 'residuals', 'cold', 'sleep', 'jump'] as const
export type Head = (typeof HEADS)[number]

/** The situations of a hot field: a residual code each, `hotCode` in protocol. */
export function situationOf({ turned }: Observation, field: number): 'calm' | 'still' | 'turning' {
  if (!turned.includes(true)) return 'calm'
  return turned[field] ? 'turning' : 'still'
}

/** One bit a cold field, and the value of one that changed, unless it is a bool. */
export function flaggedBits({ cold, changes }: Observation): number {
  return cold.length + changes.reduce((sum, change) => sum + valueBits(change), 0)
}

export function valueBits({ field }: Change): number {
  return field.kind === 'bool' ? 0 : field.bits
}

/** What `protocol` does. */
export const PRESENT: Design = {
  name: 'what protocol/ does',
  situation: situationOf,
  headsSwap: true,
  nudge: 'step',
  cold: 'first',
  coldBits: flaggedBits,
  widths: new Map(Object.entries(ResidualCodes).map(([name, { widths }]) => [name, widths])),
}

/** How the hot fields of a code that moves are told. */
export function headOf({ residuals }: Observation, nudge: Design['nudge']): 'quiet' | 'nudge' | 'residuals' {
  const off = residuals.filter((residual) => residual !== 0)
  if (off.length === 0) return 'quiet'
  const isNudge = off.length === 1 && (nudge === 'any' || (nudge === 'step' && Math.abs(off[0]!) === 1))
  return isNudge ? 'nudge' : 'residuals'
}

export function codeBits(observation: Observation, design: Design, widths: ResidualWidths): number {
  const { what, hot, changes } = observation
  const order = HEADS.filter((head) => design.nudge !== 'none' || head !== 'nudge')
  const cold = changes.length > 0
  if (what === 'sleeps') return headBits(order, 'sleep')
  if (what === 'jumps') {
    return headBits(order, 'jump') + hot.reduce((sum, { bits }) => sum + bits, 0) + design.coldBits(observation)
  }
  if (cold && design.cold === 'last') {
    return headBits(order, 'cold') + residualsBits(observation, design, widths) + design.coldBits(observation)
  }
  const swaps = design.headsSwap && observation.turned.includes(true)
  const moving = order.slice(0, -3)
  const head = headOf(observation, design.nudge)
  const place = swaps ? moving.length - 1 - moving.indexOf(head) : moving.indexOf(head)
  const before = cold ? headBits(order, 'cold') + design.coldBits(observation) : 0
  const headLength = cold ? Math.min(place + 1, moving.length - 1) : place + 1
  return before + headLength + hotBits(observation, head, design, widths)
}

function headBits(order: readonly Head[], head: Head): number {
  return Math.min(order.indexOf(head) + 1, order.length - 1)
}

function hotBits(observation: Observation, head: Head, design: Design, widths: ResidualWidths): number {
  if (head === 'quiet') return 0
  if (head === 'residuals') return residualsBits(observation, design, widths)
  const { hot, residuals } = observation
  const field = residuals.findIndex((residual) => residual !== 0)
  const indexBits = Math.ceil(Math.log2(hot.length))
  if (design.nudge === 'step') return indexBits + 1
  return indexBits + residualBits(withoutZero(residuals[field]!), hot[field]!.bits, widths.get('nudge')!)
}

/** The residual in a code that has no 0. */
function withoutZero(residual: number): number {
  return unzigzag(zigzag(residual) - 1)
}

function residualsBits(observation: Observation, { situation }: Design, widths: ResidualWidths): number {
  return observation.residuals.reduce(
    (sum, residual, i) =>
      sum + residualBits(residual, observation.hot[i]!.bits, widths.get(situation(observation, i))!),
    0,
  )
}

export function residualBits(residual: number, fieldBits: number, widths: readonly number[]): number {
  let folded = zigzag(residual)
  for (const [c, width] of widths.entries()) {
    if (folded < 2 ** width) return c + 1 + width
    folded -= 2 ** width
  }
  return widths.length + fieldBits
}

/** The widths that are best for a design; each world counts the same, however long it was recorded. */
export function deriveWidths(worlds: readonly Observed[], design: Design): ResidualWidths {
  if (design.widths !== undefined) return design.widths
  const histograms = new Map<string, Histogram>()
  const add = (situation: string, residual: number, weight: number): void => {
    const histogram = histograms.get(situation) ?? new Map<number, number>()
    histograms.set(situation, histogram)
    count(histogram, residual, weight)
  }
  for (const { codes } of worlds) {
    for (const observation of codes) {
      const { what, residuals, changes } = observation
      if (what !== 'moves') continue
      const all = design.cold === 'last' && changes.length > 0
      const head = headOf(observation, design.nudge)
      if (all || head === 'residuals') {
        for (const [i, residual] of residuals.entries())
          add(design.situation(observation, i), residual, 1 / codes.length)
      } else if (head === 'nudge' && design.nudge === 'any') {
        add('nudge', withoutZero(residuals.find((residual) => residual !== 0)!), 1 / codes.length)
      }
    }
  }
  return new Map(
    [...histograms].map(([situation, histogram]) => [situation, bestWidths(histogram, POSITION_BITS.public)]),
  )
}

export function deriveOwnerWidths(owners: readonly OwnerObservation[]): readonly number[] {
  const histogram: Histogram = new Map()
  for (const { residuals } of owners) for (const residual of residuals) count(histogram, residual, 1)
  return bestWidths(histogram, POSITION_BITS.owner)
}

/** Bits of one owner record that changed, without its kind. */
export function ownerBits({ fields, residuals }: OwnerObservation, widths: readonly number[]): number {
  return residuals.reduce((sum, residual, i) => sum + residualBits(residual, fields[i]!.bits, widths), 0)
}

/** Sizes, signs and classes of wire version 2, as widths of folded residuals. */
export const WIDTHS_OF_VERSION_2: readonly number[] = [0, 1, 3, 5, 7, 9]

if (WIDTHS_OF_VERSION_2.length !== RESIDUAL_CLASSES) throw new Error('version 2 had as many classes as there are')
