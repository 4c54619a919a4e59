// What outlives a client, so that a page that is loaded again is the same player in the same seat: the guest's secret, the newest
// resume token, and the room of the seat. In the tab's session storage unless the application says otherwise, so each tab is a
// guest of its own; in memory where there is none (Node). Where nothing may be kept (a private frame), a client logs in anew each time.

/** Where a client keeps what must outlive it: `sessionStorage`, `localStorage`, or whatever has these three methods. */
export interface ClientStorage {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

export class Kept {
  /** @param server - its address, in each key: what one server is told is nothing for another */
  constructor(
    private readonly server: string,
    private readonly storage: ClientStorage = tabStorage() ?? memoryStorage(),
  ) {}

  /** The secret that makes a client the same guest again: 128 random bits as 32 hex digits. Made when there is none. */
  get deviceId(): string {
    const kept = this.read('deviceId')
    if (kept !== undefined && /^[0-9a-f]{32}$/.test(kept)) return kept
    const made = randomHex()
    this.write('deviceId', made)
    return made
  }

  /** Goes on with the session, once. */
  get resumeToken(): string | undefined {
    return this.read('resumeToken')
  }

  set resumeToken(token: string | undefined) {
    this.write('resumeToken', token)
  }

  /** The room whose seat the player has not given up. */
  get roomId(): string | undefined {
    return this.read('room')
  }

  set roomId(roomId: string | undefined) {
    this.write('room', roomId)
  }

  private read(name: string): string | undefined {
    try {
      return this.storage.getItem(this.key(name)) ?? undefined
    } catch {
      return undefined
    }
  }

  private write(name: string, value: string | undefined): void {
    try {
      if (value === undefined) this.storage.removeItem(this.key(name))
      else this.storage.setItem(this.key(name), value)
    } catch {
      // Storage that is full or forbidden.
    }
  }

  private key(name: string): string {
    return `tickwire ${this.server} ${name}`
  }
}

/** 128 random bits as 32 hex digits. */
export function randomHex(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Node has a session storage too, of the whole process: there each client is a guest of its own. */
function tabStorage(): ClientStorage | undefined {
  try {
    return 'document' in globalThis ? globalThis.sessionStorage : undefined
  } catch {
    return undefined
  }
}

function memoryStorage(): ClientStorage {
  const items = new Map<string, string>()
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  }
}
