// Everybody at once: the minute after an update, or after a server was restarted.

import { type Scenario, USUAL } from './scenario.js'

export const joinStorm: Scenario = {
  ...USUAL,
  name: 'join-storm',
  title: 'everybody joins at the same moment',
  joinsAtOnce: Number.POSITIVE_INFINITY,
  joinsInWindow: true,
}
