// The report of `make codes`, as text: what happens in the recorded worlds, what each part of a code costs and could cost,
// and what the designs cost that were tried.

import {
  codeBits,
  type Design,
  deriveWidths,
  flaggedBits,
  headOf,
  ownerBits,
  PRESENT,
  residualBits,
  situationOf,
  valueBits,
  WIDTHS_OF_VERSION_2,
} from './cost.js'
import { count, entropy, type Histogram } from './derive.js'
import type { Observation, Observed } from './observe.js'
import { derivedWidths } from './worlds.js'

const { widths: _, ...FAMILY } = PRESENT

/** What was tried, each beside the one that it differs from least. */
const DESIGNS: readonly Design[] = [
  {
    ...FAMILY,
    name: 'wire version 2',
    situation: () => 'any',
    headsSwap: false,
    cold: 'last',
    coldBits: ({ cold, changes }) => cold.length + changes.reduce((sum, { field }) => sum + field.bits, 0),
    widths: new Map([['any', WIDTHS_OF_VERSION_2]]),
  },
  { ...FAMILY, name: 'one residual code', situation: () => 'any', headsSwap: false, cold: 'last' },
  { ...FAMILY, name: '+ heads change places', situation: () => 'any', cold: 'last' },
  {
    ...FAMILY,
    name: '+ code by entity turning',
    situation: (o) => (o.turned.includes(true) ? 'turning' : 'calm'),
    cold: 'last',
  },
  { ...FAMILY, name: '+ code by field turning', cold: 'last' },
  { ...FAMILY, name: '+ cold fields first (chosen)' },
  { ...FAMILY, name: 'chosen, by role too', situation: (o, i) => `${situationOf(o, i)} ${o.hot[i]!.role}` },
  { ...FAMILY, name: 'chosen, without nudges', nudge: 'none' },
  { ...FAMILY, name: 'chosen, nudges of any size', nudge: 'any' },
  { ...FAMILY, name: 'chosen, index of cold field', coldBits: indexedBits },
  { ...FAMILY, name: 'chosen, cold numbers as residuals', coldBits: steppedBits },
]

/** One bit whether one field alone changed, which then is named; else as chosen. */
function indexedBits(observation: Observation): number {
  const { cold, changes } = observation
  if (cold.length < 2) return flaggedBits(observation)
  if (changes.length !== 1) return 1 + flaggedBits(observation)
  return 1 + Math.ceil(Math.log2(cold.length)) + valueBits(changes[0]!)
}

/** Numbers as residuals of what they were. */
function steppedBits(observation: Observation): number {
  const bits = observation.changes.map((change) => {
    if (change.field.kind !== 'number' || change.field.bits < 4) return valueBits(change)
    return residualBits(change.to - change.from, change.field.bits, PRESENT.widths!.get('turning')!)
  })
  return observation.cold.length + bits.reduce((sum, b) => sum + b, 0)
}

export function reportOf(worlds: readonly Observed[]): string {
  const lines = [...worlds.flatMap(worldLines), ...designLines(worlds), '', ...constantLines(worlds), '']
  return lines.join('\n')
}

const cell = (value: number | string, digits = 2): string =>
  (typeof value === 'number' ? value.toFixed(digits) : value).padStart(9)
const row = (name: string, ...values: (number | string)[]): string =>
  `  ${name.padEnd(34)}${values.map((v) => cell(v)).join('')}`
const share = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)

function worldLines(world: Observed): string[] {
  const { codes, entityEmissions, owners } = world
  const bits = sum(codes.map(bitsNow))
  const all = `${codes.length} codes of ${entityEmissions} entities and emissions`
  const title = `${world.world}: ${all}, ${(bits / codes.length).toFixed(2)} bits each`
  return [
    title,
    ...headLines(codes, bits),
    ...hotLines(codes),
    ...(codes.some(({ cold }) => cold.length > 0) ? coldLines(codes, bits) : []),
    ...(owners.length > 0 ? ownerLines(world) : []),
    '',
  ]
}

const bitsNow = (observation: Observation): number => codeBits(observation, PRESENT, PRESENT.widths!)

