// Who may run this server: operators with a name, a role and a token. Of tokens only hashes are kept, and all of them are
// compared in full, so that neither memory nor time says anything about one. A login gives an access token of an hour, for
// tools that must not hold the operator's own. Pure: hashing, random bits and time are given.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import type { MethodRole } from '@tickwire/protocol'
import { RefusedError } from '@tickwire/simulation'
import { AttemptLimiter } from '../session/attempt-limiter.js'

/** Shortest operator token, characters: 192 random bits in base64. A shorter one is refused at start. */
export const OPERATOR_TOKEN_CHARS_MIN = 32
/** Longest, characters: what is longer is not hashed. Refused UNAUTHENTICATED. */
export const OPERATOR_TOKEN_CHARS_MAX = 256

/** Life of an access token, milliseconds. */
export const OPERATOR_ACCESS_MS = 3_600_000

/** Access tokens kept. Beyond, the oldest ends. */
export const OPERATOR_ACCESSES_MAX = 1_000

/** Wrong tokens of one address within FAILURES_PER_MS. At that: refused RATE_LIMITED. */
export const OPERATOR_FAILURES_MAX = 10
export const OPERATOR_FAILURES_PER_MS = 600_000

export interface Operator {
  readonly name: string
  readonly role: MethodRole
}

/** An operator as configured. */
export interface OperatorToken extends Operator {
  readonly token: string
}

export interface OperatorsOptions {
  readonly operators: readonly OperatorToken[]
  /** One-way; the same text gives the same text of one length. */
  readonly hash: (text: string) => string
  /** 128 fresh random bits as URL-safe text. */
  readonly randomToken: () => string
  readonly nowMs: () => number
  /** A token was wrong; at most OPERATOR_FAILURES_MAX of an address are told. */
  readonly onFailure: (address: string) => void
}

export interface OperatorGrant extends Operator {
  readonly accessToken: string
  readonly accessExpiresInMs: number
}

interface Access {
  readonly operator: Operator
  readonly tokenHash: string
  readonly expiresAtMs: number
}

export class Operators {
  private readonly known: readonly { readonly operator: Operator; readonly tokenHash: string }[]
  /** Oldest first. */
  private accesses: Access[] = []
  private readonly failures: AttemptLimiter

  constructor(private readonly options: OperatorsOptions) {
    const { nowMs } = options
    this.failures = new AttemptLimiter(OPERATOR_FAILURES_MAX, OPERATOR_FAILURES_PER_MS, 'this address', nowMs)
    this.known = options.operators.map(({ name, role, token }) => ({
      operator: { name, role },
      tokenHash: options.hash(token),
    }))
  }

  /** @throws RefusedError UNAUTHENTICATED for a wrong token, RATE_LIMITED after too many of them */
  login(token: string, address: string): OperatorGrant {
    const operator = this.check(token, address, (hash) => this.byToken(hash))
    const accessToken = this.options.randomToken()
    const expiresAtMs = this.options.nowMs() + OPERATOR_ACCESS_MS
    this.accesses.push({ operator, tokenHash: this.options.hash(accessToken), expiresAtMs })
    if (this.accesses.length > OPERATOR_ACCESSES_MAX) this.accesses.shift()
    return { ...operator, accessToken, accessExpiresInMs: OPERATOR_ACCESS_MS }
  }

  /**
   * Whose bearer token this is: an operator's own, or an access token.
   * @throws RefusedError UNAUTHENTICATED for a wrong token, RATE_LIMITED after too many of them
   */
  authenticate(token: string, address: string): Operator {
    return this.check(token, address, (hash) => this.byToken(hash) ?? this.byAccess(hash))
  }

  /** Ends all access tokens of an operator. */
  logout({ name }: Operator): void {
    this.accesses = this.accesses.filter(({ operator }) => operator.name !== name)
  }

  private check(token: string, address: string, find: (hash: string) => Operator | undefined): Operator {
    return this.failures.attemptNow(address, isWrongToken, () => {
      const operator = token.length > OPERATOR_TOKEN_CHARS_MAX ? undefined : find(this.options.hash(token))
      if (operator !== undefined) return operator
      this.options.onFailure(address)
      throw new RefusedError(ErrorCode.UNAUTHENTICATED, 'no operator has this token')
    })
  }

  private byToken(hash: string): Operator | undefined {
    return pick(this.known, hash)
  }

  private byAccess(hash: string): Operator | undefined {
    const nowMs = this.options.nowMs()
    this.accesses = this.accesses.filter(({ expiresAtMs }) => expiresAtMs > nowMs)
    return pick(this.accesses, hash)
  }
}

function isWrongToken(error: unknown): boolean {
  return error instanceof RefusedError
}

/** Looks at every entry to its end, so that the time taken says nothing about where, or how far, a hash was right. */
function pick(
  entries: readonly { readonly operator: Operator; readonly tokenHash: string }[],
  hash: string,
): Operator | undefined {
  let found: Operator | undefined
  for (const { operator, tokenHash } of entries) {
    let difference = tokenHash.length ^ hash.length
    for (let i = 0; i < tokenHash.length; i++) difference |= tokenHash.charCodeAt(i) ^ hash.charCodeAt(i)
    if (difference === 0) found = operator
  }
  return found
}
