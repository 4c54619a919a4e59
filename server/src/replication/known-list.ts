// The known list of one client: which entities it has been sent, in slot order. Both ends keep the same table, so a slot
// needs no id on the wire. Planned by `interest`, written by `snapshot`; changes become final only after the socket
// accepted the packet (`commit`), otherwise the plan is dropped and this is still the table that the client has. Most
// known entities sleep: the live ones stand in a bit set of their own, so that a snapshot costs what moves.

import { KNOWN_ENTITIES_MAX } from '@tickwire/protocol'

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

/** Words of a bit set over slots. */
export const SLOT_WORDS = KNOWN_ENTITIES_MAX / 32

export class KnownList {
  /** Entity id, entity index, state and tick of the enter, by slot. */
  readonly entity = new Uint32Array(KNOWN_ENTITIES_MAX)
  readonly index = new Uint32Array(KNOWN_ENTITIES_MAX)
  readonly state = new Uint8Array(KNOWN_ENTITIES_MAX)
  readonly enteredTick = new Uint32Array(KNOWN_ENTITIES_MAX)
  /** Bit set of the live slots. */
  readonly live = new Uint32Array(SLOT_WORDS)
  /** Slots at or above it were never used. */
  end = 0
  /** Slots in use, and how many of them are stale. */
  count = 0
  staleCount = 0
  /** Freed slots, last freed last: the next enter takes the last one. Both ends follow this order. */
  readonly free: number[] = []
  /** Slot + 1 by entity index; 0 where none is known. */
  private readonly slots: Uint16Array

  /** @param entitiesMax - entity indexes of the room */
  constructor(entitiesMax: number) {
    this.slots = new Uint16Array(entitiesMax)
  }

  /** The slot of an entity, or NO_SLOT. The index may belong to another entity by now, so both are asked for. */
  slotOf(index: number, entity: number): number {
    const slot = this.slots[index]! - 1
    return slot >= 0 && this.entity[slot] === entity ? slot : NO_SLOT
  }

  /** Whether one more enter finds a slot, when `enters` and `leaves` are planned already. */
  hasRoom(enters: number, leaves: number): boolean {
    return this.count + enters - leaves < KNOWN_ENTITIES_MAX
  }

  leave(slot: number): void {
    const index = this.index[slot]!
    if (this.slots[index] === slot + 1) this.slots[index] = 0
    this.setState(slot, SlotState.free)
    this.entity[slot] = 0
    this.free.push(slot)
    this.count--
  }

  enter(entity: number, index: number, state: number, tick: number): void {
    const slot = this.free.pop() ?? this.end++
    this.entity[slot] = entity
    this.index[slot] = index
    this.slots[index] = slot + 1
    this.enteredTick[slot] = tick
    this.setState(slot, state)
    this.count++
  }

  setState(slot: number, state: number): void {
    if (this.state[slot] === SlotState.stale) this.staleCount--
    if (state === SlotState.stale) this.staleCount++
    this.state[slot] = state
    const bit = 1 << (slot & 31)
    if (state === SlotState.live) this.live[slot >>> 5]! |= bit
    else this.live[slot >>> 5]! &= ~bit
  }
}
