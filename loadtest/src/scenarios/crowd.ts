// The worst case of interest management: everybody in one place, so that everybody sees everybody.

import { type Scenario, USUAL } from './scenario.js'

/** Units; a fraction of what a player sees. */
const START_RADIUS = 250

export const crowd: Scenario = {
  ...USUAL,
  name: 'crowd',
  title: 'everybody in one place: everybody sees everybody',
  steering: { ...USUAL.steering, returns: true },
  roomOptions: { startRadius: START_RADIUS },
}
