// The part of the replication model that takes sides: teams that seats and entities belong to and leave, what is for a team, a
// seat or all wherever it stands, team records, events to a team. Stirs them at random and says what each client must know.

import type { EntityView } from '@tickwire/protocol'
import { INTEREST_PHASES, type Replicator, SlotState } from '@tickwire/server/internals'
import { NO_ENTITY, NO_SEAT, NO_TEAM, type Random, type Table } from '@tickwire/simulation'
import {
  Avatar,
  type AvatarTeamView,
  type AvatarView,
  Beacon,
  type FieldWorld,
  Landmark,
  Note,
} from '../gen-nodejs/field.state.js'
import type { ModelClient } from './replication-model.js'

const SEATS = 4
/** Teams 1 and 2; NO_TEAM is drawn as often. */
const TEAMS = 3

/** Signals of events to a team. */
const SIGNALS = 256

export class ReplicationSides {
  readonly seen = { turns: 0, records: 0, rallied: 0, pinged: 0 }
  private signal = 0

  constructor(
    private readonly world: FieldWorld,
    private readonly random: Random,
    private readonly fieldSize: number,
  ) {}

  stir(): void {
    const { world, random } = this
    if (random.chance(0.02)) this.turn(world.teamOf, random.below(SEATS), random.below(TEAMS))
    this.stirAvatars()
    this.stirPlaced(world.beacon, 0.02)
    this.stirPlaced(world.landmark, 0.01)
    this.stirNotes()
    for (let row = 0; row < world.beacon.end; row++) {
      if (random.chance(0.02)) this.turn(world.beacon.ownerTeam, row, random.below(TEAMS))
      if (random.chance(0.05)) world.beacon.lit[row] = 1 - world.beacon.lit[row]!
    }
    for (let row = 0; row < world.landmark.end; row++)
      if (random.chance(0.03)) world.landmark.height[row] = random.below(100)
    if (random.chance(0.2)) world.rallied.emit(random.below(TEAMS), this.signal++ % SIGNALS)
    if (random.chance(0.2)) world.pinged.emit(random.below(TEAMS), this.signal++ % SIGNALS)
  }

  private turn(teams: Uint8Array, at: number, team: number): void {
    if (teams[at] !== team) this.seen.turns++
    teams[at] = team
  }

  private stirAvatars(): void {
    const { random } = this
    const { avatar } = this.world
    for (let row = 0; row < avatar.end; row++) {
      if (avatar.id[row] === NO_ENTITY) continue
      if (avatar.badge[row] === 0) {
        avatar.badge[row] = 1 + random.below(9_999)
        avatar.ownerTeam[row] = random.below(TEAMS)
      }
      if (random.chance(0.01)) this.turn(avatar.ownerTeam, row, random.below(TEAMS))
      const drain = row % 3
      avatar.mana[row] = random.chance(0.02) ? random.below(2_001) : Math.max(0, avatar.mana[row]! - drain)
      if (random.chance(0.03)) avatar.ready[row] = 1 - avatar.ready[row]!
    }
  }

  private stirPlaced(table: FieldWorld['beacon'] | FieldWorld['landmark'], chance: number): void {
    const { random } = this
    if (random.chance(chance)) {
      const row = table.spawn()
      table.x[row] = random.between(0, this.fieldSize)
      table.y[row] = random.between(0, this.fieldSize)
    }
    for (let row = 0; row < table.end; row++)
      if (table.id[row] !== NO_ENTITY && random.chance(0.002)) table.destroy(row)
  }

  private stirNotes(): void {
    const { random } = this
    const { note } = this.world
    if (random.chance(0.03)) note.ownerSeat[note.spawn()] = random.below(SEATS)
    for (let row = 0; row < note.end; row++) {
      if (note.id[row] === NO_ENTITY) continue
      if (random.chance(0.02)) note.line[row] = `line ${random.below(1_000)}`
      if (random.chance(0.02)) note.ownerSeat[row] = random.chance(0.3) ? NO_SEAT : random.below(SEATS)
      if (random.chance(0.005)) note.destroy(row)
    }
  }

