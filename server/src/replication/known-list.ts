// The known list of one client: which entities it has been sent, in slot order. Both ends keep the same table, so a slot
// needs no id on the wire. Planned by `interest`, written by `snapshot`; changes become final only after the socket
// accepted the packet (`commit`), otherwise the plan is dropped and this is still the table that the client has. Most
// known entities sleep: the live ones stand in a list of their own, so that a snapshot costs what moves. Its memory follows
// what the client knows.

import { KNOWN_ENTITIES_MAX } from '@tickwire/protocol'
import { has, insert, lowestBit, newIndexSet, remove } from './index-set.js'

/** What the client holds in a slot. */
export const SlotState = {
  free: 0,
  /** Up to date and awake: every snapshot carries a code for it. */
  live: 1,
  /** Up to date and asleep: no code until a wake. */
  quiet: 2,
  /** Missed something: no code until a refresh. */
  stale: 3,
} as const

/** What `slotOf` answers for an entity that the client does not know. */
export const NO_SLOT = -1

/** Slots that a new list has memory for; doubled when they are used up. */
const SLOTS_MIN = 64

export class KnownList {
  /** Entity id, entity index, state and tick of the enter, by slot. */
  entity = new Uint32Array(SLOTS_MIN)
  index = new Uint32Array(SLOTS_MIN)
  state = new Uint8Array(SLOTS_MIN)
  enteredTick = new Uint32Array(SLOTS_MIN)
  /** Set of the live slots. */
  live = newIndexSet(SLOTS_MIN)
  /** Set of the entity indexes that are known. An index may name another entity by now: `slotOf` tells. */
  readonly indexes: Uint32Array
  /** Slots at or above it were never used. */
  end = 0
  /** Slots in use, and how many of them are stale. */
  count = 0
  staleCount = 0
  /** Freed slots, last freed last: the next enter takes the last one. Both ends follow this order. */
  readonly free: number[] = []
  /** Slot + 1 by entity index; 0 where none is known. */
  private readonly slots: Uint16Array
  /** What `liveIndexes` answers, as far as it is up to date. */
  private listed = new Uint32Array(SLOTS_MIN)
  private listedCount = 0
  private isListed = true

  /** @param entitiesMax - entity indexes of the room */
  constructor(entitiesMax: number) {
    this.slots = new Uint16Array(entitiesMax)
    this.indexes = newIndexSet(entitiesMax)
  }

  /** The slot of an entity, or NO_SLOT. The index may belong to another entity by now, so both are asked for. */
  slotOf(index: number, entity: number): number {
    if (!has(this.indexes, index)) return NO_SLOT
    const slot = this.slots[index]! - 1
    return this.entity[slot] === entity ? slot : NO_SLOT
  }

  /** The slot that holds an index of `indexes`. */
  slotAt(index: number): number {
    return this.slots[index]! - 1
  }

  /** Entity indexes of the live slots, in slot order, the first `liveCount`. Borrowed until the next change. */
  get liveIndexes(): Uint32Array {
    if (!this.isListed) this.listLive()
    return this.listed
  }

  get liveCount(): number {
    if (!this.isListed) this.listLive()
    return this.listedCount
  }

  leave(slot: number): void {
    const index = this.index[slot]!
    if (this.slots[index] === slot + 1) {
      this.slots[index] = 0
      remove(this.indexes, index)
    }
    this.setState(slot, SlotState.free)
    this.entity[slot] = 0
    this.free.push(slot)
    this.count--
  }

  enter(entity: number, index: number, state: number, tick: number): void {
    const slot = this.free.pop() ?? this.end++
    if (slot === this.state.length) this.grow()
    this.entity[slot] = entity
    this.index[slot] = index
    this.slots[index] = slot + 1
    insert(this.indexes, index)
    this.enteredTick[slot] = tick
    this.setState(slot, state)
    this.count++
  }

  setState(slot: number, state: number): void {
    if (this.state[slot] === SlotState.stale) this.staleCount--
    if (state === SlotState.stale) this.staleCount++
    this.state[slot] = state
    if (state === SlotState.live) insert(this.live, slot)
    else remove(this.live, slot)
    this.isListed = false
  }

  private listLive(): void {
    const { live, index, listed } = this
    let count = 0
    for (let word = 0; word < live.length; word++) {
      for (let bits = live[word]!; bits !== 0; bits &= bits - 1) listed[count++] = index[word * 32 + lowestBit(bits)]!
    }
    this.listedCount = count
    this.isListed = true
  }

  private grow(): void {
    const slots = Math.min(2 * this.state.length, KNOWN_ENTITIES_MAX)
    this.entity = longer(this.entity, new Uint32Array(slots))
    this.index = longer(this.index, new Uint32Array(slots))
    this.state = longer(this.state, new Uint8Array(slots))
    this.enteredTick = longer(this.enteredTick, new Uint32Array(slots))
    this.live = longer(this.live, newIndexSet(slots))
    this.listed = new Uint32Array(slots)
    this.isListed = false
  }
}

function longer<A extends Uint8Array | Uint32Array>(from: A, to: A): A {
  to.set(from)
  return to
}
