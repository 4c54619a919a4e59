// Addresses of this machine's own, so that clients of one process are as many peers to the server's limits by address. All
// of 127.0.0.0/8 is the loopback interface, on Linux without set-up.

/** Who is there; each has a block of 65,536 addresses. */
const BLOCKS = { players: 1, flood: 2, polls: 3 } as const

export type LoopbackBlock = keyof typeof BLOCKS

/** @param number - of the peer, from 0 to 65,535 */
export function loopbackAddress(block: LoopbackBlock, number: number): string {
  return `127.${BLOCKS[block]}.${number >> 8}.${number & 0xff}`
}
