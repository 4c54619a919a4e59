// Tokens of an identity provider (JWT), verified by `jose`: with a secret that both sides have, or with the keys that the
// provider publishes. The only place of the server that knows JWT or asks somebody else over the network; `session/`
// gets the verifier as a function.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import { RefusedError } from '@tickwire/simulation'
import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyResult, jwtVerify } from 'jose'
import { UnavailableError } from '../finder/unavailable-error.js'
import type { TokenIdentity } from '../session/authentication.js'

/** How far the provider's clock may be off, seconds. */
const CLOCK_TOLERANCE_S = 30

/** How long the provider may take to tell its keys, milliseconds: half of what a call may. Then: Unavailable. */
const JWKS_TIMEOUT_MS = 5_000

/** Its keys are asked for again after this, or when a token names an unknown one, but at most so often; milliseconds. */
const JWKS_FRESH_MS = 600_000
const JWKS_COOLDOWN_MS = 30_000

/** When a client may try again whose token could not be checked, milliseconds. */
const RETRY_AFTER_MS = 5_000

/** A shared secret signs with these and nothing else: a public key must never pass for one. */
const SECRET_ALGORITHMS = ['HS256', 'HS384', 'HS512']
const KEY_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
]

/** The identity provider that is trusted; exactly one of `secret` and `jwksUrl`. */
export interface IdentityOptions {
  /** Signs the provider's tokens, at least 32 bytes. */
  readonly secret?: string
  /** Where the provider publishes its keys. */
  readonly jwksUrl?: string
  /** What `iss` of a token must be. */
  readonly issuer: string
  /** What `aud` of a token must have. */
  readonly audience: string
}

/** @returns what verifies a token: throws RefusedError UNAUTHENTICATED or TOKEN_EXPIRED, UnavailableError */
export function identityTokenVerifier(
  options: IdentityOptions,
  wallClockMs: () => number,
): (token: string) => Promise<TokenIdentity> {
  const verify = verifierOf(options, wallClockMs)
  return async (token) => {
    try {
      const { payload } = await verify(token)
      return identityOf(payload)
    } catch (error) {
      throw refusalOf(error)
    }
  }
}

function verifierOf(options: IdentityOptions, wallClockMs: () => number): (token: string) => Promise<JWTVerifyResult> {
  const { secret, jwksUrl, issuer, audience } = options
  const rules = () => ({
    issuer,
    audience,
    clockTolerance: CLOCK_TOLERANCE_S,
    requiredClaims: ['sub', 'exp'],
    currentDate: new Date(wallClockMs()),
  })
  if (jwksUrl === undefined) {
    const key = new TextEncoder().encode(secret)
    return (token) => jwtVerify(token, key, { ...rules(), algorithms: SECRET_ALGORITHMS })
  }
  const keys = createRemoteJWKSet(new URL(jwksUrl), {
    timeoutDuration: JWKS_TIMEOUT_MS,
    cacheMaxAge: JWKS_FRESH_MS,
    cooldownDuration: JWKS_COOLDOWN_MS,
  })
  return (token) => jwtVerify(token, keys, { ...rules(), algorithms: KEY_ALGORITHMS })
}

/** A subject belongs to its issuer: the same one of another issuer is another player. */
function identityOf({ iss, sub, name }: JWTPayload): TokenIdentity {
  if (sub === '') throw new errors.JWTClaimValidationFailed('"sub" is empty', {}, 'sub', 'check_failed')
  return { subject: `${iss} ${sub}`, displayName: typeof name === 'string' ? name : undefined }
}

function refusalOf(error: unknown): Error {
  const parameter = 'credentials.identityToken'
  if (error instanceof errors.JWTExpired) {
    return new RefusedError(ErrorCode.TOKEN_EXPIRED, 'the identity token is too old: get a new one', { parameter })
  }
  const isOfToken =
    error instanceof errors.JOSEError &&
    !(error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid || error.code === 'ERR_JOSE_GENERIC')
  if (!isOfToken) {
    return new UnavailableError(
      'the identity provider does not answer, so nobody can be let in by token',
      RETRY_AFTER_MS,
    )
  }
  const message = `the identity token is not good: ${error.message}`
  return new RefusedError(ErrorCode.UNAUTHENTICATED, message, { parameter, reason: error.code })
}
