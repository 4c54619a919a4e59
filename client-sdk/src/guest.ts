// The secret that makes a browser the same guest again: 128 random bits, kept in the profile's local storage. Where there
// is none (Node, a private frame) it lives as long as the client.

const STORAGE_KEY = 'tickwire.deviceId'

/** 32 hex digits. */
export function deviceId(): string {
  const storage = localStore()
  const kept = storage?.getItem(STORAGE_KEY)
  if (kept != null && /^[0-9a-f]{32}$/.test(kept)) return kept
  const made = randomHex()
  try {
    storage?.setItem(STORAGE_KEY, made)
  } catch {
    // Storage that is full or forbidden: a guest for this visit only.
  }
  return made
}

/** 128 random bits as 32 hex digits. */
export function randomHex(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function localStore(): Pick<Storage, 'getItem' | 'setItem'> | undefined {
  try {
    return globalThis.localStorage
  } catch {
    return undefined
  }
}
