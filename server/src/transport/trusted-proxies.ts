// Whose word about a client's address is taken. Behind a proxy each peer is the proxy; who is trusted to be one says in
// `X-Forwarded-For` who asked it. Read from the right, where the trusted ones write: what stands left of the first address
// that is not trusted may be the client's own invention. The Edge asks, for upgrades and calls alike.

import { BlockList, isIP } from 'node:net'
import { unmapped } from './address-limits.js'

/** Proxies in a row that are followed. Beyond: the address where it stopped counts. */
export const FORWARDED_HOPS_MAX = 8

/** Longest entry that can be an address with brackets and a port, characters. Beyond: it is none. */
const FORWARDED_ENTRY_CHARS_MAX = 54

export class TrustedProxies {
  private readonly trusted = new BlockList()

  /** @param ranges - checked before (`proxyRangeProblem`): addresses, or networks such as 10.0.0.0/8 */
  constructor(private readonly ranges: readonly string[]) {
    for (const range of ranges) {
      const [network = '', prefix] = range.split('/')
      const family = familyOf(network)
      if (prefix === undefined) this.trusted.addAddress(network, family)
      else this.trusted.addSubnet(network, Number(prefix), family)
    }
  }

  /**
   * Who asks: the peer, or the right-most address that is no trusted proxy. A trusted proxy whose entry is no address counts
   * itself.
   * @param forwardedFor - the header's lines, joined in their order; called only for a trusted peer
   */
  clientOf(peer: string, forwardedFor: () => string): string {
    let address = unmapped(peer)
    if (this.ranges.length === 0 || !this.isTrusted(address)) return address
    const header = forwardedFor()
    let end = header.length
    for (let hop = 0; hop < FORWARDED_HOPS_MAX && end > 0 && this.isTrusted(address); hop++) {
      const comma = header.lastIndexOf(',', end - 1)
      const next = addressIn(header.slice(comma + 1, end))
      if (next === undefined) break
      address = next
      end = comma
    }
    return address
  }

  private isTrusted(address: string): boolean {
    return isIP(address) !== 0 && this.trusted.check(address, familyOf(address))
  }
}

/** What is wrong with an entry of the list, or undefined. */
export function proxyRangeProblem(range: string): string | undefined {
  const [network = '', prefix, more] = range.split('/')
  const version = network.includes('%') ? 0 : isIP(network)
  const bits = version === 4 ? 32 : 128
  const isRange = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits)
  if (version === 0 || !isRange || more !== undefined) {
    return 'is neither an address nor a network; write it like 10.0.0.0/8, 192.0.2.7 or fd00::/8'
  }
  if (prefix !== undefined && Number(prefix) === 0) {
    return 'trusts everybody, so anybody could take any address; name the networks of your proxies'
  }
  return undefined
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return address.includes(':') ? 'ipv6' : 'ipv4'
}

/** The address in an entry: bare, or with brackets and a port as some proxies write it. */
function addressIn(entry: string): string | undefined {
  if (entry.length > FORWARDED_ENTRY_CHARS_MAX) return undefined
  const text = entry.trim()
  const bracketed = /^"?\[([^\]]+)\](?::\d{1,5})?"?$/.exec(text)?.[1]
  const address = bracketed ?? /^(\d+\.\d+\.\d+\.\d+):\d{1,5}$/.exec(text)?.[1] ?? text
  return address.includes('%') || isIP(address) === 0 ? undefined : unmapped(address)
}
