// The matcher of a queue, in a worker: the built-in one, or a team's own match function from its module.

import { pathToFileURL } from 'node:url'
import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import type { Matcher, MatchFunction } from '../matchmaking/model.js'
import { matcherOf } from '../matchmaking/search/match-function.js'
import { createMatcher } from '../matchmaking/search/matcher.js'

/** @param module - path of a team's own; undefined: the built-in one. @throws Error for a module that has none */
export async function loadMatcher(config: QueueConfig, module: string | undefined): Promise<Matcher> {
  return module === undefined ? createMatcher(config) : matcherOf(await loadFunction(module), config)
}

async function loadFunction(path: string): Promise<MatchFunction> {
  const loaded = (await import(pathToFileURL(path).href)) as { readonly default?: unknown }
  if (typeof loaded.default !== 'function') {
    throw new Error(
      `${path} has no match function. Export it as default: see docs/MATCHMAKING.md, "Writing a match function".`,
    )
  }
  return loaded.default as MatchFunction
}
