// Bad lines among good ones: a tenth of the players read far less than they are sent. They are skipped and closed in the
// end, and come back; the others must not notice, and it is they who are measured.

import { type Scenario, USUAL } from './scenario.js'

export const slowConsumers: Scenario = {
  ...USUAL,
  name: 'slow-consumers',
  title: 'a tenth of the players read at 5 % of the rate; the figures are those of the others',
  seconds: 30,
  slow: { everyBots: 10, share: 0.05 },
}
