// The known list of one client: which entities it has been sent, in slot order. Both ends keep the same table, so a slot
// needs no id on the wire. Planned by `interest`, written by `snapshot`; changes become final only after the socket
// accepted the packet (`commit`), otherwise the plan is dropped and this is still the table that the client has.

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

export class KnownList {
  /** Entity id, entity index, state and tick of the enter, by slot. */
  readonly entity = new Uint32Array(KNOWN_ENTITIES_MAX)
  readonly index = new Uint32Array(KNOWN_ENTITIES_MAX)
  readonly state = new Uint8Array(KNOWN_ENTITIES_MAX)
  readonly enteredTick = new Uint32Array(KNOWN_ENTITIES_MAX)
  /** Slots at or above it were never used. */
  end = 0
  /** Slots in use. */
  count = 0
  /** Freed slots, last freed last: the next enter takes the last one. Both ends follow this order. */
  private readonly free: number[] = []

  /** Whether one more enter finds a slot, when `enters` and `leaves` are planned already. */
  hasRoom(enters: number, leaves: number): boolean {
    return this.count + enters - leaves < KNOWN_ENTITIES_MAX
  }

  leave(slot: number): void {
    this.state[slot] = SlotState.free
    this.entity[slot] = 0
    this.free.push(slot)
    this.count--
  }

  enter(entity: number, index: number, state: number, tick: number): void {
    const slot = this.free.pop() ?? this.end++
    this.entity[slot] = entity
    this.index[slot] = index
    this.state[slot] = state
    this.enteredTick[slot] = tick
    this.count++
  }
}
