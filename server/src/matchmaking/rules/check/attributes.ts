// Attributes of a queue, and what names them: skill and the queue's own rules.

import type { AttributeValue } from '@tickwire/gen-nodejs/common.types.js'
import {
  Aggregate,
  type AttributeDef,
  AttributeType,
  Comparison,
  type QueueConfig,
  type Rule,
  type RuleTest,
} from '@tickwire/gen-nodejs/queues.types.js'
import { VALUE_MAX, WAIT_MS_MAX } from './curves.js'
import { inWords, type Problems } from './problems.js'

/** Attributes and rules of a queue. Beyond: a problem of the config. Each costs every comparison of two tickets. */
export const ATTRIBUTES_MAX = 32
export const RULES_MAX = 16

export function checkAttributes(config: QueueConfig, problems: Problems): void {
  const { attributes, skill } = config
  problems.checkCount('attributes', attributes.length, ATTRIBUTES_MAX)
  problems.checkUnique(
    (i) => `attributes[${i}].name`,
    attributes.map(({ name }) => name),
  )
  for (const [i, def] of attributes.entries()) checkAttribute(def, `attributes[${i}]`, problems)
  if (skill == null) return
  problems.checkName('skill.attribute', skill.attribute)
  problems.checkName('skill.uncertaintyAttribute', skill.uncertaintyAttribute)
  if (skill.attribute === skill.uncertaintyAttribute) {
    problems.add('skill.uncertaintyAttribute', `is "${skill.attribute}", as attribute is`, 'name another one')
  }
  problems.checkEnum('skill.partyAggregate', skill.partyAggregate, Aggregate)
  problems.checkNumber('skill.partyBonusPerExtraPlayer', skill.partyBonusPerExtraPlayer, -VALUE_MAX, VALUE_MAX)
  problems.checkNumber('skill.uncertaintyWeight', skill.uncertaintyWeight, 0, VALUE_MAX)
}

function checkAttribute({ name, type, fallback }: AttributeDef, path: string, problems: Problems): void {
  problems.checkName(`${path}.name`, name)
  problems.checkEnum(`${path}.type`, type, AttributeType)
  if (fallback == null) return
  const members = Object.entries(fallback)
    .filter(([, value]) => value != null)
    .map(([member]) => member)
  const wanted = MEMBER[type]
  if (wanted !== undefined && members.join() !== wanted) {
    const given = members.length === 0 ? 'nothing' : inWords(members)
    problems.add(
      `${path}.fallback`,
      `holds ${given}, and the type is ${typeName(type)}`,
      `set its member ${wanted}, only that`,
    )
  } else if (!numbersOf(fallback).every(Number.isFinite)) {
    problems.add(`${path}.fallback`, 'is no finite number', 'use a finite one')
  }
}

export function checkRules(config: QueueConfig, problems: Problems): void {
  const { rules, teams } = config
  const types = typesOf(config)
  problems.checkCount('rules', rules.length, RULES_MAX)
  problems.checkUnique(
    (i) => `rules[${i}].name`,
    rules.map(({ name }) => name),
  )
  rules.forEach((rule, i) => {
    const path = `rules[${i}]`
    problems.checkName(`${path}.name`, rule.name)
    checkTest(rule, path, types, problems)
    if (rule.dropAfterMs != null) problems.checkNumber(`${path}.dropAfterMs`, rule.dropAfterMs, 1, WAIT_MS_MAX)
    if (rule.team == null || teams.some(({ name }) => name === rule.team)) return
    problems.add(`${path}.team`, `there is no team "${rule.team}"`, `use ${teams.map(({ name }) => name).join(', ')}`)
  })
}

function checkTest({ test }: Rule, path: string, types: ReadonlyMap<string, AttributeType>, problems: Problems): void {
  const kinds = Object.entries(test)
    .filter(([, value]) => value != null)
    .map(([kind]) => kind)
  if (kinds.length !== 1) {
    problems.add(`${path}.test`, `has ${kinds.length} tests`, `set one of ${Object.keys(TYPES_OF_TEST).join(', ')}`)
    return
  }
  const kind = kinds[0] as keyof RuleTest
  const name = test[kind]!.attribute
  const type = types.get(name)
  const wanted = TYPES_OF_TEST[kind]
  const at = `${path}.test.${kind}`
  if (type === undefined) {
    problems.add(`${at}.attribute`, `there is no attribute "${name}"`, 'define it in attributes, or correct the name')
  } else if (!wanted.includes(type)) {
    const allowed = wanted.map(typeName).join(' or ')
    problems.add(`${at}.attribute`, `"${name}" is ${typeName(type)}`, `use an attribute of type ${allowed}`)
  }
  if (test.compare != null) {
    problems.checkEnum(`${at}.operation`, test.compare.operation, Comparison)
    problems.checkNumber(`${at}.value`, test.compare.value, -VALUE_MAX, VALUE_MAX)
  }
  const aggregate = (test.compare ?? test.distance)?.partyAggregate
  if (aggregate !== undefined) problems.checkEnum(`${at}.partyAggregate`, aggregate, Aggregate)
}

/** What rules may name. The server knows every player's skill by itself. */
function typesOf({ attributes, skill }: QueueConfig): ReadonlyMap<string, AttributeType> {
  const types = new Map(attributes.map(({ name, type }) => [name, type]))
  if (skill == null) return types
  return types.set(skill.attribute, AttributeType.NUMBER).set(skill.uncertaintyAttribute, AttributeType.NUMBER)
}

const TYPES_OF_TEST: Readonly<Record<keyof RuleTest, readonly AttributeType[]>> = {
  compare: [AttributeType.NUMBER],
  same: [AttributeType.NUMBER, AttributeType.TEXT],
  distinct: [AttributeType.NUMBER, AttributeType.TEXT],
  overlap: [AttributeType.TAGS],
  distance: [AttributeType.NUMBER],
}

const MEMBER: Readonly<Record<number, keyof AttributeValue>> = {
  [AttributeType.NUMBER]: 'number',
  [AttributeType.TEXT]: 'text',
  [AttributeType.TAGS]: 'tags',
  [AttributeType.NUMBERS]: 'numbers',
}

function typeName(type: AttributeType): string {
  return Object.entries(AttributeType).find(([, value]) => value === type)?.[0] ?? String(type)
}

function numbersOf({ number, numbers }: AttributeValue): readonly number[] {
  return [...(number == null ? [] : [number]), ...Object.values(numbers ?? {})]
}
