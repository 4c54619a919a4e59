// The own avatar ahead of the server (netcode rule 5): runs the game's own code with the commands that the server has not
// reported on. Keeps the state of each tick as the quantised values of an owner record, so that a record says exactly
// whether the prediction was right. Where it was not, it begins again from the record, and what is shown of the error fades.
// Fed by the play session: commands from the queue, records from the replica, the tick to show from the clock. Pure.

import type { CommandType, EntityType, OwnerType, OwnView } from '@tickwire/protocol'
import { COMMANDS_PER_SEAT_MAX, type CommandTable, type Prediction, type Table } from '@tickwire/simulation'
import type { CommandQueue } from './command-queue.js'
import type { Replica } from './replica.js'

/** Ticks that are predicted beyond the last record; beyond it the avatar stands, because the connection does. */
export const PREDICTED_TICKS_MAX = 64

/** Ticks whose states are kept: those beyond the last record, and the ones that are still shown before it. */
const STATES = 2 * PREDICTED_TICKS_MAX

/** What is shown of a correction falls to 1/e in this time, milliseconds. */
export const SMOOTHING_MS = 100

/** What is remembered of the commands that went out. */
export type SentCommands = Pick<CommandQueue<object>, 'seq' | 'remembers' | 'targetOf' | 'store'>

/** What the session does with it. */
export type RunningPrediction = Pick<OwnPrediction<Table, CommandTable, string>, 'reconcile' | 'showAt'>

/** How often the server's record was not what was predicted, by what it came from. */
export interface Corrections {
  /** The prediction was wrong: the game's code ends in other bits here than there, or knows too little. */
  mistakes: number
  /** Commands came too late for their tick. */
  late: number
  /** Others acted on the avatar: a field of `Prediction.outside` changed. */
  others: number
  /** Of all these: farther than `snapDistance`, shown at once. */
  snaps: number
  /** How far the last one moved what is shown, world units. */
  lastDistance: number
}

/**
 * @typeParam P - names of the fields that say where the avatar is
 */
export class OwnPrediction<T extends Table, C extends CommandTable, P extends string> {
  readonly corrections: Corrections = { mistakes: 0, late: 0, others: 0, snaps: 0, lastDistance: 0 }
  /** Where to draw the avatar now; moved by `Room.update`. */
  readonly shown: Record<P, number>

  private readonly owner: OwnerType
  private readonly states: readonly Int32Array[]
  /** The last command that is held in each of those ticks; 0 for none. */
  private readonly heldIn = new Uint32Array(STATES)
  private readonly fields: readonly number[]
  private readonly outside: readonly number[]
  /** How far what is shown is from what is predicted, for each field of the position. */
  private readonly offset: Float64Array
  private readonly placeBefore: Float64Array
  private readonly placeNow: Float64Array
  private readonly lastBefore: Int32Array
  private readonly commands: C
  /** The avatar in the tick under way. Its local columns go on from command `heldByTable`. */
  private table: T
  private heldByTable = 0

  /** Views of the states around what is shown. */
  private from: OwnView | undefined
  private to: OwnView | undefined
  /** Tick of the last record, and the newest one that is predicted. */
  private base = 0
  private predicted = 0
  private oldest = 0
  private shownTick = 0
  private shownAtMs = 0
  private substituted = 0
  /** The last command that `predicted` knows of. */
  private seenSeq = 0

  constructor(
    type: EntityType,
    command: CommandType,
    private readonly sent: SentCommands,
    private readonly prediction: Prediction<T, C, P>,
  ) {
    const { owner } = type
    if (owner === undefined)
      throw new Error(`predict: nobody can own a ${type.name}: give it a field with tw.ownerStep`)
    this.owner = owner
    this.fields = prediction.fields.map((name) => fieldIndex(type, owner, name))
    this.outside = prediction.outside.map((name) => fieldIndex(type, owner, name))
    for (const name of prediction.position) fieldIndex(type, owner, name)
    this.states = Array.from({ length: STATES }, () => new Int32Array(owner.bits.length))
    this.lastBefore = new Int32Array(owner.bits.length)
    this.offset = new Float64Array(prediction.position.length)
    this.placeBefore = new Float64Array(prediction.position.length)
    this.placeNow = new Float64Array(prediction.position.length)
    this.shown = Object.fromEntries(prediction.position.map((name) => [name, 0])) as Record<P, number>
    this.table = owner.createTable() as T
    this.commands = command.createTable(1) as C
  }

