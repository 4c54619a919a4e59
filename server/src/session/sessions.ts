// Who the players are, over connections. A login begins a session; its access token lets calls over HTTP in for minutes,
// its resume token gets a new pair after a lost connection, once: whoever shows one that was used up ends the session,
// because then two have it. Pure: proving who somebody is, signing, hashing, random bits and time are given.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import { RefusedError } from '@tickwire/simulation'
import { AttemptLimiter } from './attempt-limiter.js'
import { type Authenticate, type Credentials, checkCredentials, type LoginContext } from './authentication.js'
import type { Bans } from './bans.js'
import { cleanDisplayName, guestName } from './display-name.js'
import type { SessionRecord, SessionStore } from './session-store.js'
import { SessionTokens } from './session-tokens.js'

/** Life of an access token, milliseconds: what a stolen one is worth. */
export const ACCESS_TOKEN_MS = 900_000

/** Life of a resume token, milliseconds: 14 days without a visit. It crosses the wire as an i32. */
export const RESUME_TOKEN_MS = 1_209_600_000

/** Failed logins of one address within FAILED_LOGINS_PER_MS. At that: refused RATE_LIMITED. */
export const FAILED_LOGINS_MAX = 10
export const FAILED_LOGINS_PER_MS = 600_000

/** Failed logins to one account within ACCOUNT_FAILURES_PER_MS, from wherever. At that: refused RATE_LIMITED. */
export const ACCOUNT_FAILURES_MAX = 5
export const ACCOUNT_FAILURES_PER_MS = 60_000

/** Longest wait that a refusal can name, milliseconds: an i32 on the wire. */
const RETRY_AFTER_MS_MAX = 0x7fff_ffff

export interface SessionsOptions {
  readonly authenticate: Authenticate
  /** The account that credentials are for, if they name one. */
  readonly accountOf?: ((credentials: Credentials) => string | undefined) | undefined
  readonly store: SessionStore
  readonly bans: Bans
  /** What counts as one address. */
  readonly addressGroup: (address: string) => string
  /** false: failed logins are not counted by address. */
  readonly addressLimits: boolean
  /** One-way. */
  readonly hash: (text: string) => string
  /** An HMAC under a key that nobody else has, as URL-safe text. */
  readonly sign: (text: string) => string
  /** 128 fresh random bits as URL-safe text. */
  readonly randomToken: () => string
  readonly nowMs: () => number
  /** Milliseconds since 1970, for bans. */
  readonly wallClockMs: () => number
}

export interface Player {
  readonly playerId: string
  readonly displayName: string
}

export interface Grant extends Player {
  readonly accessToken: string
  readonly accessExpiresInMs: number
  readonly resumeToken: string
  readonly resumeExpiresInMs: number
}

export class Sessions {
  private readonly tokens: SessionTokens
  private readonly failuresOfAddresses: AttemptLimiter
  private readonly failuresOfAccounts: AttemptLimiter

  constructor(private readonly options: SessionsOptions) {
    const { sign, hash, nowMs } = options
    this.tokens = new SessionTokens(sign, hash)
    this.failuresOfAddresses = new AttemptLimiter(FAILED_LOGINS_MAX, FAILED_LOGINS_PER_MS, 'this address', nowMs)
    this.failuresOfAccounts = new AttemptLimiter(ACCOUNT_FAILURES_MAX, ACCOUNT_FAILURES_PER_MS, 'this account', nowMs)
  }

  /** @throws RefusedError BANNED, RATE_LIMITED after too many failed ones, and what `authenticate` refuses with */
  async login(credentials: Credentials, context: LoginContext): Promise<Grant> {
    checkCredentials(credentials)
    const { authenticate, accountOf, store, addressGroup, addressLimits, randomToken, nowMs } = this.options
    const address = addressGroup(context.address)
    this.refuseBanned(undefined, address)
    const identity = await this.failuresOfAddresses.attempt(addressLimits ? address : undefined, isRefusal, () =>
      this.failuresOfAccounts.attempt(accountOf?.(credentials), isRefusal, () => authenticate(credentials, context)),
    )
    const { playerId } = identity
    this.refuseBanned(playerId, address)
    const wished = identity.displayName ?? context.client.displayName ?? ''
    const rotatedAtMs = nowMs()
    const session = {
      sessionId: randomToken(),
      playerId,
      displayName: cleanDisplayName(wished) ?? guestName(playerId),
      rotations: 0,
      rotatedAtMs,
      expiresAtMs: rotatedAtMs + RESUME_TOKEN_MS,
    }
    await store.begin(session)
    return this.grant(session)
  }

