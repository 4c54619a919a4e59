// The list of rooms at the front door: one button for each, what stands in the way of joining it said on it. Titles come from
// strangers: they are set as text.

import type { RoomSummary } from '@tickwire/client'
import { element } from './hud.js'

export class RoomList {
  private readonly list = element('rooms')
  private readonly text = element('rooms-text')
  private readonly button = element<HTMLButtonElement>('refresh')
  /** Number of the newest request: an older answer that comes later is passed over. */
  private asked = 0

  /**
   * @param fetch - asks the server
   * @param onJoin - the player wants into this room
   */
  constructor(
    private readonly fetch: () => Promise<readonly RoomSummary[]>,
    private readonly onJoin: (room: RoomSummary) => void,
    private readonly explain: (error: unknown) => string,
  ) {
    this.button.addEventListener('click', () => void this.refresh())
  }

  async refresh(): Promise<void> {
    const asked = ++this.asked
    this.text.textContent = 'Looking for rooms ...'
    try {
      const rooms = await this.fetch()
      if (asked === this.asked) this.show(rooms)
    } catch (error) {
      if (asked !== this.asked) return
      this.list.replaceChildren()
      this.text.textContent = this.explain(error)
    }
  }

  private show(rooms: readonly RoomSummary[]): void {
    this.list.replaceChildren(...rooms.map((room) => this.line(room)))
    this.text.textContent = rooms.length === 0 ? 'Nobody plays now. Quick play opens the first room.' : ''
  }

  private line(room: RoomSummary): HTMLLIElement {
    const { title, players, playersMax, needsPassword } = room
    const isFull = players >= playersMax
    const button = document.createElement('button')
    button.type = 'button'
    button.disabled = isFull
    button.append(
      span('title', title),
      span('mark', [needsPassword ? 'locked' : '', isFull ? 'full' : ''].filter((mark) => mark !== '').join(', ')),
      span('players', `${players}/${playersMax}`),
    )
    button.addEventListener('click', () => this.onJoin(room))
    const line = document.createElement('li')
    line.append(button)
    return line
  }
}

function span(name: string, text: string): HTMLSpanElement {
  const made = document.createElement('span')
  made.className = name
  made.textContent = text
  return made
}
