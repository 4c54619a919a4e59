// The built-in matcher against the table that every match function is held to.

import t from 'tap'
import { referenceProblems } from '../rules/reference/case.js'
import { REFERENCE_CASES } from '../rules/reference/cases.js'
import { matchFunction } from './match-function.js'

for (const reference of REFERENCE_CASES) {
  t.test(reference.name, async (t) => {
    t.same(referenceProblems(matchFunction, reference), [], reference.why)
  })
}
