// Who makes a call, for handlers of methods that need a player: the dispatcher has refused everybody else before.

import type { Caller, PlayerSession } from './ports.js'

export function playerOf(caller: Caller): PlayerSession {
  if (caller.player === undefined) throw new Error('a method with tw.auth = "player" was called without a player')
  return caller.player
}
