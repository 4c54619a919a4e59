// From a trace to what codes have to tell: for each entity and emission how its fields missed their predictions and which
// others changed, with the same motions, sleep and jumps as `EntityEncoder`. Designs of codes are costed on these
// (`cost.ts`) and derived from them (`derive.ts`).

import { angleResidual, isTurn, Motion, predictRate, SLEEP_AFTER_EMISSIONS } from '@tickwire/protocol'
import type { OwnerField, Sample, Trace, TraceField, TraceType } from './trace.js'

/** One code of one entity. */
export interface Observation {
  readonly type: TraceType
  readonly emission: number
  readonly what: 'moves' | 'sleeps' | 'jumps'
  readonly hot: readonly TraceField[]
  /** Of a code that moves: by hot field. */
  readonly residuals: readonly number[]
  /** By hot field: whether it turned in the entity's last code. */
  readonly turned: readonly boolean[]
  /** Cold fields that changed. */
  readonly changes: readonly Change[]
  readonly cold: readonly TraceField[]
}

export interface Change {
  readonly field: TraceField
  readonly from: number
  readonly to: number
}

/** One owner record that changed. */
export interface OwnerObservation {
  readonly fields: readonly OwnerField[]
  readonly residuals: readonly number[]
}

export interface Observed {
  readonly world: string
  readonly codes: readonly Observation[]
  /** Entities of all emissions together that are known from an earlier one, sleepers too. */
  readonly entityEmissions: number
  readonly owners: readonly OwnerObservation[]
  /** Owner records of all emissions together, unchanged ones too. */
  readonly ownerEmissions: number
}

export function observe({ head, emissions }: Trace): Observed {
  const followed = new Map<string, Followed>()
  const ownersHeld = new Map<number, OwnerHeld>()
  const codes: Observation[] = []
  const owners: OwnerObservation[] = []
  let [entityEmissions, ownerEmissions] = [0, 0]
  for (const [emission, { entities, owned }] of emissions.entries()) {
    for (const sample of entities) {
      const key = `${sample.type} ${sample.row}`
      if (sample.what === 'born') {
        followed.set(key, new Followed(head.types[sample.type]!, sample.values))
        continue
      }
      entityEmissions++
      const observation = followed.get(key)!.next(sample, emission)
      if (observation !== undefined) codes.push(observation)
    }
    for (const sample of owned) {
      const held = ownersHeld.get(sample.row)
      if (held === undefined) ownersHeld.set(sample.row, new OwnerHeld(head.types[sample.type]!.owner, sample.values))
      else {
        ownerEmissions++
        const observation = held.next(sample.values)
        if (observation !== undefined) owners.push(observation)
      }
    }
  }
  return { world: head.world, codes, entityEmissions, owners, ownerEmissions }
}

const isHot = ({ role }: TraceField): boolean => role !== 'cold'

/** The baseline of one entity, as its encoder keeps it. */
class Followed {
  private readonly motions: readonly (Motion | undefined)[]
  private readonly hot: readonly TraceField[]
  private readonly cold: readonly TraceField[]
  private turned: readonly boolean[]
  private asleep = false
  private idle = 0

  constructor(
    private readonly type: TraceType,
    private last: readonly number[],
  ) {
    this.hot = type.fields.filter(isHot)
    this.cold = type.fields.filter((field) => !isHot(field))
    this.motions = type.fields.map(({ role }) => (role === 'linear' ? new Motion() : undefined))
    this.turned = this.hot.map(() => false)
    this.rest()
  }

  /** Undefined where the entity sleeps on. */
  next({ what, values }: Sample, emission: number): Observation | undefined {
    const differs = values.some((value, i) => value !== this.last[i])
    if (this.asleep && what !== 'jumped' && !differs) return undefined
    const { type, hot, cold, turned } = this
    const before = this.last
    const changes = type.fields.flatMap((field, i): Change[] =>
      isHot(field) || values[i] === before[i] ? [] : [{ field, from: before[i]!, to: values[i]! }],
    )
    this.asleep = false
    this.idle = what === 'jumped' || differs ? 0 : this.idle + 1
    this.last = values
    const common = { type, emission, hot, cold, turned, changes }
    if (what === 'jumped') {
      this.rest()
      return { ...common, what: 'jumps', residuals: [] }
    }
    if (this.idle === SLEEP_AFTER_EMISSIONS) {
      this.asleep = true
      this.idle = 0
      this.rest()
      return { ...common, what: 'sleeps', residuals: [] }
    }
    const residuals = this.advance(before)
    this.turned = residuals.map(isTurn)
    return { ...common, what: 'moves', residuals }
  }

  private rest(): void {
    this.turned = this.hot.map(() => false)
    for (const [i, motion] of this.motions.entries()) motion?.settle(this.last[i]!)
  }

  private advance(before: readonly number[]): number[] {
    return this.type.fields.flatMap((field, i) => {
      if (!isHot(field)) return []
      const [now, motion] = [this.last[i]!, this.motions[i]]
      if (field.kind === 'angle') return [angleResidual(before[i]!, now, field.bits)]
      const residual = now - (motion?.predict(field.max) ?? before[i]!)
      motion?.advance(now, residual)
      return [residual]
    })
  }
}

/** The owner record that a client holds. */
class OwnerHeld {
  private rates: readonly number[]

  constructor(
    private readonly fields: readonly OwnerField[],
    private held: readonly number[],
  ) {
    this.rates = held.map(() => 0)
  }

  /** Undefined where nothing changed. */
  next(values: readonly number[]): OwnerObservation | undefined {
    const changes = values.map((value, i) => value - this.held[i]!)
    const residuals = this.fields.map(({ linear, max }, i) =>
      linear ? values[i]! - predictRate(this.held[i]!, this.rates[i]!, max) : changes[i]!,
    )
    this.held = values
    this.rates = changes
    return changes.some((change) => change !== 0) ? { fields: this.fields, residuals } : undefined
  }
}
