// The recorded worlds of the repository: where they are, and the code constants that follow from them.

import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ResidualCodes } from '@tickwire/protocol'
import { deriveOwnerWidths, deriveWidths, headOf, PRESENT } from './cost.js'
import { bestOrder } from './derive.js'
import { type Observed, observe } from './observe.js'
import { RECORDERS, type TraceName } from './record.js'
import { packTrace, parseTrace, unpackTrace } from './trace.js'

export const TRACE_NAMES = Object.keys(RECORDERS) as TraceName[]

const fileOf = (name: TraceName): string => fileURLToPath(new URL(`../traces/${name}.trace.gz`, import.meta.url))

export function recordedText(name: TraceName): string {
  return unpackTrace(readFileSync(fileOf(name)))
}

/** Records a trace again. @returns its file and size */
export function recordFile(name: TraceName): { readonly file: string; readonly bytes: number } {
  const packed = packTrace(RECORDERS[name]())
  writeFileSync(fileOf(name), packed)
  return { file: fileOf(name), bytes: packed.length }
}

export function readWorlds(): readonly Observed[] {
  return TRACE_NAMES.map((name) => observe(parseTrace(recordedText(name))))
}

/** What the traces give for `ResidualCodes`, by name. */
export function derivedWidths(worlds: readonly Observed[]): ReadonlyMap<string, readonly number[]> {
  const { widths: _, ...family } = PRESENT
  const owners = worlds.flatMap((world) => world.owners)
  return new Map([...deriveWidths(worlds, family), ['owner', deriveOwnerWidths(owners)]])
}

/** The three heads of a code that moves by frequency, while the entity is calm or turning; each world counts the same. */
export function derivedHeads(worlds: readonly Observed[], turning: boolean): readonly string[] {
  const heads = new Map<string, number>()
  for (const { codes } of worlds) {
    for (const observation of codes) {
      if (observation.what !== 'moves' || observation.turned.includes(true) !== turning) continue
      const head = headOf(observation, PRESENT.nudge)
      heads.set(head, (heads.get(head) ?? 0) + 1 / codes.length)
    }
  }
  return bestOrder(heads)
}

/** The grammar of `EntityEncoder`. */
const HEADS_OF_PROTOCOL = {
  calm: ['quiet', 'nudge', 'residuals'],
  turning: ['residuals', 'nudge', 'quiet'],
} as const

/** One line for each constant of `protocol/` that is not what the traces give. */
export function deviations(worlds: readonly Observed[]): readonly string[] {
  const derived = derivedWidths(worlds)
  const codes = Object.entries(ResidualCodes).flatMap(([name, { widths }]) => {
    const best = derived.get(name) ?? []
    const what = `protocol/src/residual.ts: ResidualCodes.${name} is ${widths.join(', ')}`
    return best.join() === widths.join() ? [] : [`${what}; the traces give ${best.join(', ')}`]
  })
  const heads = Object.entries(HEADS_OF_PROTOCOL).flatMap(([situation, order]) => {
    const best = derivedHeads(worlds, situation === 'turning')
    const what = `protocol/src/entity-encoder.ts: heads of a ${situation} entity are ${order.join(', ')}`
    return best.join() === order.join() ? [] : [`${what}; the traces give ${best.join(', ')}`]
  })
  return [...codes, ...heads]
}
