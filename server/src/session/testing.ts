// Sessions for tests: a clock that is stepped, tokens that are counted, and a login that a test answers by hand.

import { createHash } from 'node:crypto'
import { authenticator, type Credentials, type LoginMethods } from './authentication.js'
import { MemoryBans } from './bans.js'
import { MemorySessionStore } from './session-store.js'
import { Sessions } from './sessions.js'

export const DEVICE_ID = '0123456789abcdef0123456789abcdef'
export const CLIENT = { sdk: 'test', sdkVersion: '1', apiMajor: 1, apiMinor: 0, schemaHashByRoomKind: {} }

/** The wall clock of tests is so far ahead of the other one, milliseconds. */
export const EPOCH_MS = 1_700_000_000_000

export function testHash(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

export function testSessions(login: LoginMethods = { guests: true }, clock = { nowMs: 0 }) {
  let tokens = 0
  const bans = new MemoryBans()
  const sessions = new Sessions({
    authenticate: authenticator(login, testHash),
    accountOf: login.accountOf,
    store: new MemorySessionStore(() => {}),
    bans,
    addressGroup: (address) => address.split('/')[0]!,
    addressLimits: true,
    hash: testHash,
    sign: (text) => testHash(`key ${text}`),
    randomToken: () => `session-${++tokens}`,
    nowMs: () => clock.nowMs,
    wallClockMs: () => EPOCH_MS + clock.nowMs,
  })
  return {
    sessions,
    bans,
    clock,
    /** Logs a guest in, or whoever the credentials are of. */
    login: (credentials: string | Credentials = DEVICE_ID, address = 'a', displayName?: string) =>
      sessions.login(typeof credentials === 'string' ? { deviceId: credentials } : credentials, {
        address,
        client: { ...CLIENT, displayName },
      }),
  }
}

/** A hook whose answers a test gives by hand, in the order of the asking. */
export function pendingLogin() {
  const asked: { credentials: Credentials; resolve: (playerId: string) => void; reject: (error: Error) => void }[] = []
  const authenticate = (credentials: Credentials) =>
    new Promise<{ playerId: string }>((resolve, reject) => {
      asked.push({ credentials, resolve: (playerId) => resolve({ playerId }), reject })
    })
  return { asked, authenticate }
}

/** Lets promises that are ready run. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 32; turn++) await undefined
}
