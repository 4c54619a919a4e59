// A player of the recorded arena, by chance: every second one with keyboard and mouse, who runs in eight directions and jerks the
// aim to where it should be, the others with two sticks, who push and turn by degrees. Bots are the game's own.

import type { SteerTable } from '@tickwire/arena/schema'
import { MOVE_MAX } from '@tickwire/arena/simulation'
import { type Random, simmath } from '@tickwire/simulation'

/** How much of the way to where it should be the aim goes in a tick. */
const AIM_GAIN = { mouse: 0.35, stick: 0.12 }
/** Closer than this the aim is there, radians. */
const AIM_THERE = 0.002
/** Chance that a change of mind leaves the aim where it is. */
const AIM_STAYS = 0.4

export class Player {
  private readonly hasSticks: boolean
  private seq = 0
  private moveTicks = 0
  private aimTicks = 0
  private fireTicks = 0
  private moveX = 0
  private moveY = 0
  private aim = 0
  private aimTo = 0
  private fires = false

  constructor(
    private readonly seat: number,
    private readonly random: Random,
  ) {
    this.hasSticks = seat % 2 === 1
  }

  /** What it presses in this tick; as with a real client, a command only where something changed. */
  steer(commands: SteerTable): void {
    const changes = [this.move(), this.look(), this.fire()]
    if (!changes.includes(true)) return
    const index = commands.append(this.seat, ++this.seq)
    commands.moveX[index] = this.moveX
    commands.moveY[index] = this.moveY
    commands.aim[index] = this.aim
    commands.fire[index] = this.fires ? 1 : 0
  }

  private move(): boolean {
    const { random } = this
    if (this.moveTicks-- > 0) return false
    this.moveTicks = random.below(25) + 2
    if (!this.hasSticks) {
      this.moveX = MOVE_MAX * (random.below(3) - 1)
      this.moveY = MOVE_MAX * (random.below(3) - 1)
      return true
    }
    const [direction, push] = [random.between(0, simmath.TURN), Math.min(1, random.between(0, 1.5))]
    this.moveX = Math.round(MOVE_MAX * push * simmath.cos(direction))
    this.moveY = Math.round(MOVE_MAX * push * simmath.sin(direction))
    return true
  }

  private look(): boolean {
    const { random } = this
    if (this.aimTicks-- <= 0) {
      this.aimTicks = random.below(20) + 3
      if (!random.chance(AIM_STAYS)) this.aimTo = this.aim + random.between(-2, 2)
    }
    const missing = this.aimTo - this.aim
    if (Math.abs(missing) < AIM_THERE) return false
    this.aim += missing * (this.hasSticks ? AIM_GAIN.stick : AIM_GAIN.mouse)
    return true
  }

  private fire(): boolean {
    if (this.fireTicks-- > 0) return false
    this.fires = !this.fires
    this.fireTicks = this.random.below(this.fires ? 20 : 60)
    return true
  }
}
