// Keyboard, mouse and thumbs to one player's input. Reads nothing but events; what the input means is the game's affair.

import type { Steer } from '../../gen-nodejs/arena.state.js'
import { MOVE_MAX } from '../simulation/movement.js'
import { Stick } from './stick.js'

/** The aim stick fires from this deflection on; below, it only turns. */
const FIRE_DEFLECTION = 0.55

const MOVE_KEYS: Readonly<Record<string, readonly [number, number]>> = {
  KeyW: [0, -1],
  ArrowUp: [0, -1],
  KeyS: [0, 1],
  ArrowDown: [0, 1],
  KeyA: [-1, 0],
  ArrowLeft: [-1, 0],
  KeyD: [1, 0],
  ArrowRight: [1, 0],
}

export interface Actions {
  /** Keys belong to the game; elsewhere they do what they do on any page. */
  isPlaying(): boolean
  openChest(): void
  showScores(isShown: boolean): void
  /** @param number - 0 for the key 1 */
  emote(number: number): void
  mute(): void
  showNet(): void
  /** The player wants to write. */
  chat(): void
}

export class Controls {
  /** Last place of the mouse, CSS pixels; undefined while the player uses thumbs. */
  mouse: { readonly x: number; readonly y: number } | undefined
  private readonly keys = new Set<string>()
  private readonly moveStick: Stick
  private readonly aimStick: Stick
  private aim = 0
  private isFiring = false
  /** Pressed since the last read, even if released again. */
  private wasPressed = false

  constructor(surface: HTMLElement, moveBase: HTMLElement, aimBase: HTMLElement, actions: Actions) {
    this.moveStick = new Stick(moveBase)
    this.aimStick = new Stick(aimBase)
    this.listenToKeys(actions)
    this.listenToPointers(surface)
  }

  /**
   * The present input.
   * @param ownX,ownY - where the own avatar is drawn, CSS pixels
   */
  read(ownX: number, ownY: number): Steer {
    if (this.aimStick.deflection > 0) this.aim = Math.atan2(this.aimStick.y, this.aimStick.x)
    else if (this.mouse !== undefined) this.aim = Math.atan2(this.mouse.y - ownY, this.mouse.x - ownX)
    else if (this.moveStick.deflection > 0 && !this.aimStick.isHeld) {
      this.aim = Math.atan2(this.moveStick.y, this.moveStick.x)
    }
    const { x, y } = this.move()
    const fire = this.isFiring || this.wasPressed || this.aimStick.deflection > FIRE_DEFLECTION
    this.wasPressed = false
    return { moveX: Math.round(x * MOVE_MAX), moveY: Math.round(y * MOVE_MAX), aim: this.aim, fire }
  }

  /** Where the player looks, for the camera: direction of the aim, length 0..1. */
  look(width: number, height: number): { x: number; y: number } {
    if (this.mouse === undefined) return { x: this.aimStick.x, y: this.aimStick.y }
    const x = (this.mouse.x - width / 2) / (width / 2)
    const y = (this.mouse.y - height / 2) / (height / 2)
    const length = Math.max(1, Math.hypot(x, y))
    return { x: x / length, y: y / length }
  }

  /** Lets go of everything: the window has lost the focus, or a dialog is open. */
  release(): void {
    this.keys.clear()
    this.isFiring = false
    this.wasPressed = false
    this.moveStick.release()
    this.aimStick.release()
  }

  private move(): { x: number; y: number } {
    if (this.moveStick.isHeld) return this.moveStick
    let x = 0
    let y = 0
    for (const key of this.keys) {
      x += MOVE_KEYS[key]?.[0] ?? 0
      y += MOVE_KEYS[key]?.[1] ?? 0
    }
    x = Math.sign(x)
    y = Math.sign(y)
    const length = Math.max(1, Math.hypot(x, y))
    return { x: x / length, y: y / length }
  }

  private listenToKeys(actions: Actions): void {
    window.addEventListener('keydown', (event) => {
      if (!actions.isPlaying() || event.ctrlKey || event.metaKey || event.altKey) return
      if (event.code === 'Tab') actions.showScores(true)
      else if (event.code === 'KeyE' && !event.repeat) actions.openChest()
      else if (event.code === 'KeyM' && !event.repeat) actions.mute()
      else if (event.code === 'KeyN' && !event.repeat) actions.showNet()
      else if (event.key === 'Enter' && !(event.target instanceof HTMLButtonElement)) actions.chat()
      else if (event.code === 'Space') {
        this.isFiring = true
        this.wasPressed = true
      } else if (/^Digit[1-6]$/.test(event.code)) actions.emote(Number(event.code.slice(5)) - 1)
      else if (event.code in MOVE_KEYS) this.keys.add(event.code)
      else return
      event.preventDefault()
    })
    window.addEventListener('keyup', (event) => {
      if (event.code === 'Tab') actions.showScores(false)
      if (event.code === 'Space') this.isFiring = false
      this.keys.delete(event.code)
    })
    window.addEventListener('blur', () => this.release())
  }

  private listenToPointers(surface: HTMLElement): void {
    surface.addEventListener('pointerdown', (event) => {
      surface.setPointerCapture(event.pointerId)
      if (event.pointerType === 'mouse') {
        if (event.button !== 0) return
        this.isFiring = true
        this.wasPressed = true
      } else {
        this.mouse = undefined
        const stick = event.clientX < window.innerWidth / 2 ? this.moveStick : this.aimStick
        stick.press(event)
      }
      event.preventDefault()
    })
    surface.addEventListener('pointermove', (event) => {
      if (event.pointerType === 'mouse') this.mouse = { x: event.clientX, y: event.clientY }
      this.moveStick.move(event)
      this.aimStick.move(event)
    })
    for (const end of ['pointerup', 'pointercancel'] as const) {
      surface.addEventListener(end, (event) => {
        if (event.pointerType === 'mouse') this.isFiring = false
        this.moveStick.release(event.pointerId)
        this.aimStick.release(event.pointerId)
      })
    }
    surface.addEventListener('contextmenu', (event) => event.preventDefault())
  }
}
