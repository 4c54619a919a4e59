// A service of the IDL that this server does not offer: every call is refused in words, instead of looking unknown. Clients
// of a newer server thereby find out what they talk to.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import type { ServiceType } from '@tickwire/protocol'
import { RefusedError } from '@tickwire/simulation'

/** @param why - what is missing, for people */
export function notServedHandlers(service: ServiceType, why: string): object {
  const refuse = (): never => {
    throw new RefusedError(ErrorCode.NOT_SERVED, `${service.name} is not served here: ${why}`)
  }
  return Object.fromEntries(service.methods.map(({ name }) => [name, refuse]))
}
