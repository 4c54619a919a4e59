// The Greeter service: the hello-world of RPC, and the subject of the RPC benchmark.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import type { GreeterHandlers } from '@tickwire/gen-nodejs/greeter.handlers.js'
import { RefusedError } from '@tickwire/simulation'
import type { Caller } from './ports.js'

/** Longest name that is greeted, characters. Beyond: refused BAD_ARGUMENT. */
export const GREETED_NAME_CHARS_MAX = 64

export function greeterHandlers(): GreeterHandlers<Caller> {
  return {
    SayHello(_caller, { name }) {
      if (name.length <= GREETED_NAME_CHARS_MAX) return { message: `Hello, ${name}!` }
      throw new RefusedError(ErrorCode.BAD_ARGUMENT, `request.name may have ${GREETED_NAME_CHARS_MAX} characters`, {
        parameter: 'request.name',
      })
    },
  }
}
