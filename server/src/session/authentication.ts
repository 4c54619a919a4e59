// Who somebody is, by what they show. A game may bring its own `Authenticate`; the built-in one takes guests, who are
// whoever holds a device id (a secret that the client makes and keeps), and tokens of an identity provider, which an
// adapter outside of this folder verifies. Called by `sessions`, which counts what is refused here.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import { RefusedError } from '@tickwire/simulation'
import type { ClientInfo } from './client-info.js'

/** Shortest device id, characters: 128 random bits need 22 in base64 and 32 in hex; below 16 it can be guessed. */
export const DEVICE_ID_CHARS_MIN = 16
/** Longest device id, characters. */
export const DEVICE_ID_CHARS_MAX = 128

/** Longest identity token, characters: a JWT with a few claims has below 1,500. Beyond: refused BAD_ARGUMENT. */
export const IDENTITY_TOKEN_CHARS_MAX = 4_096

/** Custom credentials: entries, and characters of each name and value. Beyond: refused BAD_ARGUMENT. */
export const CUSTOM_ENTRIES_MAX = 16
export const CUSTOM_NAME_CHARS_MAX = 64
export const CUSTOM_VALUE_CHARS_MAX = 1_024

/** Characters of a player id that is made here: 120 bits of a hash. */
const PLAYER_ID_CHARS = 20

/** What an `authenticate` hook may call a player: opaque, but fit for keys and logs. */
const PLAYER_ID = /^[\w.:@-]{1,64}$/

/** What a client shows to be let in; exactly one of them. */
export interface Credentials {
  readonly deviceId?: string | null | undefined
  readonly identityToken?: string | null | undefined
  readonly custom?: Readonly<Record<string, string>> | null | undefined
}

export interface LoginContext {
  /** Of the connection, as the transport knows it. */
  readonly address: string
  readonly client: ClientInfo
}

/** Who the credentials prove somebody to be. */
export interface Identity {
  /** The same for the same player for ever: 1 to 64 letters, digits or any of `_.:@-`. */
  readonly playerId: string
  /** Shown to others, cleaned; without it, what the client wishes for. */
  readonly displayName?: string | undefined
}

/**
 * Says who somebody is. To refuse, reject with a RefusedError, which reaches the client and counts as a failed attempt; to be
 * out of order, with an UnavailableError. Any other error is logged and the client gets "internal error".
 */
export type Authenticate = (credentials: Credentials, context: LoginContext) => Promise<Identity>

/** What an identity token says: a subject that is unique over all issuers, and perhaps a name. */
export interface TokenIdentity {
  readonly subject: string
  readonly displayName: string | undefined
}

export interface LoginMethods {
  /** Whoever shows a device id is let in. */
  readonly guests: boolean
  /** @throws RefusedError UNAUTHENTICATED or TOKEN_EXPIRED, UnavailableError */
  readonly identityTokens?: ((token: string) => Promise<TokenIdentity>) | undefined
  /** Takes the place of both. */
  readonly authenticate?: Authenticate | undefined
  /** The account that credentials are for, so that guessing at one is slow from wherever; undefined: no account is named. */
  readonly accountOf?: ((credentials: Credentials) => string | undefined) | undefined
}

/** @param hash - one-way and stable: the same text gives the same URL-safe text of at least 32 characters everywhere */
export function authenticator(methods: LoginMethods, hash: (text: string) => string): Authenticate {
  const { authenticate, guests, identityTokens } = methods
  const playerIdOf = (text: string) => hash(text).slice(0, PLAYER_ID_CHARS)
  if (authenticate !== undefined) return async (...args) => checkedIdentity(await authenticate(...args))
  return async ({ deviceId, identityToken }) => {
    if (deviceId != null) {
      if (!guests) throw notServed('deviceId', 'takes no guests')
      checkDeviceId(deviceId)
      return { playerId: playerIdOf(`guest ${deviceId}`) }
    }
    if (identityToken == null) throw notServed('custom', 'has no login of its own')
    if (identityTokens === undefined) throw notServed('identityToken', 'trusts no identity provider')
    const { subject, displayName } = await identityTokens(identityToken)
    return { playerId: playerIdOf(`identity ${subject}`), displayName }
  }
}

/** @throws RefusedError BAD_ARGUMENT unless exactly one member is set, within its limits */
export function checkCredentials(credentials: Credentials): void {
  const { deviceId, identityToken, custom } = credentials
  const given = [deviceId, identityToken, custom].filter((member) => member != null).length
  if (given !== 1) throw badArgument('credentials', `must have exactly one member, not ${given}`)
  if ((identityToken?.length ?? 0) > IDENTITY_TOKEN_CHARS_MAX) {
    throw badArgument('credentials.identityToken', `may have at most ${IDENTITY_TOKEN_CHARS_MAX} characters`)
  }
  const entries = Object.entries(custom ?? {})
  if (entries.length > CUSTOM_ENTRIES_MAX) {
    throw badArgument('credentials.custom', `may have at most ${CUSTOM_ENTRIES_MAX} entries`)
  }
  for (const [name, value] of entries) {
    if (name.length > CUSTOM_NAME_CHARS_MAX || value.length > CUSTOM_VALUE_CHARS_MAX) {
      const limit = `names of at most ${CUSTOM_NAME_CHARS_MAX} and values of at most ${CUSTOM_VALUE_CHARS_MAX} characters`
      throw badArgument('credentials.custom', `may have ${limit}`)
    }
  }
}

function checkDeviceId({ length }: string): void {
  if (length >= DEVICE_ID_CHARS_MIN && length <= DEVICE_ID_CHARS_MAX) return
  const message = `deviceId must be ${DEVICE_ID_CHARS_MIN} to ${DEVICE_ID_CHARS_MAX} random characters that you keep`
  throw new RefusedError(ErrorCode.UNAUTHENTICATED, message, { parameter: 'credentials.deviceId' })
}

/** A hook's mistake is not the client's: it ends in the log. */
function checkedIdentity(identity: Identity): Identity {
  if (PLAYER_ID.test(identity.playerId)) return identity
  throw new Error(`authenticate: "${identity.playerId}" is no player id; return 1 to 64 letters, digits or _.:@-`)
}

function notServed(member: string, problem: string): RefusedError {
  const parameter = `credentials.${member}`
  return new RefusedError(ErrorCode.BAD_ARGUMENT, `this server ${problem}`, { parameter, reason: 'NOT_CONFIGURED' })
}

function badArgument(parameter: string, problem: string): RefusedError {
  return new RefusedError(ErrorCode.BAD_ARGUMENT, `${parameter} ${problem}`, { parameter })
}
