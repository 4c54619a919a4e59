// The `tw.*` keys: which exist, where each may stand, what values it takes. A stock Thrift compiler accepts any key
// silently, so a misspelt one would do nothing and nobody would know: everything that is not in this table is refused.

import type { Annotation, IdlFile } from './idl.js'
import { didYouMean, type Problems } from './problems.js'

export type Place = 'struct' | 'field' | 'service' | 'method'

interface Key {
  readonly place: Place | readonly Place[]
  /** `flag` stands alone; the others take a value, `number` also the name of a const. */
  readonly value: 'flag' | 'number' | 'word' | 'name'
  readonly words?: readonly string[]
}

export const KEYS: Readonly<Record<string, Key>> = {
  'tw.entity': { place: 'struct', value: 'flag' },
  'tw.command': { place: 'struct', value: 'flag' },
  'tw.event': { place: 'struct', value: 'word', words: ['unreliable', 'reliable'] },
  'tw.to': { place: 'struct', value: 'word', words: ['area', 'team', 'owner', 'all'] },
  'tw.extent': { place: 'struct', value: 'number' },
  'tw.priority': { place: 'struct', value: 'number' },
  'tw.rewind': { place: 'struct', value: 'flag' },
  'tw.axis': { place: 'field', value: 'word', words: ['x', 'y'] },
  'tw.min': { place: 'field', value: 'number' },
  'tw.max': { place: 'field', value: 'number' },
  'tw.step': { place: 'field', value: 'number' },
  'tw.bits': { place: 'field', value: 'number' },
  'tw.angle': { place: 'field', value: 'number' },
  'tw.predict': { place: 'field', value: 'word', words: ['linear'] },
  'tw.ownerStep': { place: 'field', value: 'number' },
  'tw.once': { place: 'field', value: 'flag' },
  'tw.local': { place: ['struct', 'field'], value: 'flag' },
  'tw.edge': { place: 'field', value: 'flag' },
  'tw.audience': { place: 'field', value: 'word', words: ['public', 'team', 'owner'] },
  'tw.room': { place: 'service', value: 'name' },
  'tw.tickRateHz': { place: 'service', value: 'number' },
  'tw.sendRateHz': { place: 'service', value: 'number' },
  'tw.playersMax': { place: 'service', value: 'number' },
  'tw.options': { place: 'service', value: 'name' },
  'tw.auth': { place: 'method', value: 'word', words: ['none', 'player'] },
  'tw.role': { place: 'method', value: 'word', words: ['viewer', 'operator', 'admin'] },
  'tw.rate': { place: 'method', value: 'name' },
  'tw.longPoll': { place: 'method', value: 'number' },
}

/** Whether a key may stand on such a thing. */
export function belongsOn(key: string, place: Place | undefined): boolean {
  return place !== undefined && Object.hasOwn(KEYS, key) && placesOf(KEYS[key]!).includes(place)
}

function placesOf(key: Key): readonly Place[] {
  return [key.place].flat()
}

export type Annotations = ReadonlyMap<string, Annotation>

/** The valid `tw.*` keys of one thing. `place` undefined: nothing may stand here; `what` names the thing in problems. */
export function readAnnotations(
  file: IdlFile,
  list: readonly Annotation[],
  place: Place | undefined,
  what: string,
  problems: Problems,
): Annotations {
  const result = new Map<string, Annotation>()
  for (const annotation of list) {
    if (!isOurs(annotation.key)) continue
    if (result.has(annotation.key)) {
      const message = `${annotation.key} stands twice on ${what}. Keep one.`
      problems.add(file.source, annotation.at, 'TW_DUPLICATE_KEY', message)
    } else if (isValid(file, annotation, place, what, problems)) result.set(annotation.key, annotation)
  }
  return result
}

/** Keys of other tools (cpp.type and such) are none of our business; a forgotten or misspelt prefix is. */
function isOurs(key: string): boolean {
  return /^tw([._-]|$)/i.test(key) || Object.hasOwn(KEYS, `tw.${key}`)
}

function isValid(
  file: IdlFile,
  annotation: Annotation,
  place: Place | undefined,
  what: string,
  problems: Problems,
): boolean {
  const refuse = (code: string, message: string): false => {
    problems.add(file.source, annotation.at, code, message)
    return false
  }
  const name = annotation.key
  const key = Object.hasOwn(KEYS, name) ? KEYS[name] : undefined
  if (key === undefined) {
    const here = Object.keys(KEYS).filter((k) => belongsOn(k, place))
    const near = didYouMean(name, here) || didYouMean(name, Object.keys(KEYS))
    return refuse('TW_UNKNOWN_KEY', `unknown key ${name}.${near || ' docs/IDL.md lists all keys.'}`)
  }
  if (!belongsOn(name, place)) {
    const places = placesOf(key).join(' or a ')
    return refuse('TW_WRONG_PLACE', `${name} belongs on a ${places}, not on ${what}. Move or delete it.`)
  }
  return isValueValid(name, key, annotation.value, refuse)
}

function isValueValid(
  name: string,
  key: Key,
  value: string | undefined,
  refuse: (code: string, message: string) => false,
): boolean {
  if (key.value === 'flag') {
    if (value === undefined) return true
    return refuse('TW_VALUE', `${name} stands alone, without a value. Write (${name}).`)
  }
  if (value === undefined || value.trim() === '') {
    return refuse('TW_VALUE', `${name} needs a value. Write ${name} = "${key.words?.[0] ?? '...'}".`)
  }
  if (key.words === undefined) return true
  if (!key.words.includes(value)) {
    const known = key.words.map((word) => `"${word}"`)
    return refuse(
      'TW_VALUE',
      `${name} = "${value}" means nothing.${didYouMean(value, key.words)} It is one of ${known.join(', ')}.`,
    )
  }
  return true
}
