// What an operator wants the players to read: a bar over everything, until the player puts it away.

import type { Notice } from '@tickwire/client'
import { element } from './hud.js'
import { duration } from './words.js'

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