  /**
   * The avatar as predicted for the tick that is shown next, without what is sent once (`Room.own` has it); undefined while there
   * is none of this type.
   */
  get own(): OwnView | undefined {
    return this.to
  }

  /** Takes the owner record of a snapshot. */
  reconcile({ tick, own, owned, ownerType, commands }: Replica): void {
    if (own === undefined || ownerType !== this.owner) {
      this.from = this.to = undefined
      return
    }
    if (this.to?.id !== own.id || tick - this.base > PREDICTED_TICKS_MAX) this.begin(own.id, tick, owned, commands.seq)
    else this.compare(tick, owned, commands.seq, commands.substituted !== this.substituted)
    this.substituted = commands.substituted
  }

  /** Shows the avatar at a fractional tick. */
  showAt(tick: number, nowMs: number): void {
    if (this.to === undefined) return
    this.noticeCommands()
    this.predictTo(Math.ceil(tick))
    this.shownTick = Math.max(this.oldest, Math.min(tick, this.predicted))
    const kept = Math.exp(-Math.max(0, nowMs - this.shownAtMs) / SMOOTHING_MS)
    this.shownAtMs = nowMs
    for (let i = 0; i < this.offset.length; i++) this.offset[i] = this.offset[i]! * kept
    this.place()
  }

  /** Another avatar, or the connection stood for too long: nothing before this record counts. */
  private begin(id: number, tick: number, record: Int32Array, heldSeq: number): void {
    this.from = this.owner.createOwn(id)
    this.to = this.owner.createOwn(id)
    this.offset.fill(0)
    this.oldest = tick
    this.shownTick = tick
    this.restart(tick, record, heldSeq)
    this.place()
  }

  /** Goes on from a record. */
  private restart(tick: number, record: Int32Array, heldSeq: number): void {
    this.states[tick % STATES]!.set(record)
    this.heldIn[tick % STATES] = heldSeq
    this.base = tick
    this.predicted = tick
    this.oldest = Math.max(this.oldest, tick - PREDICTED_TICKS_MAX)
  }

  private compare(tick: number, record: Int32Array, heldSeq: number, wasLate: boolean): void {
    this.noticeCommands()
    this.predictTo(Math.max(tick, Math.ceil(this.shownTick)))
    const said = this.states[tick % STATES]!
    const isHeldAsPredicted = this.heldIn[tick % STATES] === heldSeq
    if (isHeldAsPredicted && this.owner.bits.every((_, i) => said[i] === record[i])) {
      this.base = tick
      this.oldest = Math.max(this.oldest, tick - PREDICTED_TICKS_MAX)
      return
    }
    const isOthers = differ(said, record, this.outside)
    const wasWrong = differ(said, record, this.fields)
    const { predicted, lastBefore } = this
    lastBefore.set(this.states[predicted % STATES]!)
    this.readPlace(this.placeBefore)
    this.restart(tick, record, heldSeq)
    this.predictTo(predicted)
    if (!wasWrong && !differ(lastBefore, this.states[predicted % STATES]!, this.fields)) return
    const cause = isOthers ? 'others' : wasLate || !isHeldAsPredicted ? 'late' : 'mistakes'
    this.corrections[cause]++
    this.smooth()
  }

