// The Session service of the operator listener: a login takes an operator token and makes the connection the operator's.
// Players are strangers here.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import type { SessionHandlers } from '@tickwire/gen-nodejs/session.handlers.js'
import { RefusedError } from '@tickwire/simulation'
import type { Operators } from '../admin/operators.js'
import { checkClientInfo } from '../session/client-info.js'
import { operatorOf } from './audited.js'
import type { Caller } from './ports.js'

export function operatorSessionHandlers(
  operators: Operators,
  players: Pick<SessionHandlers<Caller>, 'getServerInfo'>,
): SessionHandlers<Caller> {
  return {
    getServerInfo: (caller, info) => players.getServerInfo(caller, info),

    login(caller, { identityToken }, info) {
      checkClientInfo(info)
      if (identityToken == null) {
        throw new RefusedError(ErrorCode.BAD_ARGUMENT, 'operators log in with their token as identityToken', {
          parameter: 'credentials.identityToken',
        })
      }
      const { name, role, accessToken, accessExpiresInMs } = operators.login(identityToken, caller.address)
      caller.operator = { name, role }
      return { playerId: `operator:${name}`, displayName: name, accessToken, accessExpiresInMs }
    },

    logout(caller) {
      operators.logout(operatorOf(caller))
      caller.operator = undefined
    },
  }
}