  /** @throws RefusedError UNAUTHENTICATED, TOKEN_EXPIRED, TOKEN_USED, BANNED */
  async resume(resumeToken: string, address: string): Promise<Grant> {
    const { store, addressGroup, nowMs } = this.options
    const claim = this.tokens.read('resume', resumeToken)
    const session = claim && store.find(claim.sessionId)
    if (claim === undefined || session === undefined) throw sessionOver()
    this.refuseBanned(session.playerId, addressGroup(address))
    const now = nowMs()
    if (session.expiresAtMs <= now) {
      throw new RefusedError(ErrorCode.TOKEN_EXPIRED, 'the resume token is too old: log in', {
        parameter: 'resumeToken',
      })
    }
    const rotated = await store.rotate(claim.sessionId, claim.number, now, now + RESUME_TOKEN_MS)
    if (rotated === 'gone') throw sessionOver()
    if (rotated === 'reused') {
      const message = 'this resume token was used before, so somebody else may have it; the session has ended: log in'
      throw new RefusedError(ErrorCode.TOKEN_USED, message, { parameter: 'resumeToken' })
    }
    return this.grant(rotated)
  }

  /** A new access token for a player with a session. @throws RefusedError UNAUTHENTICATED */
  renew(playerId: string): Grant {
    return this.grant(this.sessionOf(playerId))
  }

  /** @returns the name as others see it. @throws RefusedError BAD_ARGUMENT, UNAUTHENTICATED */
  async setDisplayName(playerId: string, wished: string): Promise<string> {
    const displayName = cleanDisplayName(wished)
    if (displayName === undefined) {
      const message = 'displayName has nothing that can be shown: letters, digits, signs'
      throw new RefusedError(ErrorCode.BAD_ARGUMENT, message, { parameter: 'displayName' })
    }
    this.sessionOf(playerId)
    if ((await this.options.store.rename(playerId, displayName)) === undefined) throw sessionOver()
    return displayName
  }

  /** The player whose access token this is, as long as token and session are good. */
  authenticate(accessToken: string): Player | undefined {
    const claim = this.tokens.read('access', accessToken)
    const session = claim && this.options.store.find(claim.sessionId)
    if (session === undefined || this.options.nowMs() >= claim!.number + ACCESS_TOKEN_MS) return undefined
    return { playerId: session.playerId, displayName: session.displayName }
  }

  /** The name by which others see a player with a session. */
  displayNameOf(playerId: string): string | undefined {
    return this.options.store.ofPlayer(playerId)?.displayName
  }

  /** Ends the player's session: its tokens are worth nothing from now on. Connections that it has are not this one's to close. */
  endSessionsOf(playerId: string): Promise<void> {
    return this.options.store.end(playerId)
  }

  private sessionOf(playerId: string): SessionRecord {
    const session = this.options.store.ofPlayer(playerId)
    if (session === undefined || session.expiresAtMs <= this.options.nowMs()) throw sessionOver()
    return session
  }

  private grant({ sessionId, playerId, displayName, rotations, expiresAtMs }: SessionRecord): Grant {
    const now = this.options.nowMs()
    return {
      playerId,
      displayName,
      accessToken: this.tokens.make('access', { sessionId, number: Math.ceil(now) }),
      accessExpiresInMs: ACCESS_TOKEN_MS,
      resumeToken: this.tokens.make('resume', { sessionId, number: rotations }),
      resumeExpiresInMs: Math.floor(expiresAtMs - now),
    }
  }

  private refuseBanned(playerId: string | undefined, address: string): void {
    const nowMs = this.options.wallClockMs()
    const ban = this.options.bans.find(playerId, address, nowMs)
    if (ban === undefined) return
    const { why, endsAtMs } = ban
    throw new RefusedError(ErrorCode.BANNED, `banned: ${why}`, {
      reason: why,
      ...(endsAtMs === undefined ? {} : { retryAfterMs: Math.min(Math.ceil(endsAtMs - nowMs), RETRY_AFTER_MS_MAX) }),
    })
  }
}

/** A provider that does not answer, or a bug of ours, is no guess of the client's. */
function isRefusal(error: unknown): boolean {
  return error instanceof RefusedError && error.code !== ErrorCode.RATE_LIMITED
}

function sessionOver(): RefusedError {
  return new RefusedError(ErrorCode.UNAUTHENTICATED, 'there is no such session, or it has ended: log in')
}
