// What a player may ask of a new room, checked and brought into the form that the rooms take. The rooms themselves
// check what depends on the game: its kind, how many players it holds, what its options say.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import { RefusedError } from '@tickwire/simulation'
import { plainText } from '../plain-text.js'
import type { NewRoom, RoomOptions } from './room-directory.js'

/** Longest of each, characters. Beyond: refused BAD_ARGUMENT. */
export const TITLE_CHARS_MAX = 64
export const PASSWORD_CHARS_MAX = 64
export const REQUEST_ID_CHARS_MAX = 64
export const TAG_NAME_CHARS_MAX = 32
export const TAG_VALUE_CHARS_MAX = 64

/** Tags of one room, or of one filter. Beyond: refused BAD_ARGUMENT. */
export const TAGS_MAX = 16

/** Largest options struct of a room, bytes. Beyond: refused BAD_ARGUMENT. */
export const OPTIONS_BYTES_MAX = 4_096

export interface RoomRequest {
  readonly roomKind: string
  readonly title: string
  readonly region: string | undefined
  readonly playersMax: number | undefined
  readonly password: string | undefined
  readonly listed: boolean
  readonly tags: Readonly<Record<string, string>>
  readonly options: RoomOptions
  /** Chosen by the client, new for each room that it wants; a repeated call carries the same. */
  readonly requestId: string
}

/** @throws RefusedError BAD_ARGUMENT */
export function checkedRoomRequest(request: RoomRequest): NewRoom {
  const { roomKind, playersMax, password, listed, tags, options } = request
  const title = plainText(request.title)
  checkLength('request.title', title, 1, TITLE_CHARS_MAX)
  if (password !== undefined) checkLength('request.password', password, 1, PASSWORD_CHARS_MAX)
  checkTags('request.tags', tags)
  if (options instanceof Uint8Array && options.length > OPTIONS_BYTES_MAX) {
    throw badArgument('request.options', `at most ${OPTIONS_BYTES_MAX} bytes`)
  }
  return { kind: roomKind, title, playersMax, listed, password, tags: { ...tags }, options }
}

/** @throws RefusedError BAD_ARGUMENT */
export function checkRequestId(requestId: string): void {
  checkLength('request.requestId', requestId, 1, REQUEST_ID_CHARS_MAX)
}

/** @throws RefusedError BAD_ARGUMENT */
export function checkTags(parameter: string, tags: Readonly<Record<string, string>>): void {
  const entries = Object.entries(tags)
  if (entries.length > TAGS_MAX) throw badArgument(parameter, `at most ${TAGS_MAX} tags`)
  for (const [name, value] of entries) {
    checkLength(parameter, name, 1, TAG_NAME_CHARS_MAX)
    checkLength(parameter, value, 0, TAG_VALUE_CHARS_MAX)
  }
}

function checkLength(parameter: string, text: string, charsMin: number, charsMax: number): void {
  if (text.length >= charsMin && text.length <= charsMax) return
  throw badArgument(parameter, `${charsMin} to ${charsMax} characters`)
}

function badArgument(parameter: string, limit: string): RefusedError {
  return new RefusedError(ErrorCode.BAD_ARGUMENT, `${parameter} may have ${limit}`, { parameter })
}
