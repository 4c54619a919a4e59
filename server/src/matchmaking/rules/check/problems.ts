// What is wrong with a queue's config, all of it at once: where, what, and how to mend it.

/** Names of queues, teams, roles, attributes and rules. */
const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,31}$/

export interface QueueProblem {
  /** The field, such as "teams[1].playersMin". */
  readonly path: string
  readonly problem: string
  readonly fix: string
}

export class Problems {
  readonly list: QueueProblem[] = []

  add(path: string, problem: string, fix: string): void {
    this.list.push({ path, problem, fix })
  }

  /** @param why - what a value outside would mean */
  checkNumber(path: string, value: number, min: number, max: number, why = ''): void {
    if (value >= min && value <= max) return
    this.add(path, why === '' ? `is ${value}` : `is ${value}: ${why}`, `use ${min} to ${max}`)
  }

  checkCount(path: string, length: number, max: number): void {
    if (length > max) this.add(path, `has ${length} entries`, `use at most ${max}`)
  }

  checkName(path: string, name: string): void {
    if (NAME.test(name)) return
    this.add(path, `"${name}" is no name`, 'use 1 to 32 of A-Z a-z 0-9 _ -, a letter first')
  }

  checkUnique(pathOf: (i: number) => string, names: readonly string[]): void {
    names.forEach((name, i) => {
      const first = names.indexOf(name)
      if (first !== i) this.add(pathOf(i), `"${name}" is taken by ${pathOf(first)}`, 'use another name')
    })
  }

  /** @param kinds - an enum of the IDL */
  checkEnum(path: string, value: number, kinds: Readonly<Record<string, number>>): void {
    if (Object.values(kinds).includes(value)) return
    this.add(path, `${value} is none of its values`, `use ${Object.keys(kinds).join(', ')}`)
  }
}

/** Entries as words: a, b and c. */
export function inWords(list: readonly string[]): string {
  return list.length < 2 ? list.join() : `${list.slice(0, -1).join(', ')} and ${list.at(-1)}`
}
