// The plain elements over the canvas: vitals, best players, kills, toasts, figures. Texts are set as text, never as
// markup: names come from strangers. Elements are touched only when what they show has changed.

import { Item, Weapon } from '../../gen-nodejs/arena.types.js'
import { HEALTH_MAX } from '../simulation/rules.js'
import * as colours from './colours.js'
import { ITEM_COLOUR } from './icons.js'

const FEED_LINES_MAX = 5
const FEED_LINE_MS = 7_000
const TOASTS_MAX = 4
const TOAST_MS = 2_400
const LEADERS_SHOWN = 6
const HINT_MS = 12_000

const WEAPON_NAME: Readonly<Record<Weapon, string>> = {
  [Weapon.PISTOL]: 'Pistol',
  [Weapon.SHOTGUN]: 'Shotgun',
  [Weapon.RIFLE]: 'Rifle',
}

const ITEM_NAME: Readonly<Record<Item, string>> = {
  [Item.MEDKIT]: 'health',
  [Item.AMMO]: 'ammo',
  [Item.SHOTGUN]: 'Shotgun',
  [Item.RIFLE]: 'Rifle',
}

export interface Vitals {
  readonly name: string
  readonly health: number
  readonly weapon: Weapon
  readonly ammo: number
}

export interface Standing {
  readonly avatarId: number
  readonly name: string
  readonly kills: number
  readonly deaths: number
  readonly isOwn: boolean
}

/** The element with this id; the page has it. */
export function element<T extends HTMLElement>(id: string): T {
  return document.getElementById(id) as T
}

export class Hud {
  private readonly shown = new Map<string, string>()
  private readonly healthBar = element('health').querySelector<HTMLElement>('i')!
  private readonly leaders = element('leaders').querySelector('ol')!
  private readonly scoreRows = element('scores').querySelector('tbody')!

  vitals({ name, health, weapon, ammo }: Vitals): void {
    this.text('name', element('name'), name)
    if (this.changed('health', String(health))) {
      this.healthBar.style.width = `${(100 * health) / HEALTH_MAX}%`
      this.healthBar.dataset.level = health > 50 ? 'good' : health > 25 ? 'fair' : 'bad'
      element('health').querySelector('b')!.textContent = String(health)
    }
    this.text('weapon', element('weapon').querySelector('span')!, WEAPON_NAME[weapon])
    this.text('ammo', element('weapon').querySelector('b')!, weapon === Weapon.PISTOL ? '∞' : String(ammo))
  }

  stats(text: string): void {
    this.text('stats', element('stats'), text)
  }

  /** The edges of the picture turn red. */
  hurt(): void {
    const flash = element('flash')
    flash.classList.remove('hurt')
    // Reading a size makes the browser notice the removal: the animation starts again.
    void flash.offsetWidth
    flash.classList.add('hurt')
  }

  /** The way to a chest at hand. */
  chestAtHand(isThere: boolean): void {
    if (this.changed('open', String(isThere))) element('open').hidden = !isThere
  }

  /** While the own avatar is dead; undefined when it lives. */
  killed(by: string | undefined, secondsLeft: number): void {
    if (this.changed('killed', by === undefined ? '' : 'shown')) element('killed').hidden = by === undefined
    if (by === undefined) return
    const [title, wait] = element('killed').children
    this.text('killed-by', title as HTMLElement, by)
    this.text('killed-wait', wait as HTMLElement, `back in ${secondsLeft.toFixed(1)} s`)
  }

  granted(item: Item, amount: number): void {
    const isGun = item === Item.SHOTGUN || item === Item.RIFLE
    this.toast(isGun ? `${ITEM_NAME[item]} · ${amount} shots` : `+${amount} ${ITEM_NAME[item]}`, ITEM_COLOUR[item])
  }

  toast(text: string, colour: string): void {
    append(element('toasts'), TOASTS_MAX, TOAST_MS, [span(text, colour)])
  }

  kill(killer: { id: number; name: string } | undefined, victim: { id: number; name: string }, weapon: Weapon): void {
    const spans = [
      ...(killer === undefined ? [] : [nameSpan(killer)]),
      span(WEAPON_NAME[weapon].toLowerCase(), colours.DIM),
      nameSpan(victim),
    ]
    append(element('feed'), FEED_LINES_MAX, FEED_LINE_MS, spans)
  }

  hint(text: string): void {
    const hint = element('hint')
    hint.textContent = text
    hint.classList.remove('gone')
    setTimeout(() => hint.classList.add('gone'), HINT_MS)
  }

  /** @param standings - best first */
  standings(standings: readonly Standing[]): void {
    const key = standings.map((s) => `${s.avatarId} ${s.kills} ${s.deaths} ${s.name}`).join('\n')
    if (!this.changed('standings', key)) return
    const ranked = standings.map((standing, index) => ({ ...standing, rank: index + 1 }))
    const own = ranked.find((standing) => standing.isOwn)
    const best = ranked.slice(0, LEADERS_SHOWN)
    if (own !== undefined && own.rank > LEADERS_SHOWN) best[LEADERS_SHOWN - 1] = own
    this.leaders.replaceChildren(...best.map(leaderLine))
    this.scoreRows.replaceChildren(...ranked.slice(0, 40).map(scoreRow))
  }

  showScores(isShown: boolean): void {
    element('scores').hidden = !isShown
  }

  private text(key: string, where: HTMLElement, text: string): void {
    if (this.changed(key, text)) where.textContent = text
  }

  private changed(key: string, value: string): boolean {
    if (this.shown.get(key) === value) return false
    this.shown.set(key, value)
    return true
  }
}

/** Adds a line that goes by itself; the oldest goes when there are too many. */
function append(list: HTMLElement, linesMax: number, lineMs: number, spans: readonly HTMLElement[]): void {
  const line = document.createElement('li')
  line.append(...spans)
  list.append(line)
  while (list.children.length > linesMax) list.firstElementChild!.remove()
  setTimeout(() => line.remove(), lineMs)
}

function span(text: string, colour: string): HTMLElement {
  const made = document.createElement('span')
  made.textContent = text
  made.style.color = colour
  return made
}

function nameSpan({ id, name }: { id: number; name: string }): HTMLElement {
  const made = span(name, colours.BODY[colours.hueOf(id)]!)
  made.className = 'who'
  return made
}

function leaderLine({ rank, avatarId, name, kills, isOwn }: Standing & { rank: number }): HTMLElement {
  const line = document.createElement('li')
  line.classList.toggle('own', isOwn)
  line.append(
    span(String(rank), isOwn ? colours.TEXT : colours.DIM),
    nameSpan({ id: avatarId, name }),
    span(String(kills), colours.TEXT),
  )
  return line
}

function scoreRow({ rank, avatarId, name, kills, deaths, isOwn }: Standing & { rank: number }): HTMLElement {
  const row = document.createElement('tr')
  row.classList.toggle('own', isOwn)
  for (const content of [String(rank), nameSpan({ id: avatarId, name }), String(kills), String(deaths)]) {
    const cell = document.createElement('td')
    cell.append(content)
    row.append(cell)
  }
  return row
}
