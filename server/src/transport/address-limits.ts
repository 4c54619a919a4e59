// How many sockets one address may hold and how fast it may open them. IPv6 addresses count by their /64: one
// household has that many. Pure; times in milliseconds.

/** Sockets of one address. One more is refused. */
export const SOCKETS_PER_ADDRESS_MAX = 64

/** New sockets of one address in a second. One more is refused. */
export const UPGRADES_PER_SECOND_MAX = 32

interface AddressState {
  sockets: number
  upgrades: number
  secondMs: number
}

export class AddressLimits {
  private readonly states = new Map<string, AddressState>()

  /** @param enabled - false lifts every limit: for load tests, and behind a proxy that limits */
  constructor(
    private readonly enabled: boolean,
    private readonly nowMs: () => number,
  ) {}

  /** Takes room for one more socket; the answer gives it back. Undefined when there is none. */
  admit(address: string): (() => void) | undefined {
    if (!this.enabled) return () => {}
    const key = addressGroup(address)
    const nowMs = this.nowMs()
    let state = this.states.get(key)
    if (state === undefined) {
      state = { sockets: 0, upgrades: 0, secondMs: nowMs }
      this.states.set(key, state)
    }
    if (nowMs - state.secondMs >= 1000) {
      state.secondMs = nowMs
      state.upgrades = 0
    }
    if (state.sockets >= SOCKETS_PER_ADDRESS_MAX || state.upgrades >= UPGRADES_PER_SECOND_MAX) return undefined
    state.sockets++
    state.upgrades++
    const taken = state
    let released = false
    return () => {
      if (released) return
      released = true
      taken.sockets--
      if (taken.sockets === 0 && this.nowMs() - taken.secondMs >= 1000) this.states.delete(key)
    }
  }

  /** Forgets addresses without sockets; called now and then. */
  sweep(): void {
    const nowMs = this.nowMs()
    for (const [key, state] of this.states) {
      if (state.sockets === 0 && nowMs - state.secondMs >= 1000) this.states.delete(key)
    }
  }
}

/**
 * What counts as one address: an IPv4 address as it is, also where an IPv6 socket shows it mapped (dotted or, by
 * uWebSockets, in hex); an IPv6 address by its first four groups.
 */
export function addressGroup(address: string): string {
  if (!address.includes(':')) return address
  const dotted = /^(?:0*:)*(?:ffff:)?(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (dotted?.[1] !== undefined) return dotted[1]
  const [head = '', tail = ''] = address.split('::')
  const headGroups = head === '' ? [] : head.split(':')
  const tailGroups = tail === '' ? [] : tail.split(':')
  const zeros = address.includes('::') ? new Array<string>(8 - headGroups.length - tailGroups.length).fill('0') : []
  const groups = [...headGroups, ...zeros, ...tailGroups].map((group) => Number.parseInt(group, 16))
  const [, , , , , mark, high = 0, low = 0] = groups
  const isMapped = mark === 0xffff && groups.slice(0, 5).every((group) => group === 0)
  if (isMapped) return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.')
  return groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')
}
