// Tells many players the same thing, so many in a turn of the event loop: an answer to each of a thousand polls at once would
// hold up ticks and sockets for 12 ms. In the order in which it was said; what few are told goes at once. Between chat and
// the event queues.

import type { Scheduler } from './scheduler.js'

/** Players told in one turn: some 1.5 ms, as much as the snapshots between two looks at the sockets. */
export const TOLD_PER_TURN_MAX = 128

/** Players who wait to be told. Beyond, `isFull`: nothing more should be said (`chat` refuses RATE_LIMITED). */
export const TOLD_WAITING_MAX = 16_384

interface Saying<Body> {
  readonly playerIds: readonly string[]
  readonly body: Body
}

export class FanOut<Body> {
  private readonly sayings: Saying<Body>[] = []
  /** Players of the first saying who were told. */
  private told = 0
  private waiting = 0

  constructor(
    private readonly scheduler: Scheduler,
    private readonly publish: (playerId: string, body: Body) => void,
  ) {}

  get isFull(): boolean {
    return this.waiting >= TOLD_WAITING_MAX
  }

  tell(playerIds: Iterable<string>, body: Body): void {
    const saying = { playerIds: [...playerIds], body }
    this.sayings.push(saying)
    this.waiting += saying.playerIds.length
    if (this.sayings.length === 1) this.turn()
  }

  private readonly turn = (): void => {
    let left = TOLD_PER_TURN_MAX
    for (let saying = this.sayings[0]; saying !== undefined && left > 0; saying = this.sayings[0]) {
      const next = saying.playerIds.slice(this.told, this.told + left)
      for (const playerId of next) this.publish(playerId, saying.body)
      this.told += next.length
      this.waiting -= next.length
      left -= next.length
      if (this.told < saying.playerIds.length) break
      this.sayings.shift()
      this.told = 0
    }
    if (this.sayings.length > 0) this.scheduler.after(0, this.turn)
  }
}
