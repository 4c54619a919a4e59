// A trace: what a world replicated, emission by emission, as the quantised values that an encoder sees before any prediction.
// Whatever code is thought of, its cost can be counted from here. Written by `record.ts`, read by `observe.ts`; the files
// stand in `codes/traces`, and docs/CODES.md says what is in them.

import { gunzipSync, gzipSync } from 'node:zlib'

export interface TraceField {
  readonly name: string
  readonly role: 'linear' | 'hold' | 'cold'
  readonly kind: 'number' | 'angle' | 'bool'
  /** Largest quantised value, and its width. */
  readonly max: number
  readonly bits: number
}

/** A field of an owner record, at its own step. */
export interface OwnerField {
  readonly name: string
  readonly linear: boolean
  readonly max: number
  readonly bits: number
}

export interface TraceType {
  readonly name: string
  /** Public fields that may change, in the order of their ids. */
  readonly fields: readonly TraceField[]
  readonly owner: readonly OwnerField[]
}

export interface TraceHead {
  readonly format: 1
  readonly world: string
  readonly types: readonly TraceType[]
}

/** One entity that lives at an emission, or one owner record. */
export interface Sample {
  readonly type: number
  readonly row: number
  readonly what: 'born' | 'stays' | 'jumped'
  readonly values: readonly number[]
}

export interface TracedEmission {
  readonly entities: readonly Sample[]
  /** Owner records of some avatars: `row` is that of the avatar. */
  readonly owned: readonly Sample[]
}

export interface Trace {
  readonly head: TraceHead
  readonly emissions: readonly TracedEmission[]
}

/** How an entry begins; type, row and numbers follow. Whatever a line does not mention stays what it was. */
const Entry = { gone: 0, born: 1, changed: 2, jumped: 3 } as const

type EntryLine = readonly [entry: number, type: number, row: number, ...numbers: number[]]

/** First line: the head. Then a line for each emission: entries of entities, entries of owner records. */
export function formatTrace({ head, emissions }: Trace): string {
  const held = { entities: new Held(), owned: new Held() }
  const lines = emissions.map(({ entities, owned }) => [held.entities.entriesOf(entities), held.owned.entriesOf(owned)])
  return `${[head, ...lines].map((line) => JSON.stringify(line)).join('\n')}\n`
}

export function parseTrace(text: string): Trace {
  const [first, ...lines] = text.trimEnd().split('\n')
  const head = JSON.parse(first!) as TraceHead
  if (head.format !== 1) throw new Error(`a trace of format ${head.format}: record it again (make codes RECORD=1)`)
  const held = { entities: new Held(), owned: new Held() }
  const emissions = lines.map((line) => {
    const [entities, owned] = JSON.parse(line) as [EntryLine[], EntryLine[]]
    return { entities: held.entities.apply(entities), owned: held.owned.apply(owned) }
  })
  return { head, emissions }
}

export const packTrace = (text: string): Uint8Array => gzipSync(text, { level: 9 })
export const unpackTrace = (bytes: Uint8Array): string => gunzipSync(bytes).toString()

/** The samples of the last emission, by type and row. */
class Held {
  private readonly samples = new Map<string, Sample>()

  /** What is told of `samples` to who knows the last ones: the numbers of what was there before as differences. */
  entriesOf(samples: readonly Sample[]): EntryLine[] {
    const here = new Set(samples.map(keyOf))
    const entries: EntryLine[] = []
    for (const [key, { type, row }] of [...this.samples]) {
      if (here.has(key)) continue
      this.samples.delete(key)
      entries.push([Entry.gone, type, row])
    }
    for (const sample of samples) {
      const { type, row, what, values } = sample
      const before = what === 'born' ? undefined : this.samples.get(keyOf(sample))
      const numbers = before === undefined ? values : values.map((value, i) => value - before.values[i]!)
      const entry = before === undefined ? Entry.born : what === 'jumped' ? Entry.jumped : Entry.changed
      if (entry !== Entry.changed || numbers.some((number) => number !== 0))
        entries.push([entry, type, row, ...numbers])
      this.samples.set(keyOf(sample), sample)
    }
    return entries
  }

  apply(entries: readonly EntryLine[]): Sample[] {
    for (const [key, sample] of this.samples) this.samples.set(key, { ...sample, what: 'stays' })
    for (const [entry, type, row, ...numbers] of entries) {
      const key = keyOf({ type, row })
      const before = this.samples.get(key)
      if (entry === Entry.gone) this.samples.delete(key)
      else if (entry === Entry.born) this.samples.set(key, { type, row, what: 'born', values: numbers })
      else {
        const values = numbers.map((difference, i) => before!.values[i]! + difference)
        this.samples.set(key, { type, row, what: entry === Entry.jumped ? 'jumped' : 'stays', values })
      }
    }
    return [...this.samples.values()]
  }
}

function keyOf({ type, row }: Pick<Sample, 'type' | 'row'>): string {
  return `${type} ${row}`
}
