// What a queue asks of a player that a ticket may not say: it was made by another config.

import type { QueueConfig } from '@tickwire/gen-nodejs/queues.types.js'
import type { PoolPlayer } from './model.js'
import type { Rating } from './rating-store.js'

/** The player with a fallback, or the rating, for what is absent; the same one when nothing is. */
export function withKnown<P extends PoolPlayer>({ attributes, skill }: QueueConfig, player: P, rating: Rating): P {
  const ratings =
    skill == null
      ? []
      : [
          { name: skill.attribute, fallback: { number: rating.mu } },
          { name: skill.uncertaintyAttribute, fallback: { number: rating.sigma } },
        ]
  const absent = [...ratings, ...attributes].flatMap(({ name, fallback }) => {
    return fallback == null || player.attributes[name] !== undefined ? [] : [[name, fallback] as const]
  })
  if (absent.length === 0) return player
  return { ...player, attributes: { ...Object.fromEntries(absent), ...player.attributes } }
}
