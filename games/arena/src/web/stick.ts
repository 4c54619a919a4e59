// A virtual stick for thumbs: appears where the finger lands, follows it, and rests at its place when nobody touches.

/** Full deflection, CSS pixels. */
const REACH = 52

/** Deflections below this part count as none: thumbs tremble. */
const DEAD_ZONE = 0.14

export class Stick {
  /** Deflection, -1..1 each, at most 1 together. */
  x = 0
  y = 0
  private pointerId: number | undefined
  private startX = 0
  private startY = 0
  private readonly knob: HTMLElement

  constructor(private readonly base: HTMLElement) {
    this.knob = base.querySelector('i')!
  }

  get isHeld(): boolean {
    return this.pointerId !== undefined
  }

  get deflection(): number {
    return Math.hypot(this.x, this.y)
  }

  press(event: PointerEvent): void {
    if (this.isHeld) return
    this.pointerId = event.pointerId
    this.startX = event.clientX
    this.startY = event.clientY
    this.base.classList.add('held')
    this.base.style.left = `${event.clientX}px`
    this.base.style.top = `${event.clientY}px`
  }

  move(event: PointerEvent): void {
    if (event.pointerId !== this.pointerId) return
    const dx = (event.clientX - this.startX) / REACH
    const dy = (event.clientY - this.startY) / REACH
    const length = Math.hypot(dx, dy)
    const scale = length > 1 ? 1 / length : length < DEAD_ZONE ? 0 : 1
    this.x = dx * scale
    this.y = dy * scale
    this.knob.style.transform = `translate(${this.x * REACH}px, ${this.y * REACH}px)`
  }

  release(pointerId: number | undefined = this.pointerId): void {
    if (pointerId !== this.pointerId) return
    this.pointerId = undefined
    this.x = 0
    this.y = 0
    this.base.classList.remove('held')
    this.base.style.left = ''
    this.base.style.top = ''
    this.knob.style.transform = ''
  }
}
