// Thrift calls beside the play: each bot calls a service of the server and one of its room, at a fixed rate whatever the
// answers take.

import { type Scenario, USUAL } from './scenario.js'

export const rpc: Scenario = {
  ...USUAL,
  name: 'rpc',
  title: 'every player calls sayHello and a method of the room, ten times a second each',
  bots: 100,
  calls: { everyBots: 1, perSecond: 10 },
}
