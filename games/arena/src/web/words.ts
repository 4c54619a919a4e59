// What failed, in a player's words. For what is missing here the server's own words are shown, and its code beside them.

import { CallError, type Closed, type ClosedName, ErrorCode, NotFoundError, RefusedError } from '@tickwire/client'

export interface Trouble {
  readonly text: string
  /** Name or number of the reason, for whoever looks into it. */
  readonly code: string
}

/** Ratings are shown in whole points of a size that players know from other games. */
const POINTS_PER_MU = 60

const CLOSED: Partial<Record<ClosedName, string>> = {
  CONNECTION_LOST: 'The connection was lost. Is the server running, and the network up?',
  CONNECT_TIMEOUT: 'The server does not answer.',
  REPLACED: 'You are playing in another tab or window: it has your seat now.',
  SERVER_STOPPING: 'The server is stopping or restarting. Try again in a moment.',
  ROOM_CLOSED: 'This arena is over. Play on in the next one.',
  ROOM_FAILED: 'The arena has broken down on the server, and its logs say why. Another one will be opened for you.',
  SLOW_CONSUMER: 'Your connection was too slow to follow the arena.',
  SCHEMA_MISMATCH: 'The game was updated. Reload the page.',
  VERSION_MISMATCH: 'The game was updated. Reload the page.',
  KICKED: 'You were removed from the arena.',
  IDLE: 'You were away for too long.',
}

const REFUSED: Partial<Record<number, string>> = {
  [ErrorCode.WRONG_PASSWORD]: "That is not this room's password.",
  [ErrorCode.ROOM_FULL]: 'This room is full. Choose another one, or play at once with Quick play.',
  [ErrorCode.ROOM_BUSY]: 'This room takes no more players now. Choose another one, or try again in a moment.',
  [ErrorCode.ROOM_CLOSED]: 'This room is over. Choose another one.',
  [ErrorCode.LIMIT_REACHED]: 'The server runs as many rooms as it can. Join one of them.',
  [ErrorCode.RATE_LIMITED]: 'Too many attempts. Wait a moment.',
}

export function wordsOfClosed({ name, message }: Closed): Trouble {
  return { text: CLOSED[name] ?? message, code: name }
}

export function wordsOf(error: unknown): Trouble {
  if (error instanceof CallError && error.details.closed !== undefined) return wordsOfClosed(error.details.closed)
  if (error instanceof CallError && error.code === 'ROOM_GONE') {
    return { text: 'That arena is over, or the server was restarted. Play on in the next one.', code: error.code }
  }
  if (error instanceof CallError && error.code === 'UNAVAILABLE') {
    return { text: 'The server takes no new players now. Try again in a moment.', code: error.code }
  }
  if (error instanceof RefusedError) return { text: REFUSED[error.code] ?? error.message, code: refusal(error.code) }
  if (error instanceof NotFoundError) return { text: 'This room is gone. Choose another one.', code: 'NOT_FOUND' }
  return { text: error instanceof Error ? error.message : String(error), code: '' }
}

/** Why a line of chat was not taken. */
export function wordsOfChat(error: unknown): string {
  if (!(error instanceof RefusedError)) return wordsOf(error).text
  const { retryAfterMs, reason } = error.details
  const wait = retryAfterMs === undefined ? 'in a moment' : `in ${duration(retryAfterMs)}`
  if (reason === 'MUTED') return `You are muted. You may write again ${wait}.`
  if (error.code === ErrorCode.RATE_LIMITED) return `Not so fast: try again ${wait}.`
  if (error.code === ErrorCode.FORBIDDEN) return 'You are not there any more, so nobody would read it.'
  return wordsOf(error).text
}

const PARTY_REFUSED: Partial<Record<number, string>> = {
  [ErrorCode.LIMIT_REACHED]: 'This party is full.',
  [ErrorCode.FORBIDDEN]: 'You were removed from this party.',
  [ErrorCode.ALREADY_EXISTS]: 'You are in another party: leave it first.',
}

/** Why there is no way into a party, or out of it. */
export function wordsOfParty(error: unknown): string {
  if (error instanceof NotFoundError) return 'There is no party with this code.'
  if (error instanceof RefusedError) return PARTY_REFUSED[error.code] ?? wordsOf(error).text
  return wordsOf(error).text
}

const RANKED_REFUSED: Partial<Record<number, string>> = {
  [ErrorCode.LIMIT_REACHED]: 'Your party is too large for this queue.',
  [ErrorCode.NOT_READY]: 'Somebody in your party is away, or plays elsewhere.',
  [ErrorCode.NOT_OWNER]: 'The leader of your party chooses.',
  [ErrorCode.QUEUE_PAUSED]: 'This queue is paused. Try again later.',
  [ErrorCode.ALREADY_QUEUED]: 'You, or somebody in your party, wait for a match already.',
}

/** Why there is no waiting for a match, or no end to it. */
export function wordsOfRanked(error: unknown): string {
  if (error instanceof RefusedError) return RANKED_REFUSED[error.code] ?? wordsOf(error).text
  return wordsOf(error).text
}

/** A queue's name for players. */
export function queueLabel(queue: string): string {
  return queue.replace(/^ranked-/, '')
}

/** A rating as it is shown: a newcomer has 1,500. */
export function points(mu: number): number {
  return Math.round(mu * POINTS_PER_MU)
}

export function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1_000)
  return seconds < 100 ? `${seconds} s` : `${Math.round(seconds / 60)} min`
}

function refusal(code: number): string {
  return Object.entries(ErrorCode).find(([, number]) => number === code)?.[0] ?? `refused (${code})`
}
