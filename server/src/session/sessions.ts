// Who the players are. A guest is whoever holds a device id: a secret that the client makes and keeps, of which only
// the hash is known here. A login gives an access token, kept as a hash as well, so that nothing in memory or in a log
// lets anybody in. Pure: hashing, random bits and time are given.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import { RefusedError } from '@tickwire/simulation'
import { cleanDisplayName, guestName } from './display-name.js'
import { FailureLimiter } from './failure-limiter.js'

/** Shortest device id, characters: 128 random bits need 22 in base64 and 32 in hex; below 16 it can be guessed. */
export const DEVICE_ID_CHARS_MIN = 16
/** Longest device id, characters. */
export const DEVICE_ID_CHARS_MAX = 128

/** Life of an access token, milliseconds. */
export const ACCESS_TOKEN_MS = 3_600_000

/** Access tokens kept. Beyond, the oldest end: their holders log in again. */
export const ACCESS_TOKENS_MAX = 100_000

/** Failed logins of one address within FAILED_LOGINS_PER_MS. At that: refused RATE_LIMITED. */
export const FAILED_LOGINS_MAX = 10
export const FAILED_LOGINS_PER_MS = 600_000

/** Characters of a player id: 120 bits of the hash of the device id. */
const PLAYER_ID_CHARS = 20

export interface SessionsOptions {
  /** One-way and stable: the same text gives the same URL-safe text of at least 32 characters, in every process. */
  readonly hash: (text: string) => string
  /** 128 fresh random bits as URL-safe text. */
  readonly randomToken: () => string
  readonly nowMs: () => number
}

/** What a client shows to be let in; exactly one of them. */
export interface Credentials {
  readonly deviceId?: string | null | undefined
  readonly identityToken?: string | null | undefined
}

export interface Player {
  readonly playerId: string
  readonly displayName: string
}

export interface Grant extends Player {
  readonly accessToken: string
  readonly accessExpiresInMs: number
}

interface Access {
  readonly player: Player
  readonly expiresAtMs: number
}

export class Sessions {
  /** By the hash of the token, oldest first; one for each player, so a new login ends the token before. */
  private readonly accesses = new Map<string, Access>()
  private readonly tokenHashes = new Map<string, string>()
  private readonly failures = new FailureLimiter(FAILED_LOGINS_MAX, FAILED_LOGINS_PER_MS)

  constructor(private readonly options: SessionsOptions) {}

  /** @throws RefusedError UNAUTHENTICATED or BAD_ARGUMENT for bad credentials, RATE_LIMITED after too many of them */
  login(credentials: Credentials, displayName: string | undefined, address: string): Grant {
    const nowMs = this.options.nowMs()
    const retryAfterMs = this.failures.blockedForMs(address, nowMs)
    if (retryAfterMs > 0) {
      throw new RefusedError(ErrorCode.RATE_LIMITED, 'too many failed logins from this address', { retryAfterMs })
    }
    try {
      const playerId = this.playerIdOf(credentials)
      const name = cleanDisplayName(displayName ?? '') ?? guestName(playerId)
      return this.grant({ playerId, displayName: name }, nowMs)
    } catch (error) {
      this.failures.fail(address, nowMs)
      throw error
    }
  }

  /** The player whose access token this is. */
  authenticate(accessToken: string): Player | undefined {
    const access = this.accesses.get(this.options.hash(accessToken))
    return access !== undefined && access.expiresAtMs > this.options.nowMs() ? access.player : undefined
  }

  /** Ends the access token of a player. */
  logout(playerId: string): void {
    this.revoke(this.tokenHashes.get(playerId))
  }

  private playerIdOf({ deviceId, identityToken }: Credentials): string {
    if (identityToken != null) {
      const parameter = 'credentials.identityToken'
      throw new RefusedError(ErrorCode.BAD_ARGUMENT, 'this server takes guests only: log in with a deviceId', {
        parameter,
        reason: 'NOT_CONFIGURED',
      })
    }
    const length = deviceId?.length ?? 0
    if (deviceId == null || length < DEVICE_ID_CHARS_MIN || length > DEVICE_ID_CHARS_MAX) {
      const message = `deviceId must be ${DEVICE_ID_CHARS_MIN} to ${DEVICE_ID_CHARS_MAX} random characters that you keep`
      throw new RefusedError(ErrorCode.UNAUTHENTICATED, message, { parameter: 'credentials.deviceId' })
    }
    return this.options.hash(`guest ${deviceId}`).slice(0, PLAYER_ID_CHARS)
  }

  private grant(player: Player, nowMs: number): Grant {
    this.logout(player.playerId)
    for (const [tokenHash, { expiresAtMs }] of this.accesses) {
      if (expiresAtMs > nowMs && this.accesses.size < ACCESS_TOKENS_MAX) break
      this.revoke(tokenHash)
    }
    const accessToken = this.options.randomToken()
    const tokenHash = this.options.hash(accessToken)
    this.accesses.set(tokenHash, { player, expiresAtMs: nowMs + ACCESS_TOKEN_MS })
    this.tokenHashes.set(player.playerId, tokenHash)
    return { ...player, accessToken, accessExpiresInMs: ACCESS_TOKEN_MS }
  }

  private revoke(tokenHash: string | undefined): void {
    const access = tokenHash === undefined ? undefined : this.accesses.get(tokenHash)
    if (tokenHash === undefined || access === undefined) return
    this.accesses.delete(tokenHash)
    this.tokenHashes.delete(access.player.playerId)
  }
}
