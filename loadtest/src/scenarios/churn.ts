// A busy door: players come for seconds and go again.

import { type Scenario, USUAL } from './scenario.js'

export const churn: Scenario = {
  ...USUAL,
  name: 'churn',
  title: 'players come and go all the time, each for 2 to 10 seconds',
  seconds: 20,
  stayMs: { min: 2_000, max: 10_000 },
}
