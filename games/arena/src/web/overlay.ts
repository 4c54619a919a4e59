// What lies over the arena while nobody plays: connecting, why the connection is over, and the way back in.

import { CallError, type Closed, type ClosedName, RefusedError } from '@tickwire/client'
import { element } from './hud.js'

/** What a player makes of the reasons that are not errors; for the others the server's own words are shown. */
const EXPLANATIONS: Partial<Record<ClosedName, string>> = {
  CONNECTION_LOST: 'The connection was lost. Is the server running, and the network up?',
  CONNECT_TIMEOUT: 'The server does not answer.',
  REPLACED: 'You are playing in another tab or window: it has your seat now.',
  SERVER_STOPPING: 'The server is stopping or restarting. Try again in a moment.',
  ROOM_CLOSED: 'This arena is over. Play on in the next one.',
  ROOM_FAILED: 'The arena has broken down on the server, and its logs say why. Another one will be opened for you.',
  SLOW_CONSUMER: 'Your connection was too slow to follow the arena.',
  SCHEMA_MISMATCH: 'The game was updated. Reload the page.',
  VERSION_MISMATCH: 'The game was updated. Reload the page.',
  KICKED: 'You were removed from the arena.',
  IDLE: 'You were away for too long.',
}

export class Overlay {
  private readonly root = element('overlay')
  private readonly text = element('overlay-text')
  private readonly code = element('overlay-code')
  private readonly name = element<HTMLInputElement>('overlay-name')
  private readonly button = this.root.querySelector('button')!

  /** @param onPlay - the player wants to play under this name */
  constructor(onPlay: (name: string) => void) {
    this.root.querySelector('form')!.addEventListener('submit', (event) => {
      event.preventDefault()
      onPlay(this.name.value.trim())
    })
  }

  get isShown(): boolean {
    return !this.root.hidden
  }

  connecting(): void {
    this.show('Connecting ...', '')
    this.root.classList.add('busy')
  }

  hide(): void {
    this.root.hidden = true
  }

  /** The player asked for it: to change the name. */
  ask(name: string): void {
    this.show('Choose the name that others see. You start anew under it.', '')
    this.name.value = name
    this.button.textContent = 'Play'
    this.name.select()
  }

  closed(closed: Closed, name: string): void {
    this.show(EXPLANATIONS[closed.name] ?? closed.message, closed.name)
    this.name.value = name
    this.button.textContent = 'Reconnect'
    this.button.focus()
  }

  failed(error: unknown, name: string): void {
    if (error instanceof CallError && error.details.closed !== undefined) {
      this.closed(error.details.closed, name)
      return
    }
    const code = error instanceof RefusedError ? `refused (${error.code})` : ''
    this.show(error instanceof Error ? error.message : String(error), code)
    this.name.value = name
    this.button.textContent = 'Try again'
  }

  private show(text: string, code: string): void {
    this.root.classList.remove('busy')
    this.root.hidden = false
    this.text.textContent = text
    this.code.textContent = code
  }
}
