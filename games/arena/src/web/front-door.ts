// What lies over the arena while nobody plays: the player's name, the ways in, and why the last stay is over. Knows what is
// on it and what the player does there; what that leads to is the page's affair.

import type { RoomSummary } from '@tickwire/client'
import { element } from './hud.js'
import { RoomList } from './room-list.js'
import { type Trouble, wordsOf } from './words.js'

export interface DoorActions {
  quickPlay(): void
  /** @param password - '' for none */
  create(title: string, password: string): void
  join(room: RoomSummary): void
  /** The player does not want to wait any longer, or back to the match. */
  back(): void
  rooms(): Promise<readonly RoomSummary[]>
  /** The door is open: what else is on it is brought up to date. */
  opened(): void
}

export class FrontDoor {
  private readonly root = element('overlay')
  private readonly text = element('overlay-text')
  private readonly code = element('overlay-code')
  private readonly nameInput = element<HTMLInputElement>('overlay-name')
  private readonly backButton = element<HTMLButtonElement>('back')
  private readonly list: RoomList

  constructor(
    private readonly actions: DoorActions,
    private readonly guestName: string,
  ) {
    this.nameInput.value = guestName
    this.list = new RoomList(actions.rooms, actions.join, (error) => wordsOf(error).text)
    this.onSubmit('quick', () => actions.quickPlay())
    this.onSubmit('create', () => {
      const [title, password] = [element<HTMLInputElement>('new-title'), element<HTMLInputElement>('new-password')]
      actions.create(title.value.trim(), password.value)
    })
    this.backButton.addEventListener('click', () => actions.back())
    this.root.addEventListener('keydown', ({ key }) => {
      if (key === 'Escape' && !this.backButton.hidden) actions.back()
    })
  }

  /** What the player wants to be called. */
  get name(): string {
    const name = this.nameInput.value.trim()
    return name === '' ? this.guestName : name
  }

  get isShown(): boolean {
    return !this.root.hidden
  }

  hide(): void {
    this.root.hidden = true
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
  }

  /** @param canGoBack - a match goes on behind it */
  open({ text, code }: Trouble = { text: '', code: '' }, canGoBack = false): void {
    this.show(text, code, false)
    this.backButton.hidden = !canGoBack
    this.backButton.textContent = 'Back to the match'
    void this.list.refresh()
    this.actions.opened()
  }

  /** Something is under way that the player may break off. */
  wait(text: string): void {
    this.show(text, '', true)
    this.backButton.hidden = false
    this.backButton.textContent = 'Cancel'
  }

  private show(text: string, code: string, isBusy: boolean): void {
    this.root.hidden = false
    this.root.classList.toggle('busy', isBusy)
    this.text.textContent = text
    this.code.textContent = code
    this.root.scrollTop = 0
    if (isBusy) this.backButton.focus()
    else this.root.querySelector<HTMLButtonElement>('#quick button')!.focus()
  }

  private onSubmit(id: string, run: () => void): void {
    element(id).addEventListener('submit', (event) => {
      event.preventDefault()
      run()
    })
  }
}