  /** What is shown stays where it was before the correction, and goes to the right place from there. */
  private smooth(): void {
    const { offset, placeBefore, placeNow } = this
    this.readPlace(placeNow)
    let moved = 0
    let off = 0
    for (let i = 0; i < offset.length; i++) {
      const error = placeBefore[i]! - placeNow[i]!
      offset[i] = offset[i]! + error
      moved += error * error
      off += offset[i]! * offset[i]!
    }
    this.corrections.lastDistance = Math.sqrt(moved)
    if (Math.sqrt(off) > this.prediction.snapDistance) {
      this.corrections.snaps++
      offset.fill(0)
    }
    this.place()
  }

  /** Commands that went out since the last look change what was predicted for their ticks. */
  private noticeCommands(): void {
    const { seq } = this.sent
    if (seq === this.seenSeq) return
    const next = this.sent.remembers(this.seenSeq + 1) ? this.sent.targetOf(this.seenSeq + 1) : this.base
    this.predicted = Math.max(this.base, Math.min(this.predicted, next - 1))
    this.seenSeq = seq
  }

  private predictTo(tick: number): void {
    const end = Math.min(tick, this.base + PREDICTED_TICKS_MAX)
    if (this.predicted >= end) return
    this.hold(this.heldIn[this.predicted % STATES]!)
    this.owner.restore(this.states[this.predicted % STATES]!, this.table, 0)
    while (this.predicted < end) this.step()
  }

  /** One tick, as the server runs it: what is due is taken, then the game steps, then the record's steps round. */
  private step(): void {
    const { sent, table, owner } = this
    let held = this.heldIn[this.predicted % STATES]!
    const tick = ++this.predicted
    for (let taken = 0; taken < COMMANDS_PER_SEAT_MAX && this.isDue(held + 1, tick); taken++) this.take(++held)
    if (held < sent.seq && !sent.remembers(held + 1)) {
      // What came between is forgotten: the connection stands, or the server lost count.
      held = sent.seq
      this.take(held)
    }
    this.prediction.step(table, 0)
    const state = this.states[tick % STATES]!
    owner.capture(table, 0, state)
    owner.restore(state, table, 0)
    this.heldIn[tick % STATES] = held
  }

  private isDue(seq: number, tick: number): boolean {
    return this.sent.remembers(seq) && this.sent.targetOf(seq) <= tick
  }

  /** Makes the table's local columns those of somebody who holds a command. */
  private hold(seq: number): void {
    if (seq === this.heldByTable) return
    if (seq === 0) {
      this.table = this.owner.createTable() as T
      this.heldByTable = 0
    } else this.take(seq)
  }

  private take(seq: number): void {
    if (!this.sent.remembers(seq)) return
    this.commands.clear()
    this.sent.store(seq, this.commands, this.commands.append(0, seq))
    this.prediction.take(this.table, 0, this.commands, 0)
    this.heldByTable = seq
  }

  private place(): void {
    const { placeNow, offset, shown } = this
    const { position } = this.prediction
    this.readPlace(placeNow)
    for (let i = 0; i < position.length; i++) shown[position[i]!] = placeNow[i]! + offset[i]!
  }

  /** The predicted position at the shown tick. */
  private readPlace(out: Float64Array): void {
    const { from, to, shownTick } = this
    if (from === undefined || to === undefined) return
    const { position } = this.prediction
    const next = Math.ceil(shownTick)
    from.assign(this.states[Math.max(this.oldest, next - 1) % STATES]!)
    to.assign(this.states[next % STATES]!)
    const part = shownTick - (next - 1)
    for (let i = 0; i < position.length; i++) {
      const a = numberOf(from, position[i]!)
      out[i] = a + (numberOf(to, position[i]!) - a) * part
    }
  }
}

function numberOf(view: OwnView, field: string): number {
  return (view as unknown as Readonly<Record<string, number>>)[field]!
}

function differ(a: Int32Array, b: Int32Array, fields: readonly number[]): boolean {
  for (const field of fields) if (a[field] !== b[field]) return true
  return false
}

function fieldIndex(type: EntityType, owner: OwnerType, name: string): number {
  const index = owner.fields.indexOf(name)
  if (index < 0)
    throw new Error(`predict: the owner record of ${type.name} has no field ${name}: it has ${owner.fields.join(', ')}`)
  return index
}
