// The lines of a chat and the form below them. Texts and names come from strangers: they are set as text. What the server
// refuses stays in the form, with the reason in a player's words.

import type { ChatMessage, LiveState } from '@tickwire/client'
import { wordsOfChat } from './words.js'

/** Lines that are kept in the page. */
const LINES_MAX = 60

/** One channel that the player reads and may write in. */
export interface Talk {
  /** For people: who reads it. */
  readonly label: string
  readonly messages: LiveState<readonly ChatMessage[]>
  say(text: string): Promise<unknown>
}

export interface ChatLogEvents {
  /** A line was written, or there was nothing to write. */
  onSent?(): void
  /** Somebody has said something. */
  onChange?(): void
}

export class ChatLog {
  readonly input: HTMLInputElement
  private readonly lines: HTMLElement
  private readonly trouble: HTMLElement
  private readonly scope: HTMLButtonElement
  private talks: readonly Talk[] = []
  private stops: (() => void)[] = []
  /** Number of the talk that is written in. */
  private chosen = 0
  private isSending = false

  constructor(
    private readonly root: HTMLElement,
    private readonly events: ChatLogEvents = {},
  ) {
    this.lines = root.querySelector('ol')!
    this.trouble = root.querySelector('p')!
    this.scope = root.querySelector('button')!
    this.input = root.querySelector('input')!
    this.scope.addEventListener('click', () => {
      this.choose((this.chosen + 1) % this.talks.length)
      this.input.focus()
    })
    this.root.querySelector('form')!.addEventListener('submit', (event) => {
      event.preventDefault()
      void this.send()
    })
  }

  /** Takes the place of what was shown; without any talk there is nothing to see. */
  show(talks: readonly Talk[]): void {
    for (const stop of this.stops) stop()
    this.talks = talks
    this.stops = talks.map(({ messages }) => messages.onChange(() => this.changed()))
    this.root.hidden = talks.length === 0
    this.scope.hidden = talks.length < 2
    this.choose(Math.min(this.chosen, Math.max(0, talks.length - 1)))
    this.trouble.textContent = ''
    this.draw()
  }

  scrollDown(): void {
    this.lines.scrollTop = this.lines.scrollHeight
  }

  private choose(number: number): void {
    this.chosen = number
    const label = this.talks[number]?.label ?? ''
    this.scope.textContent = label
    this.scope.title = 'Who reads it'
    this.input.placeholder = `To the ${label.toLowerCase()}`
  }

  /** One line at a time. What is refused comes back, before what was typed meanwhile. */
  private async send(): Promise<void> {
    if (this.isSending) return
    this.isSending = true
    const text = this.input.value.trim()
    this.input.value = ''
    this.trouble.textContent = ''
    try {
      if (text !== '') await this.talks[this.chosen]?.say(text)
      if (this.input.value === '') this.events.onSent?.()
    } catch (error) {
      this.input.value = text + this.input.value
      this.trouble.textContent = wordsOfChat(error)
    } finally {
      this.isSending = false
    }
  }

  private changed(): void {
    this.draw()
    this.events.onChange?.()
  }

  private draw(): void {
    const said = this.talks.flatMap(({ label, messages }) => messages.state.map((message) => ({ label, message })))
    said.sort((a, b) => a.message.sentAtMs - b.message.sentAtMs)
    this.lines.replaceChildren(...said.slice(-LINES_MAX).map(line))
    this.scrollDown()
  }
}

function line({ label, message }: { readonly label: string; readonly message: ChatMessage }): HTMLLIElement {
  const made = document.createElement('li')
  made.dataset.scope = label
  const name = document.createElement('b')
  name.textContent = message.senderName
  made.append(name, ` ${message.text}`)
  return made
}
