// The chat over a match: the last lines, which fade, and the form when the player writes. Enter opens it, Escape or a touch of
// the arena closes it, and so does a line that was sent.

import { ChatLog, type Talk } from './chat-log.js'
import { element } from './hud.js'

/** Lines fade so long after the newest, milliseconds. */
const FADE_MS = 10_000

export class MatchChat {
  private readonly root = element('chat')
  private readonly log = new ChatLog(this.root, { onSent: () => this.close(), onChange: () => this.wake() })
  private readonly button = element('talk')
  private fading: ReturnType<typeof setTimeout> | undefined

  constructor() {
    this.button.addEventListener('click', () => this.open())
    window.addEventListener('keydown', ({ key }) => {
      if (key === 'Escape') this.close()
    })
    element('view').addEventListener('pointerdown', () => this.close())
  }

  /** Keys are for writing. */
  get isOpen(): boolean {
    return this.root.classList.contains('open')
  }

  /** @param talks - none: there is no match */
  show(talks: readonly Talk[]): void {
    if (talks.length === 0) this.close()
    this.button.hidden = talks.length === 0
    this.log.show(talks)
  }

  open(): void {
    this.root.classList.add('open')
    this.button.hidden = true
    this.wake()
    this.log.scrollDown()
    this.log.input.focus()
  }

  close(): void {
    if (!this.isOpen) return
    this.root.classList.remove('open')
    this.button.hidden = false
    this.log.scrollDown()
    this.log.input.blur()
  }

  private wake(): void {
    this.root.classList.remove('quiet')
    clearTimeout(this.fading)
    this.fading = setTimeout(() => this.root.classList.add('quiet'), FADE_MS)
  }
}
