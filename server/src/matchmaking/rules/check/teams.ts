// Teams, roles and parties of a queue: that a match can be seated at all, in a room of its kind.

import type { QueueConfig, TeamDef } from '@tickwire/gen-nodejs/queues.types.js'
import { teamNames } from '../../model.js'
import { inWords, type Problems } from './problems.js'

/** Teams of one match, and players of all of them. Beyond: a problem of the config. A match function compares every two. */
export const TEAMS_MAX = 100
export const PLAYERS_MAX = 128

/** Different roles of a queue. Beyond: a problem of the config. A match function keeps them as bits. */
export const ROLES_MAX = 16

/** What off-role players may cost of a quality. Beyond: a problem of the config. */
export const OFF_ROLE_COST_MAX = 100

/** @param roomPlayersMax - the most that a room of the queue's kind takes; undefined: the kind is unknown */
export function checkTeams(config: QueueConfig, roomPlayersMax: number | undefined, problems: Problems): void {
  const { teams } = config
  if (teams.length === 0) problems.add('teams', 'is empty', 'name at least one team')
  problems.checkUnique(
    (i) => `teams[${i}].name`,
    teams.map(({ name }) => name),
  )
  for (const [i, team] of teams.entries()) checkTeam(team, `teams[${i}]`, problems)
  checkTotals(config, roomPlayersMax, problems)
  checkParties(config, problems)
  const roles = new Set(teams.flatMap((team) => team.roles.map(({ role }) => role)))
  if (roles.size > ROLES_MAX)
    problems.add('teams', `have ${roles.size} roles`, `use at most ${ROLES_MAX} different ones`)
  if (config.roles != null) problems.checkNumber('roles.offRoleCost', config.roles.offRoleCost, 0, OFF_ROLE_COST_MAX)
}

function checkTeam({ name, playersMin, playersMax, quantity, roles }: TeamDef, path: string, problems: Problems): void {
  problems.checkName(`${path}.name`, name)
  problems.checkNumber(`${path}.quantity`, quantity, 1, TEAMS_MAX)
  problems.checkNumber(`${path}.playersMax`, playersMax, 1, PLAYERS_MAX)
  problems.checkNumber(
    `${path}.playersMin`,
    playersMin,
    0,
    Math.max(0, playersMax),
    'a team is not larger than playersMax',
  )
  problems.checkUnique(
    (i) => `${path}.roles[${i}].role`,
    roles.map(({ role }) => role),
  )
  roles.forEach(({ role, countMin, countMax }, i) => {
    problems.checkName(`${path}.roles[${i}].role`, role)
    problems.checkNumber(`${path}.roles[${i}].countMax`, countMax, 1, PLAYERS_MAX)
    problems.checkNumber(`${path}.roles[${i}].countMin`, countMin, 0, countMax)
  })
  if (roles.length === 0) return
  const least = sum(roles.map(({ countMin }) => countMin))
  const most = sum(roles.map(({ countMax }) => countMax))
  if (least > playersMax) {
    problems.add(
      `${path}.roles`,
      `want ${least} players, more than playersMax, ${playersMax}`,
      'lower countMin of a role',
    )
  }
  if (most < playersMax) {
    problems.add(
      `${path}.roles`,
      `have ${most} places for playersMax, ${playersMax}`,
      'raise countMax of a role, or lower playersMax',
    )
  }
}

function checkTotals({ teams, roomKind }: QueueConfig, roomPlayersMax: number | undefined, problems: Problems): void {
  const count = sum(teams.map(({ quantity }) => Math.max(0, quantity)))
  if (count > TEAMS_MAX) {
    problems.add('teams', `are ${count}`, `use at most ${TEAMS_MAX} teams`)
    return
  }
  const names = teamNames({ teams })
  const twice = new Set(names.filter((name, i) => names.indexOf(name) !== i))
  const isDefinedTwice = new Set(teams.map(({ name }) => name)).size < teams.length
  if (twice.size > 0 && !isDefinedTwice) {
    problems.add('teams', `have ${inWords([...twice])} twice: a quantity adds a number to the name`, 'rename a team')
  }
  const most = sum(teams.map(({ playersMax, quantity }) => playersMax * quantity))
  const least = sum(teams.map(({ playersMin, quantity }) => playersMin * quantity))
  if (most > PLAYERS_MAX) problems.add('teams', `take ${most} players`, `use at most ${PLAYERS_MAX}`)
  else if (roomPlayersMax !== undefined && most > roomPlayersMax) {
    problems.add(
      'teams',
      `take ${most} players, a room of kind "${roomKind}" ${roomPlayersMax}`,
      'lower playersMax or quantity',
    )
  }
  if (teams.length > 0 && least === 0) problems.add('teams', 'have a playersMin of 0 all', 'raise playersMin of a team')
}

function checkParties({ teams, party: { sizeMax, soloOnly } }: QueueConfig, problems: Problems): void {
  const largest = Math.max(1, ...teams.map(({ playersMax }) => playersMax))
  problems.checkNumber('party.sizeMax', sizeMax, 1, largest, 'a party plays in one team, and the largest takes no more')
  if (soloOnly && sizeMax > 1) {
    problems.add('party.soloOnly', `contradicts sizeMax, ${sizeMax}`, 'set sizeMax to 1, or soloOnly to false')
  }
}

function sum(list: readonly number[]): number {
  return list.reduce((total, value) => total + value, 0)
}