  /** Before an emission: whom its events are for, which is decided as the teams stand then. */
  expectEvents(clients: readonly ModelClient[]): void {
    const { teamOf, rallied, pinged } = this.world
    for (const { seat, expected } of clients) {
      const isFor = (team: number): boolean => team !== NO_TEAM && team === teamOf[seat]
      for (let i = 0; i < rallied.count; i++)
        if (isFor(rallied.addressee[i]!)) expected.rallied.push(rallied.signal[i]!)
      for (let i = 0; i < pinged.count; i++) if (isFor(pinged.addressee[i]!)) expected.pinged.push(pinged.signal[i]!)
    }
  }

  /** The first thing wrong with what a client that is up to date knows of sides, or undefined. */
  check(model: ModelClient, { current }: Replicator): string | undefined {
    const { client } = model
    if (client.evaluateNext || !client.initialComplete) return undefined
    const { beacon, note, landmark } = this.world
    const team = this.world.teamOf[model.seat]!
    return (
      this.checkTable(model, beacon, Beacon.name, (row) => team !== NO_TEAM && beacon.ownerTeam[row] === team) ??
      this.checkTable(model, note, Note.name, (row) => note.ownerSeat[row] === model.seat) ??
      this.checkTable(model, landmark, Landmark.name, () => true) ??
      this.checkRecords(model, current) ??
      this.checkEvents(model)
    )
  }

  private checkTable(
    model: ModelClient,
    table: Table,
    name: string,
    isFor: (row: number) => boolean,
  ): string | undefined {
    for (let row = 0; row < table.end; row++) {
      const id = table.id[row]!
      if (id === NO_ENTITY) continue
      const wrong = this.lastsTooLong(model, `${name} ${id}`, model.replica.entities.has(id), isFor(row))
      if (wrong !== undefined) return wrong
    }
    return undefined
  }

  private checkRecords(model: ModelClient, current: Replicator['current']): string | undefined {
    const { avatar, teamOf } = this.world
    for (let row = 0; row < avatar.end; row++) {
      const view: EntityView | undefined = model.replica.entities.get(avatar.id[row]!)
      if (view === undefined) continue
      const record: AvatarTeamView | undefined = (view as AvatarView).teamRecord
      const isAlly = teamOf[model.seat] !== NO_TEAM && avatar.ownerTeam[row] === teamOf[model.seat]
      const wrong = this.lastsTooLong(model, `team record of ${view.id}`, record !== undefined, isAlly)
      if (wrong !== undefined) return wrong
      if (record === undefined || isStale(model, current, row)) continue
      this.seen.records++
      if (record.mana !== avatar.mana[row]) return `mana ${record.mana}, world ${avatar.mana[row]} at ${current.tick}`
      if (record.ready !== (avatar.ready[row] === 1)) return `ready ${record.ready}`
      if (record.badge !== avatar.badge[row]) return `badge ${record.badge}, world ${avatar.badge[row]}`
    }
    return undefined
  }

  /** What one knows and what one should know may differ for one round of evaluations. */
  private lastsTooLong(model: ModelClient, what: string, knows: boolean, should: boolean): string | undefined {
    const missing = model.persists(`misses ${what}`, should && !knows && model.hasRoom)
    if (missing > INTEREST_PHASES) return `${what} has not been known for ${missing} ticks`
    const kept = model.persists(`keeps ${what}`, knows && !should)
    return kept > INTEREST_PHASES ? `${what} is known for ${kept} ticks too long` : undefined
  }

  private checkEvents({ expected, rallied, pinged }: ModelClient): string | undefined {
    if (rallied.some((signal, i) => signal !== expected.rallied[i])) return 'a reliable event to another team, or none'
    let from = 0
    for (const signal of pinged) {
      const at = expected.pinged.indexOf(signal, from)
      if (at < 0) return `event ${signal} to another team`
      from = at + 1
    }
    this.seen.rallied += rallied.length
    this.seen.pinged += pinged.length
    return undefined
  }
}

/** Of the team record in a row: a sleeper that changed in missed snapshots is stale, and its client cannot know. */
function isStale({ client: { known } }: ModelClient, current: Replicator['current'], row: number): boolean {
  const index = current.teamRecordOf(current.encoders[Avatar.id]!.indexBase + row)
  return known.state[known.slotAt(index)] === SlotState.stale
}
