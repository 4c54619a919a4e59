// A bot's second pair of eyes: decodes every snapshot whole with the client's own replica and compares what comes out with
// two truths: what the server says of the avatar in a Thrift call (straight from the world, another way than the
// snapshots), and where the other checking bots of this process say that they are.

import { Avatar, type AvatarView, arenaSchema, type OwnAvatar } from '@tickwire/arena/schema'
import { VIEW_RADIUS } from '@tickwire/arena/simulation'
import { Replica } from '@tickwire/client/replica'
import type { Counts } from './recorder.js'

/** Movers are counted in every so manieth snapshot; they do not change faster. */
const MOVERS_EVERY = 10

/** What a bot's avatar is at a tick, as the server says. */
export interface OwnState {
  readonly avatarId: number
  readonly x: number
  readonly y: number
  readonly health: number
  readonly weapon: number
  readonly ammo: number
  /** Not part of the server's answer. */
  readonly heading?: number
  readonly shielded?: boolean
}

/** Half a step of the public position, and what doubles add to it. */
const POSITION_ERROR_MAX = 0.05 + 1e-6

const AVATAR = Avatar.id

const UNHEARD = { entered() {}, left() {}, event() {} }

/** What the checking bots of this process know of themselves, by avatar, and since when. */
export type Whereabouts = Map<number, { readonly tick: number; readonly own: OwnState }>

export class Checker {
  private readonly replica: Replica
  /** After the last snapshot and after the one before; undefined without an avatar. */
  private own: OwnState | undefined
  private before: OwnState | undefined
  private beforeTick = 0
  private snapshots = 0

  constructor(
    welcomeTick: number,
    private readonly emissionInterval: number,
    private readonly whereabouts: Whereabouts,
  ) {
    this.replica = new Replica(arenaSchema, welcomeTick, emissionInterval, UNHEARD)
  }

  /** Applies one snapshot. Returns what is wrong with it, or undefined. @param tick - what its header says */
  apply(frame: Uint8Array, tick: number, counts: Counts): string | undefined {
    this.before = this.own
    this.beforeTick = this.replica.tick
    const failure = this.replica.apply(frame)
    if (failure !== undefined) return `${failure} in the snapshot of tick ${tick}`
    if (this.replica.tick !== tick) return `tick ${this.replica.tick} where the header says ${tick}`
    this.own = ownState(this.replica.own as OwnAvatar | undefined)
    if (++this.snapshots % MOVERS_EVERY === 0) this.countMovers(frame.length, counts)
    return undefined
  }

  /** Of all that the snapshots said, for the server's self-check. */
  get digest(): number {
    return this.replica.digest()
  }

  /** Takes all of it anew. Returns what is wrong with the frame, or undefined. */
  resync(frame: Uint8Array): string | undefined {
    return this.replica.resync(frame)
  }

  /** Compares the other checking bots with where this one sees them. Returns what differs, or undefined. */
  compareOthers(counts: Counts): string | undefined {
    const { replica, own, whereabouts } = this
    if (own === undefined) return undefined
    whereabouts.set(own.avatarId, { tick: replica.tick, own })
    for (const [id, other] of whereabouts) {
      if (other.tick !== replica.tick || id === own.avatarId) continue
      const view = replica.entities.get(id) as AvatarView | undefined
      if (view === undefined || view.stale) continue
      counts.truthChecks++
      const field = fieldThatDiffers(view, other.own)
      if (field !== undefined)
        return `${field} of avatar ${id} is ${other.own[field]} for itself, ${view[field]} for others`
    }
    return undefined
  }

  /**
   * What this bot must have known when a room call of `tick` ran: calls run before the tick's step, so it is the state
   * after the one before. Undefined where that snapshot was not sent, or had no avatar.
   */
  stateBefore(tick: number): OwnState | undefined {
    const isNext = this.replica.tick === tick && this.beforeTick === tick - this.emissionInterval
    return isNext && this.emissionInterval === 1 ? this.before : undefined
  }

  /** The bot leaves. */
  end(): void {
    if (this.own !== undefined) this.whereabouts.delete(this.own.avatarId)
  }

  private countMovers(bytes: number, counts: Counts): void {
    const { own, replica } = this
    if (own === undefined) return
    counts.sampledSnapshots++
    counts.sampledBytes += bytes
    for (const view of replica.entities.values()) {
      if (view.type !== AVATAR || view.asleep) continue
      const { x, y } = view as AvatarView
      if ((x - own.x) ** 2 + (y - own.y) ** 2 <= VIEW_RADIUS ** 2) counts.usefulMovers++
    }
  }
}

function ownState(own: OwnAvatar | undefined): OwnState | undefined {
  if (own === undefined) return undefined
  const { id: avatarId, x, y, health, weapon, ammo, heading, shielded } = own
  return { avatarId, x, y, health, weapon, ammo, heading, shielded }
}

/** A public field of somebody's avatar that is not what its owner is told. */
function fieldThatDiffers(
  view: AvatarView,
  own: OwnState,
): 'x' | 'y' | 'health' | 'weapon' | 'heading' | 'shielded' | undefined {
  for (const axis of ['x', 'y'] as const) if (Math.abs(view[axis] - own[axis]) > POSITION_ERROR_MAX) return axis
  for (const field of ['health', 'weapon', 'heading', 'shielded'] as const) if (view[field] !== own[field]) return field
  return undefined
}

/** What differs between two accounts of one avatar, or undefined. */
export function differenceOf(known: OwnState, said: OwnState): string | undefined {
  for (const key of ['avatarId', 'x', 'y', 'health', 'weapon', 'ammo'] as const) {
    if (known[key] !== said[key]) return `${key} is ${known[key]} in the snapshots and ${said[key]} in the answer`
  }
  return undefined
}
