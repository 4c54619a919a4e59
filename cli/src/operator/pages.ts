// Walks a paged list to its end.

import type { Page } from '@tickwire/gen-nodejs/common.types.js'

const PAGE_ITEMS = 100

interface Answer {
  readonly after?: string | null | undefined
}

/** @param max - items after which to stop */
export async function allPages<A extends Answer, T>(
  ask: (page: Page) => Promise<A>,
  itemsOf: (answer: A) => readonly T[],
  max = Number.POSITIVE_INFINITY,
): Promise<T[]> {
  const items: T[] = []
  let after: string | undefined
  do {
    const answer: A = await ask({
      limit: Math.min(PAGE_ITEMS, max - items.length),
      ...(after === undefined ? {} : { after }),
    })
    items.push(...itemsOf(answer))
    after = answer.after ?? undefined
  } while (after !== undefined && items.length < max)
  return items
}
