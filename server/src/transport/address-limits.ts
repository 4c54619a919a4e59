// How many sockets, or other open things, one address may hold and how fast it may open them. IPv6 addresses count by their
// /64: one household has that many. Pure; times in milliseconds.

/** Sockets of one address. One more is refused. */
export const SOCKETS_PER_ADDRESS_MAX = 64

/** New sockets of one address in a second. One more is refused. */
export const UPGRADES_PER_SECOND_MAX = 32

export interface AddressLimit {
  /** Open at a time. */
  readonly openMax: number
  /** New ones in a second. */
  readonly perSecondMax: number
}

const SOCKETS: AddressLimit = { openMax: SOCKETS_PER_ADDRESS_MAX, perSecondMax: UPGRADES_PER_SECOND_MAX }

interface AddressState {
  open: number
  recent: number
  secondMs: number
}

export class AddressLimits {
  private readonly states = new Map<string, AddressState>()

  /** @param enabled - false lifts every limit: for load tests, and behind a proxy that limits */
  constructor(
    private readonly enabled: boolean,
    private readonly nowMs: () => number,
    private readonly limit = SOCKETS,
  ) {}

  /** Takes room for one more; the answer gives it back. Undefined when there is none. */
  admit(address: string): (() => void) | undefined {
    if (!this.enabled) return () => {}
    const key = addressGroup(address)
    const nowMs = this.nowMs()
    let state = this.states.get(key)
    if (state === undefined) {
      state = { open: 0, recent: 0, secondMs: nowMs }
      this.states.set(key, state)
    }
    if (nowMs - state.secondMs >= 1000) {
      state.secondMs = nowMs
      state.recent = 0
    }
    if (state.open >= this.limit.openMax || state.recent >= this.limit.perSecondMax) return undefined
    state.open++
    state.recent++
    const taken = state
    let released = false
    return () => {
      if (released) return
      released = true
      taken.open--
      if (taken.open === 0 && this.nowMs() - taken.secondMs >= 1000) this.states.delete(key)
    }
  }

  /** Forgets addresses that hold nothing; called now and then. */
  sweep(): void {
    const nowMs = this.nowMs()
    for (const [key, state] of this.states) {
      if (state.open === 0 && nowMs - state.secondMs >= 1000) this.states.delete(key)
    }
  }
}

/** What counts as one address: an IPv4 address as it is, mapped or not; an IPv6 address by its first four groups. */
export function addressGroup(address: string): string {
  const plain = unmapped(address)
  if (!plain.includes(':')) return plain
  return groupsOf(plain)
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')
}

/** An IPv4 address where an IPv6 socket shows it mapped, dotted or, by uWebSockets, in hex; any other as it is. */
export function unmapped(address: string): string {
  if (!address.includes(':')) return address
  const dotted = /^(?:0*:)*(?:ffff:)?(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (dotted?.[1] !== undefined) return dotted[1]
  const groups = groupsOf(address)
  const [, , , , , mark, high = 0, low = 0] = groups
  const isMapped = mark === 0xffff && groups.slice(0, 5).every((group) => group === 0)
  return isMapped ? [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.') : address
}

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): number[] {
  const [head = '', tail = ''] = address.split('::')
  const headGroups = head === '' ? [] : head.split(':')
  const tailGroups = tail === '' ? [] : tail.split(':')
  const zeros = address.includes('::') ? new Array<string>(8 - headGroups.length - tailGroups.length).fill('0') : []
  return [...headGroups, ...zeros, ...tailGroups].map((group) => Number.parseInt(group, 16))
}
