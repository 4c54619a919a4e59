// One stay in one room: listens to what happens, keeps what the picture needs beside the views, and turns each frame into
// a command, a picture and up-to-date figures.

import { RefusedError, type Room } from '@tickwire/client'
import type { ArenaRoomClient } from '../../gen-nodejs/arena.handlers.js'
import {
  Avatar,
  Chest,
  type ChestView,
  GrantedEvent,
  type Hit,
  HitEvent,
  type Kill,
  KillEvent,
  Match as MatchState,
  type MatchView,
  OwnAvatar,
  Pickup,
  Score,
  ShotEvent,
  type Steer,
} from '../../gen-nodejs/arena.state.js'
import { Emote } from '../../gen-nodejs/arena.types.js'
import { avatarPrediction } from '../simulation/movement.js'
import { CHEST_REACH, TICK_RATE_HZ, WORLD_SIZE, wireId } from '../simulation/rules.js'
import type { Actor } from './avatars.js'
import * as colours from './colours.js'
import type { Controls } from './controls.js'
import { Effects } from './effects.js'
import type { Hud, Standing } from './hud.js'
import { NetHistory } from './net-history.js'
import type { Picture } from './picture.js'
import { Shots } from './shots.js'
import { setSides, sideOf } from './sides.js'
import type { Sound } from './sound.js'

export type ArenaRoom = Room<Steer, ArenaRoomClient>

/** How often figures and standings are brought up to date, milliseconds. */
const FIGURES_MS = 250
const EMOTE_MS = 2_500

/** How far shots are heard, units. */
const HEARING = 700

/** A frame is never taken for longer than this, milliseconds: the tab was in the background. */
const FRAME_MS_MAX = 100

export class Match {
  private readonly effects = new Effects()
  private readonly shots = new Shots(this.effects, ({ x, y, weapon }) => {
    this.sound.shot(weapon, this.volumeAt(x, y))
  })
  /** Where the own avatar is drawn: ahead of the server's records. */
  readonly ownPlace: { readonly x: number; readonly y: number }
  readonly net: NetHistory
  private readonly emotes = new Map<number, { readonly emote: Emote; readonly untilMs: number }>()
  private readonly names = new Map<number, string>()
  private killedBy = ''
  private hitMarkMs = Number.NEGATIVE_INFINITY
  private lastFrameMs = 0
  private figuresMs = 0
  private opening = false

  constructor(
    private readonly room: ArenaRoom,
    private readonly controls: Controls,
    private readonly picture: Picture,
    private readonly hud: Hud,
    private readonly sound: Sound,
  ) {
    const { shown, corrections } = room.predict(Avatar, avatarPrediction)
    this.ownPlace = shown
    this.net = new NetHistory(room, corrections)
    room.onEvent(ShotEvent, (shot) => {
      const isOwn = shot.shooterId === this.ownId
      this.shots.add(shot, performance.now() + (isOwn ? 0 : room.stats.interpolationDelayMs))
    })
    room.onEvent(HitEvent, (hit) => this.onHit(hit))
    room.onEvent(KillEvent, (kill) => this.onKill(kill))
    room.onEvent(GrantedEvent, ({ item, amount }) => {
      hud.granted(item, amount)
      sound.granted()
    })
    room.onMessage('emote', (value) => this.onEmote(value))
  }

  private get own(): OwnAvatar | undefined {
    return this.room.own instanceof OwnAvatar ? this.room.own : undefined
  }

  /** What events and scores call the own avatar. */
  private get ownId(): number | undefined {
    return this.own && wireId(this.own.id)
  }

  /** Where the match stands; undefined in an open arena. */
  get state(): MatchView | undefined {
    for (const state of this.room.of(MatchState)) return state
    return undefined
  }

  /** Undefined without a side. */
  get ownSide(): number | undefined {
    return this.ownId === undefined ? undefined : sideOf(this.ownId)
  }

  frame(nowMs: number): void {
    const frameMs = Math.min(FRAME_MS_MAX, nowMs - this.lastFrameMs)
    this.lastFrameMs = nowMs
    const steer = this.steer()
    this.room.update(nowMs)
    const actors = this.actors(steer)
    this.shots.move(nowMs, frameMs, actors)
    this.effects.move(frameMs)
    this.lookAt(actors, frameMs)
    const chest = this.chestAtHand()
    this.picture.draw({
      actors,
      chests: this.room.of(Chest),
      pickups: this.room.of(Pickup),
      chestAtHand: chest,
      shots: this.shots,
      effects: this.effects,
      emotes: this.presentEmotes(nowMs),
      cursor: this.own === undefined || this.own.health === 0 ? undefined : this.controls.mouse,
      hitMark: nowMs - this.hitMarkMs < 140,
      nowMs,
    })
    this.showOwn(chest !== undefined)
    if (nowMs - this.figuresMs >= FIGURES_MS) this.showFigures(nowMs)
  }

  openChest(): void {
    const chest = this.chestAtHand()
    if (chest === undefined || this.opening) return
    this.opening = true
    this.room.calls
      .openChest(chest.id)
      .catch((error: unknown) => {
        this.hud.toast(error instanceof RefusedError ? error.message : String(error), colours.BAD)
      })
      .finally(() => {
        this.opening = false
      })
  }

  emote(emote: number): void {
    void this.room.send('emote', emote)
  }

  private steer(): Steer {
    const { camera } = this.picture
    const steer = this.controls.read(camera.screenX(this.ownPlace.x), camera.screenY(this.ownPlace.y))
    this.room.sendCommand(steer)
    return steer
  }

