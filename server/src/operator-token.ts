// Where operators' tokens come from: a file that the operator wrote, or, where nobody configured any, one that the server
// makes for whoever may read this user's files. The CLI finds it at the same place.

import { randomBytes } from 'node:crypto'
import { lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import type { MethodRole } from '@tickwire/protocol'
import type { OperatorToken } from './admin/operators.js'

/** Bytes of a token that the server makes: 43 characters. */
const TOKEN_BYTES = 32

export function newOperatorToken(): OperatorToken {
  return { name: 'local', role: 'admin', token: randomBytes(TOKEN_BYTES).toString('base64url') }
}

/** The file with the token of the server whose operator listener has this port. */
export function operatorTokenFile(port: number): string {
  return join(tmpdir(), `tickwire-${userInfo().uid}`, `operator-${port}.token`)
}

/**
 * Writes a token for this user alone to read, and says where.
 * @throws Error when the folder is somebody else's
 */
export function writeOperatorToken(port: number, token: string): string {
  const path = operatorTokenFile(port)
  const folder = dirname(path)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const { uid, mode } = lstatSync(folder)
  if (uid !== userInfo().uid || (mode & 0o77) !== 0) {
    throw new Error(`${folder} must belong to this user alone (chmod 700); or configure operators (--operators FILE)`)
  }
  rmSync(path, { force: true })
  writeFileSync(path, `${token}\n`, { mode: 0o600, flag: 'wx' })
  return path
}

/**
 * Reads lines of `name role token`; empty ones and those that begin with # are left out.
 * @throws Error naming the line and the fix
 */
export function readOperators(path: string): OperatorToken[] {
  const operators: OperatorToken[] = []
  readFileSync(path, 'utf8')
    .split('\n')
    .forEach((line, i) => {
      if (line.trim() === '' || line.startsWith('#')) return
      const [name, role, token, extra] = line.trim().split(/\s+/)
      if (name === undefined || role === undefined || token === undefined || extra !== undefined) {
        throw new Error(`${path}:${i + 1}: a line must be "name role token"`)
      }
      // The server checks role and token, as it does for operators that a program gives.
      operators.push({ name, role: role as MethodRole, token })
    })
  return operators
}
