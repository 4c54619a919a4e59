// Records the traces, each from a seed and bit for bit the same wherever it is done. Two worlds: a fight in the arena, of bots
// and of players with keyboards or sticks, as a typical game; and points that move evenly and turn once a second, as netcode
// rule 8 measures prediction.

import { readFileSync } from 'node:fs'
import { arenaSchema } from '@tickwire/arena/schema'
import { arenaSimulation } from '@tickwire/arena/simulation'
import { quantise, quantiseAngle } from '@tickwire/protocol'
import { NO_ENTITY, Random, simmath } from '@tickwire/simulation'
import type { SchemaLock } from 'tickwire-codegen'
import { Player } from './player.js'
import {
  formatTrace,
  type OwnerField,
  type Sample,
  type TracedEmission,
  type TraceField,
  type TraceType,
} from './trace.js'

type EntityDescription = SchemaLock['room']['entities'][number]
type FieldDescription = EntityDescription['fields'][number]
type Columns = Readonly<Record<string, ArrayLike<number>>>

const lockOf = (path: string): SchemaLock =>
  JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')) as SchemaLock

/** The traces by name, as text. */
export const RECORDERS = { arena: recordArena, movers: recordMovers } as const
export type TraceName = keyof typeof RECORDERS

const EMISSIONS = 300

const ARENA = { seed: 1, bots: 40, players: 20, warmTicks: 200, playersOwned: 8 }

function recordArena(): string {
  const { entities } = lockOf('games/arena/gen-nodejs/arena.schema.lock').room
  const world = arenaSimulation.create({ bots: ARENA.bots }, ARENA.seed)
  const commands = arenaSchema.command.createTable(arenaSchema.playersMax)
  const players = Array.from({ length: ARENA.players }, (_, seat) => {
    arenaSimulation.onJoin(world, { seat, playerId: `player-${seat}`, displayName: `Player ${seat}` })
    return new Player(seat, new Random(ARENA.seed + seat))
  })
  const step = (): void => {
    for (const events of world.eventTables) events.clear()
    for (const player of players) player.steer(commands)
    arenaSimulation.step(world, commands)
    commands.clear()
    world.snap()
  }
  for (let tick = 0; tick < ARENA.warmTicks; tick++) step()
  const ids = new Map<string, number>()
  const emissions = Array.from({ length: EMISSIONS }, (): TracedEmission => {
    step()
    const samples = entities.flatMap((entity, type) => {
      const table = world.tables[type]!
      return livingRows(table.id, table.end).map((row): Sample => {
        const isNew = ids.get(`${type} ${row}`) !== table.id[row]
        ids.set(`${type} ${row}`, table.id[row]!)
        const what = isNew ? 'born' : table.jumped[row] === 1 ? 'jumped' : 'stays'
        return { type, row, what, values: publicValues(entity, table as unknown as Columns, row) }
      })
    })
    const rows = Array.from(world.avatarRow.subarray(0, ARENA.playersOwned))
    for (const table of world.tables) table.clearJumps()
    const owned = rows.map((row) => ownedSample(entities[0]!, world.avatar as unknown as Columns, row))
    return { entities: samples, owned }
  })
  return formatTrace({ head: { format: 1, world: 'arena', types: entities.map(typeOf) }, emissions })
}

const MOVERS = { seed: 7, count: 40, worldSize: 4_096, stride: 100 / 20, turnChance: 1 / 20 }

/** They move as those of `bench/src/movers` do, with sines that are the same everywhere. */
function recordMovers(): string {
  const { entities } = lockOf('bench/gen-nodejs/movers.schema.lock').room
  const random = new Random(MOVERS.seed)
  const place = () => Float64Array.from({ length: MOVERS.count }, () => random.between(0, MOVERS.worldSize))
  const at = { x: place(), y: place() }
  const way = { x: new Float64Array(MOVERS.count), y: new Float64Array(MOVERS.count) }
  const emissions = Array.from({ length: EMISSIONS }, (_, emission): TracedEmission => {
    for (let row = 0; row < MOVERS.count; row++) {
      if (emission === 0 || random.chance(MOVERS.turnChance)) {
        const angle = random.between(0, simmath.TURN)
        way.x[row] = MOVERS.stride * simmath.cos(angle)
        way.y[row] = MOVERS.stride * simmath.sin(angle)
      }
      for (const axis of ['x', 'y'] as const) {
        const next = at[axis][row]! + way[axis][row]!
        if (next < 0 || next > MOVERS.worldSize) way[axis][row] = -way[axis][row]!
        else at[axis][row] = next
      }
    }
    const samples = Array.from({ length: MOVERS.count }, (_, row): Sample => {
      return { type: 0, row, what: emission === 0 ? 'born' : 'stays', values: publicValues(entities[0]!, at, row) }
    })
    return { entities: samples, owned: [] }
  })
  return formatTrace({ head: { format: 1, world: 'movers', types: entities.map(typeOf) }, emissions })
}

function livingRows(id: Uint32Array, end: number): number[] {
  return Array.from({ length: end }, (_, row) => row).filter((row) => id[row] !== NO_ENTITY)
}

/** `linear x` is a linear field. */
const roleOf = ({ role }: FieldDescription): string => role.split(' ')[0]!

function keptFields({ name, fields }: EntityDescription): readonly FieldDescription[] {
  const kept = fields.filter((f) => ['linear', 'hold', 'cold'].includes(roleOf(f)))
  if (kept.some((f) => f.coding.kind === 'text')) throw new Error(`${name} has a text that changes: traces hold none`)
  return kept
}

function ownerFields({ hasOwner, fields }: EntityDescription): readonly FieldDescription[] {
  return hasOwner === true ? fields.filter((f) => roleOf(f) !== 'once') : []
}

function publicValues(entity: EntityDescription, columns: Columns, row: number): number[] {
  return keptFields(entity).map((f) => quantised(f.coding, columns[f.name]![row]!))
}

function ownedSample(entity: EntityDescription, columns: Columns, row: number): Sample {
  const values = ownerFields(entity).map((f) => quantised(f.owner ?? f.coding, columns[f.name]![row]!))
  return { type: 0, row, what: 'stays', values }
}

function quantised(coding: FieldDescription['coding'], value: number): number {
  switch (coding.kind) {
    case 'number':
      return quantise(value, coding.min, coding.step, coding.stepsMax)
    case 'angle':
      return quantiseAngle(value, coding.bits)
    case 'bool':
      return value === 0 ? 0 : 1
    case 'text':
      throw new Error('a text has no steps')
  }
}

function typeOf(entity: EntityDescription): TraceType {
  return {
    name: entity.name,
    fields: keptFields(entity).map((f) => ({ name: f.name, role: roleOf(f), ...widthOf(f.coding) }) as TraceField),
    owner: ownerFields(entity).map((f): OwnerField => {
      const { max, bits } = widthOf(f.owner ?? f.coding)
      return { name: f.name, linear: roleOf(f) === 'linear', max, bits }
    }),
  }
}

function widthOf(coding: FieldDescription['coding']): Pick<TraceField, 'kind' | 'max' | 'bits'> {
  switch (coding.kind) {
    case 'number':
      return { kind: 'number', max: coding.stepsMax, bits: coding.bits }
    case 'angle':
      return { kind: 'angle', max: 2 ** coding.bits - 1, bits: coding.bits }
    case 'bool':
      return { kind: 'bool', max: 1, bits: 1 }
    case 'text':
      throw new Error('a text has no width')
  }
}