  /** Everybody who is drawn, the own avatar last, on top. */
  private actors(steer: Steer): Actor[] {
    const actors: Actor[] = []
    for (const view of this.room.of(Avatar)) {
      const { id, health, shielded, weapon, name } = view
      actors.push({ id: wireId(id), ...view.shown, health, shielded, weapon, name, isOwn: false })
    }
    if (this.own === undefined) return actors
    const { id, health, shielded, weapon, name } = this.own
    const { x, y } = this.ownPlace
    // The own aim is shown as it is, not as the server last heard of it.
    actors.push({ id: wireId(id), x, y, heading: steer.aim, health, shielded, weapon, name, isOwn: true })
    return actors
  }

  private lookAt(actors: readonly Actor[], frameMs: number): void {
    const { camera } = this.picture
    if (this.own !== undefined) {
      const look = this.controls.look(camera.width, camera.height)
      camera.follow(this.ownPlace.x, this.ownPlace.y, look.x, look.y, frameMs)
    } else {
      // Who only watches follows somebody, or looks at the middle.
      const someone = actors[0] ?? { x: WORLD_SIZE / 2, y: WORLD_SIZE / 2 }
      camera.follow(someone.x, someone.y, 0, 0, frameMs)
    }
  }

  private chestAtHand(): ChestView | undefined {
    if (this.own === undefined || this.own.health === 0) return undefined
    let nearest: ChestView | undefined
    let reach = CHEST_REACH
    for (const chest of this.room.of(Chest)) {
      const distance = Math.hypot(chest.x - this.own.x, chest.y - this.own.y)
      if (chest.open || distance > reach) continue
      reach = distance
      nearest = chest
    }
    return nearest
  }

  private showOwn(isChestAtHand: boolean): void {
    const { own } = this
    this.hud.chestAtHand(isChestAtHand)
    if (own === undefined) return
    this.hud.vitals(own)
    this.hud.killed(own.health === 0 ? this.killedBy : undefined, own.respawnTicks / TICK_RATE_HZ)
  }

  private showFigures(nowMs: number): void {
    this.figuresMs = nowMs
    const standings: Standing[] = []
    this.names.clear()
    setSides(this.room.of(Score))
    for (const { avatarId, name, kills, deaths } of this.room.of(Score)) {
      this.names.set(avatarId, name)
      standings.push({ avatarId, name, kills, deaths, isOwn: avatarId === this.ownId })
    }
    standings.sort((a, b) => b.kills - a.kills || a.deaths - b.deaths || a.avatarId - b.avatarId)
    this.hud.standings(standings)
    const { rttMs, tick, bytesPerSecond, snapshotsPerSecond } = this.room.stats
    const figures = [
      `${Math.round(rttMs)} ms`,
      `tick ${tick}`,
      `${(bytesPerSecond / 1_000).toFixed(1)} kB/s`,
      `${Math.round(snapshotsPerSecond)}/s`,
      `${standings.length} players`,
    ]
    this.hud.stats(figures.join('  ·  '))
  }

  private onHit({ x, y, shooterId, victimId, damage }: Hit): void {
    if (victimId === this.ownId) {
      this.hud.hurt()
      this.sound.hurt()
      this.picture.camera.jolt(3 + damage / 4)
      this.effects.burst(this.ownPlace.x, this.ownPlace.y, colours.BAD, 8, 170, 0, 2 * Math.PI)
    } else if (shooterId === this.ownId) {
      this.hitMarkMs = performance.now()
      this.sound.hit()
      this.effects.number(x, y, String(damage), colours.GOLD)
    }
  }

  private onKill({ killerId, victimId, weapon }: Kill): void {
    const person = (id: number) => ({ id, name: this.names.get(id) ?? 'Somebody' })
    const killer = killerId === 0 ? undefined : person(killerId)
    const victim = person(victimId)
    this.hud.kill(killer, victim, weapon)
    if (victimId === this.ownId) this.killedBy = killer === undefined ? 'Down' : `Taken out by ${killer.name}`
    if (killerId === this.ownId) this.hud.toast(`You took out ${victim.name}`, colours.GOLD)
    const place = victimId === this.ownId ? this.ownPlace : this.placeOf(victimId)
    if (place !== undefined) {
      const colour = colours.BODY[colours.hueOf(victimId)]!
      this.sound.death(this.volumeAt(place.x, place.y))
      this.effects.burst(place.x, place.y, colour, 34, 330, 0, 2 * Math.PI)
      this.effects.flash(place.x, place.y, '#ffffff', 22)
    }
  }

  /** How loud something is: full at the middle of the picture, nothing at the edge of what is sent. */
  private volumeAt(x: number, y: number): number {
    const distance = Math.hypot(x - this.picture.camera.x, y - this.picture.camera.y)
    return Math.max(0, 1 - distance / HEARING) ** 2
  }

  private placeOf(avatarId: number): { x: number; y: number } | undefined {
    for (const view of this.room.of(Avatar)) if (wireId(view.id) === avatarId) return view.shown
    return undefined
  }

  /** Messages have no schema: what does not look like an emote is none. */
  private onEmote(value: unknown): void {
    if (typeof value !== 'object' || value === null || !('avatarId' in value) || !('emote' in value)) return
    const emote = Object.values(Emote).find((known) => known === value.emote)
    if (typeof value.avatarId !== 'number' || emote === undefined) return
    this.emotes.set(wireId(value.avatarId), { emote, untilMs: performance.now() + EMOTE_MS })
  }

  private presentEmotes(nowMs: number): ReadonlyMap<number, { readonly emote: Emote }> {
    for (const [avatarId, { untilMs }] of this.emotes) if (untilMs < nowMs) this.emotes.delete(avatarId)
    return this.emotes
  }
}
