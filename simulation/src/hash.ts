// The state hash: one 32-bit number over a whole world, equal in two runs exactly when their state is equal (but for
// chance). FNV-1a over little-endian bytes. Used by determinism tests, desync checks and golden vectors; not a defence
// against somebody who looks for collisions.

/** A hash under way; start from `newHash()`, end with `hash.value >>> 0`. */
export interface Hash {
  value: number
}

export function newHash(): Hash {
  return { value: 0x811c9dc5 }
}

export function hashBytes(hash: Hash, data: ArrayBufferView): void {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  let value = hash.value
  for (let i = 0; i < bytes.length; i++) value = Math.imul(value ^ bytes[i]!, 0x01000193)
  hash.value = value
}

/** Adds one 32-bit integer. */
export function hashInt(hash: Hash, int: number): void {
  let value = hash.value
  for (let shift = 0; shift < 32; shift += 8) value = Math.imul(value ^ ((int >>> shift) & 0xff), 0x01000193)
  hash.value = value
}

/** Adds a text by its UTF-16 code units, closed by its length. */
export function hashText(hash: Hash, text: string): void {
  for (let i = 0; i < text.length; i++) hashInt(hash, text.charCodeAt(i))
  hashInt(hash, text.length)
}
