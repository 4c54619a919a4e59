// One page of a list: a cursor is the key of the last item that was answered.

import { ErrorCode } from '@tickwire/gen-nodejs/common.types.js'
import { RefusedError } from '@tickwire/simulation'

/** Items on one page. More asked for: refused BAD_ARGUMENT. */
export const PAGE_ITEMS_MAX = 100

export interface Page {
  readonly after?: string | null | undefined
  readonly limit: number
}

/**
 * @param after - of the next page; undefined on the last one
 * @throws RefusedError BAD_ARGUMENT
 */
export function pageOf<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  { after, limit }: Page,
): { items: T[]; after: string | undefined } {
  if (!(limit >= 1 && limit <= PAGE_ITEMS_MAX)) throw badPage('limit', `must be 1 to ${PAGE_ITEMS_MAX}`)
  const start = after == null ? 0 : items.findIndex((item) => keyOf(item) === after) + 1
  if (after != null && start === 0) throw badPage('after', 'names what is gone: list from the beginning')
  const page = items.slice(start, start + limit)
  const last = page.at(-1)
  return { items: page, after: last === undefined || start + limit >= items.length ? undefined : keyOf(last) }
}

function badPage(field: string, problem: string): RefusedError {
  return new RefusedError(ErrorCode.BAD_ARGUMENT, `page.${field} ${problem}`, { parameter: `page.${field}` })
}
