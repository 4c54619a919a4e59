// What an operator wants the players to read: a bar over everything, until the player puts it away.

import type { Notice } from '@tickwire/client'
import { element } from './hud.js'

export class NoticeBar {
  private readonly root = element('notice')
  private readonly text = this.root.querySelector('p')!

  constructor() {
    this.root.querySelector('button')!.addEventListener('click', () => {
      this.root.hidden = true
    })
  }

  show({ text, severity, shutdownInMs }: Notice): void {
    const stop = shutdownInMs == null ? '' : ` The server stops in ${duration(shutdownInMs)}.`
    this.text.textContent = `${text}${stop}`
    this.root.dataset.severity = severity
    this.root.hidden = false
  }
}

function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1_000)
  return seconds < 100 ? `${seconds} s` : `${Math.round(seconds / 60)} min`
}
