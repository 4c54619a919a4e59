// The table that every match function is held to.

import { ATTRIBUTE_CASES } from './attributes.js'
import { BACKFILL_CASES } from './backfill.js'
import type { ReferenceCase } from './case.js'
import { REGION_CASES } from './regions.js'
import { ROLE_CASES } from './roles.js'
import { SKILL_CASES } from './skill.js'
import { TEAM_CASES } from './teams.js'

/** What must match, what must not, and why; one for each rule and its edge. See `referenceProblems`. */
export const REFERENCE_CASES: readonly ReferenceCase[] = [
  ...TEAM_CASES,
  ...SKILL_CASES,
  ...REGION_CASES,
  ...ROLE_CASES,
  ...ATTRIBUTE_CASES,
  ...BACKFILL_CASES,
]
