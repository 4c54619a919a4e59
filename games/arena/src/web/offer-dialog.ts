// A match was found: says so with a dialog, a sound and a buzz, counts down, and takes the answer. Escape does nothing: declining costs, so
// it takes the button. Who has accepted sees how many others have.

import { Answer, TicketStatus } from '@tickwire/client'
import type { Ticket } from '@tickwire/client/matchmaking'
import { element } from './hud.js'
import { queueLabel } from './words.js'

/** The countdown is drawn so often, milliseconds. */
const CLOCK_MS = 100

/** Pattern of the buzz, milliseconds. */
const BUZZ = [180, 80, 180]

export class OfferDialog {
  private readonly dialog = element<HTMLDialogElement>('offer')
  private readonly text = element('offer-text')
  private readonly bar = element('offer-time').querySelector<HTMLElement>('i')!
  private readonly accept = element<HTMLButtonElement>('offer-accept')
  private readonly decline = element<HTMLButtonElement>('offer-decline')
  private offered: { readonly matchId: string; readonly queue: string; readonly players: number } | undefined
  private accepted = 0
  private isAccepted = false
  private endsMs = 0
  private lengthMs = 1
  private clock: ReturnType<typeof setInterval> | undefined

  /** @param alert - makes itself heard */
  constructor(
    private readonly answer: (isAccepted: boolean) => Promise<void>,
    private readonly alert: () => void,
  ) {
    this.accept.addEventListener('click', () => void this.say(true))
    this.decline.addEventListener('click', () => void this.say(false))
    for (const kind of ['cancel', 'keydown'] as const) {
      this.dialog.addEventListener(kind, (event) => {
        if (kind === 'cancel' || (event as KeyboardEvent).key === 'Escape') event.preventDefault()
      })
    }
  }

  get isOpen(): boolean {
    return this.dialog.open
  }

  show(ticket: Ticket | undefined): void {
    const { status, offer } = ticket ?? {}
    if (ticket !== undefined && status === TicketStatus.OFFERED && offer != null) {
      if (this.offered?.matchId !== offer.matchId) this.open(ticket, offer)
      this.isAccepted ||= offer.mine === Answer.ACCEPTED
      this.accepted = offer.accepted
      this.draw()
    } else if (status === TicketStatus.PLACING) {
      this.text.textContent = 'Everybody is there. The room is being made.'
    } else {
      this.close()
    }
  }

  private open({ queue }: Ticket, { matchId, players, answerWithinMs }: NonNullable<Ticket['offer']>): void {
    this.offered = { matchId, queue, players }
    this.isAccepted = false
    this.lengthMs = Math.max(1, answerWithinMs)
    this.endsMs = performance.now() + answerWithinMs
    this.clock ??= setInterval(() => this.draw(), CLOCK_MS)
    if (!this.dialog.open) this.dialog.showModal()
    this.accept.focus()
    this.alert()
    // Browsers refuse it before the first touch, and most desktops have nothing to buzz.
    if ('vibrate' in navigator && navigator.userActivation.hasBeenActive) navigator.vibrate(BUZZ)
  }

  private close(): void {
    clearInterval(this.clock)
    this.clock = undefined
    this.offered = undefined
    this.dialog.close()
  }

  private async say(isAccepted: boolean): Promise<void> {
    this.isAccepted = isAccepted
    this.draw()
    try {
      await this.answer(isAccepted)
    } catch {
      // Too late: what became of the ticket is told by itself.
    }
  }

  private draw(): void {
    if (this.offered === undefined) return
    const { queue, players } = this.offered
    const leftMs = Math.max(0, this.endsMs - performance.now())
    const seconds = Math.ceil(leftMs / 1_000)
    const what = players === 1 ? `A running ${queueLabel(queue)} match needs you` : `Ranked ${queueLabel(queue)}`
    const others = this.accepted === 0 ? '' : ` · ${this.accepted} of ${players} have accepted`
    this.text.textContent = this.isAccepted
      ? `Accepted. Waiting for the others${others} ...`
      : `${what} · ${seconds} s to accept${others}`
    this.bar.style.width = `${(100 * leftMs) / this.lengthMs}%`
    this.accept.disabled = this.isAccepted
    this.decline.disabled = this.isAccepted
  }
}
