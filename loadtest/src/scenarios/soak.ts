// The long run: movement for as long as it takes to see whether memory or tick times creep.

import { type Scenario, USUAL } from './scenario.js'

export const soak: Scenario = {
  ...USUAL,
  name: 'soak',
  title: 'movement for a long time (MINUTES=): does anything creep?',
  seconds: 600,
}
