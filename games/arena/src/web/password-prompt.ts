// Asks for the password of one room, in a dialog of the browser's own: it keeps the focus and closes with Escape.

import { element } from './hud.js'

export class PasswordPrompt {
  private readonly dialog = element<HTMLDialogElement>('password')
  private readonly title = this.dialog.querySelector('h2')!
  private readonly trouble = this.dialog.querySelector('p')!
  private readonly input = this.dialog.querySelector('input')!
  private answer: ((password: string | undefined) => void) | undefined

  constructor() {
    this.dialog.querySelector('form')!.addEventListener('submit', (event) => {
      event.preventDefault()
      this.finish(this.input.value)
    })
    this.dialog.querySelector('button[type="button"]')!.addEventListener('click', () => this.finish(undefined))
    this.dialog.addEventListener('close', () => this.finish(undefined))
  }

  /** @param trouble - why it is asked again, or '' */
  ask(roomTitle: string, trouble: string): Promise<string | undefined> {
    this.title.textContent = roomTitle
    this.trouble.textContent = trouble
    this.input.value = ''
    this.dialog.showModal()
    this.input.focus()
    return new Promise((resolve) => {
      this.answer = resolve
    })
  }

  private finish(password: string | undefined): void {
    const { answer } = this
    this.answer = undefined
    this.dialog.close()
    answer?.(password)
  }
}
