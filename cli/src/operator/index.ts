// The operators' commands, in the order of the help.

import type { Command } from './command.js'
import { ban, kick, mute, players } from './players.js'
import { queue, queues } from './queues.js'
import { room, rooms } from './rooms.js'
import { announce, audit, config, drain, status } from './server.js'
import { stats } from './stats.js'
import { cancel, explain, tickets } from './tickets.js'

export const OPERATOR_COMMANDS: readonly Command[] = [
  status,
  stats,
  rooms,
  room,
  players,
  kick,
  ban,
  mute,
  announce,
  queues,
  queue,
  tickets,
  explain,
  cancel,
  drain,
  config,
  audit,
]
