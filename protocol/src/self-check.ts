// The self-check's share of the wire: a digest of all that a client holds goes to the client behind some snapshots (`check`),
// and comes back only where the client's own is another (`mismatch`). Both frames have one layout. The order of what is
// digested stands here, so that server and replica cannot drift apart. Netcode rule 8; WIRE.md, section 11.

import { type Hash, hashInt } from '@tickwire/simulation'

/** The digest of what a client holds, as of a tick. */
export interface TickDigest {
  readonly tick: number
  readonly digest: number
}

/** @param kind - ServerFrame.check or ClientFrame.mismatch */
export function encodeTickDigest(kind: number, { tick, digest }: TickDigest): Uint8Array {
  const bytes = new Uint8Array(9)
  const view = new DataView(bytes.buffer)
  bytes[0] = kind
  view.setUint32(1, tick, true)
  view.setUint32(5, digest, true)
  return bytes
}

/** Undefined for a frame of another length; its kind the caller knows. */
export function decodeTickDigest(bytes: Uint8Array): TickDigest | undefined {
  if (bytes.length !== 9) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, 9)
  return { tick: view.getUint32(1, true), digest: view.getUint32(5, true) }
}

/** What a digest says of a known entity beside its slot. In a check nothing is stale. */
export const KnownFlag = { asleep: 1, stale: 2 } as const

/** Begins a digest: the sums that headers add to. The tick is among them: after a lost snapshot it is another. */
export function digestHeader(hash: Hash, tick: number, commandSeq: number, substituted: number): void {
  hashInt(hash, tick)
  hashInt(hash, commandSeq)
  hashInt(hash, substituted)
}

/** A field of the owner record as held, behind the avatar's id; its rate counts where it predicts. */
export function digestOwned(hash: Hash, isLinear: boolean, value: number, rate: number): void {
  hashInt(hash, value)
  if (isLinear) hashInt(hash, rate)
}

/** One occupied slot. @param entity - the entity's own digest: FNV-1a over id, type and `digestInto` */
export function digestSlot(hash: Hash, slot: number, flags: number, entity: number): void {
  hashInt(hash, 4 * slot + flags)
  hashInt(hash, entity)
}

/**
 * What a server wrote when a client reported a mismatch, frames in hex: the state that both ends agreed on last, and what
 * the client was sent from there to the check that failed. A replica that replays it tells whose fault it is.
 */
export interface DesyncDump {
  readonly roomId: string
  readonly kind: string
  readonly schemaHash: string
  readonly seat: number
  /** Of the check. */
  readonly tick: number
  readonly emissionInterval: number
  /** A resync frame; absent, with the snapshots, where the recording had grown too large. */
  readonly checkpoint?: string
  readonly snapshots?: readonly string[]
  readonly serverDigest: number
  readonly clientDigest: number
}