function headLines(codes: readonly Observation[], bits: number): string[] {
  const named = (o: Observation): string =>
    o.what === 'moves'
      ? `${o.turned.includes(true) ? 'turning' : 'calm'}: ${headOf(o, 'step')}${o.changes.length > 0 ? ' + cold' : ''}`
      : o.what
  const groups = new Map<string, Observation[]>()
  for (const observation of codes)
    groups.set(named(observation), [...(groups.get(named(observation)) ?? []), observation])
  const sorted = [...groups].sort(([, a], [, b]) => b.length - a.length)
  return [
    row('head', 'codes', 'bits', 'of bits'),
    ...sorted.map(([name, group]) => {
      const groupBits = sum(group.map(bitsNow))
      return row(name, share(group.length, codes.length), groupBits / group.length, share(groupBits, bits))
    }),
  ]
}

function hotLines(codes: readonly Observation[]): string[] {
  const lines = [row('hot field', 'as pred.', 'one off', 'entropy', 'given sit.')]
  const moving = codes.filter(({ what }) => what === 'moves')
  for (const type of new Set(moving.map((o) => o.type))) {
    const own = moving.filter((o) => o.type === type)
    for (const [i, field] of own[0]!.hot.entries()) {
      const of = (observations: readonly Observation[]): Histogram =>
        histogramOf(observations.map((o) => o.residuals[i]!))
      const all = of(own)
      const situations = ['calm', 'still', 'turning'].map((s) => own.filter((o) => situationOf(o, i) === s))
      const given = sum(situations.filter((s) => s.length > 0).map((s) => s.length * entropy(of(s)))) / own.length
      const near = (all.get(1) ?? 0) + (all.get(-1) ?? 0)
      lines.push(
        row(
          `${type.name}.${field.name}`,
          share(all.get(0) ?? 0, own.length),
          share(near, own.length),
          entropy(all),
          given,
        ),
      )
    }
  }
  return lines
}

function coldLines(codes: readonly Observation[], bits: number): string[] {
  const lines = [row('cold field', 'changes', 'now', 'entropy')]
  for (const type of new Set(codes.map((o) => o.type))) {
    const own = codes.filter((o) => o.type === type)
    for (const field of own[0]!.cold) {
      const changes = own.flatMap((o) => o.changes.filter((change) => change.field === field))
      if (changes.length === 0) continue
      const by = histogramOf(changes.map(({ from, to }) => to - from))
      lines.push(
        row(`${type.name}.${field.name}`, share(changes.length, own.length), valueBits(changes[0]!), entropy(by)),
      )
    }
  }
  const cold = sum(codes.filter((o) => o.changes.length > 0).map(flaggedBits))
  return [...lines, row('all cold fields, of the bits', share(cold, bits))]
}

function ownerLines({ owners, ownerEmissions }: Observed): string[] {
  const widths = PRESENT.widths!.get('owner')!
  const per = (w: readonly number[]): number => sum(owners.map((o) => ownerBits(o, w))) / ownerEmissions
  const fields = owners[0]!.fields.map(({ name, bits }, i) => {
    const residuals = owners.map((o) => o.residuals[i]!)
    const now = sum(residuals.map((residual) => residualBits(residual, bits, widths))) / owners.length
    return row(
      name,
      share(residuals.filter((r) => r === 0).length, owners.length),
      now,
      entropy(histogramOf(residuals)),
    )
  })
  return [
    row('owner record', 'as pred.', 'now', 'entropy'),
    ...fields,
    row('a record and emission', '', per(widths)),
    row('with the code of version 2', '', per(WIDTHS_OF_VERSION_2)),
  ]
}

function designLines(worlds: readonly Observed[]): string[] {
  const lines = DESIGNS.map((design) => {
    const widths = deriveWidths(worlds, design)
    return row(
      design.name,
      ...worlds.map(({ codes }) => sum(codes.map((o) => codeBits(o, design, widths))) / codes.length),
    )
  })
  return [row('design, bits a code', ...worlds.map(({ world }) => world)), ...lines]
}

function constantLines(worlds: readonly Observed[]): string[] {
  const lines = [...derivedWidths(worlds)].map(([name, widths]) => `  ${name.padEnd(34)}   ${widths.join(', ')}`)
  return ['  class widths that follow', ...lines]
}

function histogramOf(values: readonly number[]): Histogram {
  const histogram: Histogram = new Map()
  for (const value of values) count(histogram, value, 1)
  return histogram
}
