// A match of two sides while it is played: both scores and the time, and the countdown before it begins.

import type { MatchView } from '../../gen-nodejs/arena.state.js'
import { MatchPhase } from '../../gen-nodejs/arena.types.js'
import { BLUE, RED } from '../simulation/sides.js'
import { element } from './hud.js'

export const SIDE_NAME: Readonly<Record<number, string>> = { [RED]: 'red', [BLUE]: 'blue' }

export class ScoreBar {
  private readonly root = element('score')
  private readonly begins = element('begins')
  private shown = ''

  /** @param ownSide - undefined for one who watches; @param match - undefined in an open arena */
  show(match: MatchView | undefined, ownSide: number | undefined): void {
    const { phase, secondsLeft, redKills, blueKills, killsToWin } = match ?? {}
    const key = [phase, secondsLeft, redKills, blueKills, ownSide].join()
    if (key === this.shown) return
    this.shown = key
    this.root.hidden = match === undefined
    const isAhead = phase === MatchPhase.WAITING || phase === MatchPhase.COUNTDOWN
    this.begins.hidden = !isAhead
    if (match === undefined) return
    this.root.dataset.side = SIDE_NAME[ownSide ?? 0] ?? ''
    const [red, time, blue, goal] = this.root.children
    red!.textContent = String(redKills)
    time!.textContent = isAhead ? '-:--' : clock(secondsLeft!)
    blue!.textContent = String(blueKills)
    goal!.textContent = `first to ${killsToWin}`
    const [count, text] = this.begins.children
    count!.textContent = phase === MatchPhase.COUNTDOWN ? String(secondsLeft) : '...'
    const side = SIDE_NAME[ownSide ?? 0]
    text!.textContent = `${phase === MatchPhase.WAITING ? 'Waiting for the others. ' : ''}${side === undefined ? '' : `You are ${side}`}`
    this.begins.dataset.side = side ?? ''
  }
}

function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
