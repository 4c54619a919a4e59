// Checks what a client says about itself before anything else is done for it: whether it was made for this API at all.

import { API_MAJOR, ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import { RefusedError } from '@tickwire/simulation'

/** Longest of each, characters. Beyond: refused BAD_ARGUMENT. */
const CHARS_MAX = { sdk: 64, sdkVersion: 32, platform: 64, locale: 35 } as const

/** Schema hashes that a client may name. Beyond: refused BAD_ARGUMENT. */
const SCHEMA_HASHES_MAX = 64

export interface ClientInfo {
  readonly sdk: string
  readonly sdkVersion: string
  readonly apiMajor: number
  readonly schemaHashByRoomKind: Readonly<Record<string, string>>
  readonly platform?: string | null | undefined
  readonly locale?: string | null | undefined
  readonly displayName?: string | null | undefined
}

/** @throws RefusedError VERSION_TOO_OLD or BAD_ARGUMENT */
export function checkClientInfo(info: ClientInfo): void {
  if (info.apiMajor !== API_MAJOR) {
    const message = `this server speaks API ${API_MAJOR}, the client ${info.apiMajor}: update the older one`
    throw new RefusedError(ErrorCode.VERSION_TOO_OLD, message, { parameter: 'info.apiMajor' })
  }
  for (const [field, charsMax] of Object.entries(CHARS_MAX) as [keyof typeof CHARS_MAX, number][]) {
    if ((info[field]?.length ?? 0) > charsMax) throw badArgument(field, `at most ${charsMax} characters`)
  }
  if (Object.keys(info.schemaHashByRoomKind).length > SCHEMA_HASHES_MAX) {
    throw badArgument('schemaHashByRoomKind', `at most ${SCHEMA_HASHES_MAX} entries`)
  }
}

function badArgument(field: string, limit: string): RefusedError {
  return new RefusedError(ErrorCode.BAD_ARGUMENT, `info.${field} may have ${limit}`, { parameter: `info.${field}` })
}
