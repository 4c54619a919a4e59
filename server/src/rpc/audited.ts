// How an operator's call changes something: with a reason, checked in full before anything is done, and in the audit
// whatever came of it. A dry run ends after the checks.

import type { Action } from '@tickwire/gen-nodejs/admin.types.js'
import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import { NotFoundError, RefusedError } from '@tickwire/simulation'
import type { Audit } from '../admin/audit.js'
import { plainText } from '../plain-text.js'
import { codeName } from './errors.js'
import type { Caller, OperatorSession } from './ports.js'

/** Longest reason of an action, characters. Empty or beyond: refused BAD_ARGUMENT. */
export const WHY_CHARS_MAX = 200

/** Longest request id, characters. Beyond: refused BAD_ARGUMENT. */
export const ACTION_ID_CHARS_MAX = 64

/** A target in the audit is cut off after so many characters: it is what a caller sent. */
const TARGET_CHARS_MAX = 128

/** A change whose checks have passed. */
export interface Plan<T> {
  /** The answer to a dry run. */
  readonly dry: T
  run(): T
}

/** One change that an operator wants. */
export interface Change<T> {
  /** The method. */
  readonly name: string
  /** Which room, player, ban or key; empty: the server. */
  readonly target: string
  /** What the audit should know besides. */
  readonly details?: Readonly<Record<string, string>>
  /** Checks everything and changes nothing. Throws what refuses it. */
  plan(operator: OperatorSession): Plan<T>
}

export function operatorOf({ operator }: Caller): OperatorSession {
  if (operator === undefined) throw new Error('a method for operators was called by nobody')
  return operator
}

export function audited<T>(audit: Audit, caller: Caller, action: Action, change: Change<T>): T {
  const operator = operatorOf(caller)
  const { requestId, dryRun } = action
  const why = plainText(action.why)
  const note = (ok: boolean, more: Readonly<Record<string, string>>): void =>
    audit.append({
      actor: operator.name,
      action: change.name,
      target: change.target.slice(0, TARGET_CHARS_MAX),
      why: why.slice(0, WHY_CHARS_MAX),
      ok,
      details: {
        ...change.details,
        ...(requestId === '' ? {} : { requestId: requestId.slice(0, ACTION_ID_CHARS_MAX) }),
        ...(dryRun ? { dryRun: 'true' } : {}),
        ...more,
      },
    })
  try {
    checkLength('action.why', why, 1, WHY_CHARS_MAX)
    checkLength('action.requestId', requestId, 0, ACTION_ID_CHARS_MAX)
    const plan = change.plan(operator)
    const answer = dryRun ? plan.dry : plan.run()
    note(true, {})
    return answer
  } catch (error) {
    note(false, { code: codeOf(error), message: error instanceof Error ? error.message : String(error) })
    throw error
  }
}

function checkLength(parameter: string, text: string, charsMin: number, charsMax: number): void {
  if (text.length >= charsMin && text.length <= charsMax) return
  const message = `${parameter} may have ${charsMin} to ${charsMax} characters`
  throw new RefusedError(ErrorCode.BAD_ARGUMENT, message, { parameter })
}

function codeOf(error: unknown): string {
  if (error instanceof RefusedError) return codeName(error.code)
  return error instanceof NotFoundError ? 'NOT_FOUND' : 'INTERNAL'
}
