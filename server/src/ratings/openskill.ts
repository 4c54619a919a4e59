// What a match is worth, by the openskill library: Plackett-Luce over teams (Weng and Lin, 2011). The only file that knows it.

import { rate } from 'openskill'
import type { Rate } from '../matchmaking/results.js'

export const rateByOpenskill: Rate = (teams, ranks) =>
  rate(
    teams.map((team) => team.map(({ mu, sigma }) => ({ mu, sigma }))),
    { rank: [...ranks] },
  )
