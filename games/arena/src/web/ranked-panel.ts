// Ranked play at the front door: the queues and one's rating in each, then the wait for a match, and why a wait was refused or ended.

import { ErrorCode, RefusedError, TicketStatus } from '@tickwire/client'
import type { QueueInfo, Rating, Ticket } from '@tickwire/client/matchmaking'
import { element } from './hud.js'
import { duration, points, queueLabel, wordsOfRanked } from './words.js'

export interface RankedActions {
  queues(): Promise<readonly QueueInfo[]>
  rating(queue: string): Promise<Rating>
  wait(queue: string): Promise<void>
  cancel(): Promise<void>
}

/** Who goes along. */
export interface RankedParty {
  readonly size: number
  readonly isLed: boolean
}

/** The texts that count seconds are brought up to date so often, milliseconds. */
const CLOCK_MS = 250

export class RankedPanel {
  private readonly root = element('ranked')
  private readonly ways = element('ranked-ways')
  private readonly waiting = element('ranked-wait')
  private readonly trouble = element('ranked-trouble')
  private queues: readonly QueueInfo[] = []
  private party: RankedParty = { size: 1, isLed: true }
  private searching: { readonly ticket: Ticket; readonly sinceMs: number } | undefined
  /** Until when the player may not wait again. */
  private penaltyEndsMs = 0

  constructor(private readonly actions: RankedActions) {
    element('ranked-cancel').addEventListener('click', () => void this.act(() => actions.cancel()))
    setInterval(() => this.tick(), CLOCK_MS)
  }

  /** Asks the server what there is; without queues the card is not there. */
  async refresh(): Promise<void> {
    try {
      this.queues = await this.actions.queues()
    } catch {
      // The list of rooms, which is asked for at the same time, says what is wrong.
      return
    }
    this.root.hidden = this.queues.length === 0
    this.ways.replaceChildren(...this.queues.map((queue) => this.way(queue)))
    this.applyParty()
  }

  goesAs(party: RankedParty): void {
    this.party = party
    this.applyParty()
  }

  show(ticket: Ticket | undefined): void {
    const isWaiting = ticket !== undefined && ticket.status <= TicketStatus.PLACING
    this.searching = isWaiting ? { ticket, sinceMs: performance.now() - ticket.waitedMs } : undefined
    this.ways.hidden = isWaiting
    this.waiting.hidden = !isWaiting
    if (ticket !== undefined) this.say(wordsOfEnd(ticket))
    this.tick()
  }

  async choose(queue: string): Promise<void> {
    await this.act(() => this.actions.wait(queue))
  }

  private way(queue: QueueInfo): HTMLButtonElement {
    const button = document.createElement('button')
    button.type = 'button'
    button.dataset.queue = queue.name
    const [title, rating, wait] = ['title', 'rating', 'mark'].map((name) => {
      const made = document.createElement('span')
      made.className = name
      return made
    })
    title!.textContent = queueLabel(queue.name)
    wait!.textContent = wordsOfQueue(queue)
    button.append(title!, rating!, wait!)
    button.addEventListener('click', () => void this.choose(queue.name))
    this.actions.rating(queue.name).then(
      ({ mu }) => {
        rating!.textContent = String(points(mu))
      },
      () => {},
    )
    return button
  }

  /** A member goes where the leader goes, and not every queue takes so many. */
  private applyParty(): void {
    const { size, isLed } = this.party
    for (const button of this.ways.querySelectorAll('button')) {
      const queue = this.queues.find(({ name }) => name === button.dataset.queue)
      button.disabled = !isLed || queue?.open !== true || size > queue.partySizeMax
    }
    element('ranked-party').textContent = isLed
      ? ''
      : 'The leader of your party chooses; you are asked before each match.'
  }

  private async act(run: () => Promise<void>): Promise<void> {
    this.say('')
    this.root.classList.add('busy')
    try {
      await run()
    } catch (error) {
      this.say(wordsOfRanked(error))
      if (error instanceof RefusedError && error.code === ErrorCode.PENALISED) this.penalise(error)
    } finally {
      this.root.classList.remove('busy')
    }
  }

  private penalise(error: RefusedError): void {
    this.penaltyEndsMs = performance.now() + (error.details.retryAfterMs ?? 0)
    this.tick()
  }

  private say(text: string): void {
    this.trouble.textContent = text
  }

  private tick(): void {
    const leftMs = this.penaltyEndsMs - performance.now()
    if (leftMs > 0) this.say(`You declined matches. You may play ranked again in ${duration(leftMs)}.`)
    else if (this.penaltyEndsMs > 0) {
      this.penaltyEndsMs = 0
      this.say('')
    }
    if (this.searching === undefined) return
    const { ticket, sinceMs } = this.searching
    const elapsed = duration(performance.now() - sinceMs)
    const expected = ticket.expectedWaitMs == null ? '' : ` · usually ${duration(ticket.expectedWaitMs)}`
    element('ranked-elapsed').textContent = `${queueLabel(ticket.queue)} · ${elapsed}${expected}`
  }
}

function wordsOfQueue({ open, playersWaiting, waitP50Ms }: QueueInfo): string {
  if (!open) return 'paused'
  if (waitP50Ms != null) return `about ${duration(waitP50Ms)}`
  return playersWaiting === 0 ? '' : `${playersWaiting} waiting`
}

/** Why it is not over well, or goes on. */
function wordsOfEnd({ status, statusReason }: Ticket): string {
  if (status === TicketStatus.SEARCHING && statusReason != null) return 'Somebody did not accept. You kept your place.'
  if (status === TicketStatus.TIMED_OUT) return 'No match was found. Try again later.'
  if (status === TicketStatus.DECLINED)
    return 'A match was declined, or not answered. Whoever does it again has to wait.'
  if (status === TicketStatus.FAILED) return statusReason ?? 'No room could be made.'
  return ''
}
