// Long ways across the map: entities enter and leave views all the time.

import { type Scenario, USUAL } from './scenario.js'

export const roam: Scenario = {
  ...USUAL,
  name: 'roam',
  title: 'everybody runs across the map: enters and leaves all the time',
  steering: { changeMs: { min: 3_000, max: 8_000 }, returns: false },
}
