// How a match ended: who won, what it did to one's rating once the server has told, and the ways on.

import type { RatedMatch } from '@tickwire/client/matchmaking'
import type { MatchView } from '../../gen-nodejs/arena.state.js'
import { MatchPhase } from '../../gen-nodejs/arena.types.js'
import { BLUE } from '../simulation/sides.js'
import { element } from './hud.js'
import { points } from './words.js'

export interface ResultActions {
  again(): void
  leave(): void
}

export class ResultPanel {
  private readonly root = element('result')
  private readonly title = element('result-title')
  private readonly again = element<HTMLButtonElement>('result-again')

  constructor(actions: ResultActions) {
    this.again.addEventListener('click', () => actions.again())
    element('result-leave').addEventListener('click', () => actions.leave())
  }

  /** @param queue - that the match came from; undefined: it was not ranked */
  show(match: MatchView | undefined, ownSide: number | undefined, queue: string | undefined): void {
    const isOver = match?.phase === MatchPhase.OVER
    if (this.root.hidden !== isOver) return
    this.root.hidden = !isOver
    if (!isOver) {
      element('result-rating').replaceChildren()
      return
    }
    const { winner, redKills, blueKills } = match
    this.title.textContent = winner === 0 ? 'Draw' : winner === ownSide ? 'Victory' : 'Defeat'
    this.root.dataset.outcome = this.title.textContent.toLowerCase()
    const [own, other] = ownSide === BLUE ? [blueKills, redKills] : [redKills, blueKills]
    element('result-score').textContent = `${own} : ${other}`
    this.again.hidden = queue === undefined
    this.again.focus()
  }

  /** What the match did to the rating; it may be told before the end is seen. */
  rate({ before, after }: RatedMatch): void {
    const [old, now] = [points(before.mu), points(after.mu)]
    const change = document.createElement('b')
    change.textContent = now >= old ? `+${now - old}` : `${now - old}`
    change.dataset.sign = now >= old ? 'up' : 'down'
    element('result-rating').replaceChildren(`Rating ${old} → ${now} `, change)
  }
}
