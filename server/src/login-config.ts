// Who may log in, as the server is told: checked once at start. Part of `config.ts`, which adds the rest.

import type { IdentityOptions } from './identity/identity-tokens.js'
import type { Authenticate, Credentials } from './session/authentication.js'

/** Shortest shared secret of an identity provider, bytes: what HS256 asks for. */
const SECRET_BYTES_MIN = 32

export interface LoginOptions {
  /**
   * Whoever shows a device id is let in. Default true where nothing else lets anybody in; with NODE_ENV=production that must be
   * said, because anybody can make up any number of device ids.
   */
  readonly guests?: boolean
  /** The identity provider whose tokens (JWT) let players in. */
  readonly identity?: IdentityOptions
  /** A login of your own, in place of guests and identity tokens: says who somebody is, or refuses. */
  readonly authenticate?: Authenticate
  /** The account that credentials are for, if they name one: after 5 failures a minute it is closed for a while. */
  readonly accountOf?: (credentials: Credentials) => string | undefined
}

export interface LoginConfig {
  readonly guests: boolean
  readonly identity: IdentityOptions | undefined
  readonly authenticate: Authenticate | undefined
  readonly accountOf: ((credentials: Credentials) => string | undefined) | undefined
}

/** @throws Error naming the field and the fix */
export function resolveLogin(options: LoginOptions, environment: string | undefined): LoginConfig {
  const { identity, authenticate, accountOf } = options
  const isOtherwise = identity !== undefined || authenticate !== undefined
  const guests = options.guests ?? !isOtherwise
  if (authenticate !== undefined && (options.guests === true || identity !== undefined)) {
    throw new Error('authenticate: takes the place of guests and identity; give it alone, or leave it out')
  }
  if (!guests && !isOtherwise) {
    throw new Error('guests: false, so nobody could log in; set identity or authenticate, or guests: true (--guests)')
  }
  if (guests && options.guests === undefined && environment === 'production') {
    const fix = 'say guests: true (--guests) if that is meant, or set identity or authenticate'
    throw new Error(`guests: with NODE_ENV=production anybody could log in with a made-up device id; ${fix}`)
  }
  if (identity !== undefined) checkIdentity(identity)
  return { guests, identity, authenticate, accountOf }
}

function checkIdentity({ secret, jwksUrl, issuer, audience }: IdentityOptions): void {
  if ((secret === undefined) === (jwksUrl === undefined)) {
    throw new Error('identity: give exactly one of secret (shared with the provider) and jwksUrl (of its public keys)')
  }
  if (secret !== undefined && Buffer.byteLength(secret) < SECRET_BYTES_MIN) {
    const length = Buffer.byteLength(secret)
    throw new Error(`identity.secret: ${length} bytes can be guessed; use at least ${SECRET_BYTES_MIN} random ones`)
  }
  if (jwksUrl !== undefined && !isSafe(jwksUrl)) {
    throw new Error(`identity.jwksUrl: "${jwksUrl}" must start with https:// (http:// on this machine only)`)
  }
  if (!issuer) throw new Error('identity.issuer: missing; say what iss of the tokens is, like https://login.example')
  if (!audience)
    throw new Error('identity.audience: missing; say what aud of the tokens is, so that those for others are refused')
}

/** Who can change what this answers can let anybody in. */
function isSafe(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname } = new URL(url)
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  return protocol === 'https:' || (protocol === 'http:' && isHere)
}
