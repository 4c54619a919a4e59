// The panel with the net graph and the simulated link: what the connection is like, and what it would be like on a bad line.
// Hidden until it is opened, and nothing is remembered; an address such as `?link=200&stalls=5` begins with a bad line and
// the panel open. docs/GAME-GUIDE.md has the parameters.

import { SimulatedLink } from '@tickwire/client/link'
import { element } from './hud.js'
import { NetGraph } from './net-graph.js'
import type { NetHistory } from './net-history.js'

/** How long the button makes the line stand, milliseconds. */
const STAND_MS = 1_000

/** The slider of the line's width at its end: as wide as it is. */
const RATE_FREE = 65

export class NetPanel {
  /** The line of everything that this page sends and receives. */
  readonly link = new SimulatedLink()
  private readonly root = element('net')
  private readonly form = element<HTMLFormElement>('link')
  private readonly graph = new NetGraph(element<HTMLCanvasElement>('net-graph'))

  /** @param address - its parameters begin the line: `link`, `jitter`, `stalls`, `stall`, `rate` */
  constructor(address: URLSearchParams) {
    this.form.addEventListener('submit', (event) => event.preventDefault())
    this.form.addEventListener('input', () => this.apply())
    // The event comes before the sliders are back.
    this.form.addEventListener('reset', () => setTimeout(() => this.apply()))
    // Whoever moves a slider by hand goes on playing with the keys; by keyboard, the slider keeps them.
    this.form.addEventListener('pointerup', () => (document.activeElement as HTMLElement | null)?.blur())
    element('link-stand').addEventListener('click', () => this.stand())
    element('net-close').addEventListener('click', () => this.toggle())
    let isGiven = false
    for (const input of this.inputs()) {
      const given = address.get(input.name)
      if (given === null) continue
      input.value = given
      isGiven = true
    }
    this.apply()
    // In a small window the sliders would lie over the avatar.
    this.root.querySelector('details')!.open = matchMedia('(width >= 700px) and (height >= 480px)').matches
    this.root.hidden = !isGiven
  }

  /** A slider has the keyboard. */
  get hasKeys(): boolean {
    return document.activeElement !== null && this.form.contains(document.activeElement)
  }

  toggle(): void {
    this.root.hidden = !this.root.hidden
  }

  draw(history: NetHistory, nowMs: number): void {
    if (!this.root.hidden) this.graph.draw(history, nowMs)
  }

  private stand(): void {
    this.link.toServer.stall(STAND_MS)
    this.link.toClient.stall(STAND_MS)
  }

  /** Makes the line what the sliders say. */
  private apply(): void {
    const [roundTripMs, jitterMs, stallPercent, stallMs, rate] = this.inputs().map(({ valueAsNumber }) => valueAsNumber)
    const isFree = rate === RATE_FREE
    this.link.set({
      latencyMs: roundTripMs! / 2,
      jitterMs: jitterMs!,
      stallChance: stallPercent! / 100,
      stallMs: stallMs!,
      bytesPerSecond: isFree ? Number.POSITIVE_INFINITY : rate! * 1_000,
    })
    const said = [`${roundTripMs} ms`, `${jitterMs} ms`, `${stallPercent} %`, `${stallMs} ms`]
    const outputs = this.form.querySelectorAll('output')
    for (const [i, text] of [...said, isFree ? 'no limit' : `${rate} kB/s`].entries()) outputs[i]!.textContent = text
  }

  /** Round trip, jitter, stalls, their length, width. Sliders keep what they are given within their bounds. */
  private inputs(): readonly HTMLInputElement[] {
    return [...this.form.querySelectorAll('input')]
  }
}
