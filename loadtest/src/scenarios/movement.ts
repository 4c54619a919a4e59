// The default: players all over the map, who turn about three times a second and fire now and then.

import { type Scenario, USUAL } from './scenario.js'

export const movement: Scenario = {
  ...USUAL,
  name: 'movement',
  title: 'players all over the map, who move and fire',
}
