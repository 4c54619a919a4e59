// The page's beginning: joins an arena at once as a guest, and again whenever the player asks for it.

import { connect } from '@tickwire/client'
import { arenaRoomService } from '../../gen-nodejs/arena.handlers.js'
import { arenaSchema } from '../../gen-nodejs/arena.state.js'
import { Controls } from './controls.js'
import { guestName, keepGuestName } from './guest-name.js'
import { element, Hud } from './hud.js'
import { type ArenaRoom, Match } from './match.js'
import { Overlay } from './overlay.js'
import { Picture } from './picture.js'
import { Sound } from './sound.js'

const picture = new Picture(element<HTMLCanvasElement>('view'), element<HTMLCanvasElement>('minimap'))
const hud = new Hud()
const sound = new Sound()
const overlay = new Overlay((name) => void play(name === '' ? guestName() : name))
const controls = new Controls(element('view'), element('stick-move'), element('stick-aim'), {
  openChest: () => match?.openChest(),
  showScores: (isShown) => hud.showScores(isShown && match !== undefined),
  emote: (emote) => match?.emote(emote),
  mute: () => hud.toast(sound.toggle() ? 'Sound off' : 'Sound on', '#dfe8f7'),
})

let room: ArenaRoom | undefined
let match: Match | undefined

async function play(name: string): Promise<void> {
  keepGuestName(name)
  overlay.connecting()
  leave()
  const client = await connect({ url: location.origin })
  try {
    await client.login({ displayName: name })
    enter(await client.quickPlay(arenaSchema, { service: arenaRoomService }), name)
  } catch (error) {
    overlay.failed(error, name)
  } finally {
    // The room has a connection of its own.
    client.close()
  }
}

function enter(joined: ArenaRoom, name: string): void {
  // Whoever asked twice has joined twice: the later stay counts.
  leave()
  room = joined
  match = new Match(joined, controls, picture, hud, sound)
  joined.onClose((closed) => {
    if (room !== joined) return
    leave()
    overlay.closed(closed, name)
  })
  overlay.hide()
  const isTouch = matchMedia('(pointer: coarse)').matches
  hud.hint(isTouch ? 'Left thumb moves · right thumb aims and fires' : HINT)
}

const HINT = 'WASD move · mouse aims and fires · E opens chests · Tab scores · 1 to 6 talk · M mutes'

/** Also ends a stay that is still going on. */
function leave(): void {
  const left = room
  room = undefined
  match = undefined
  left?.leave()
  hud.showScores(false)
}

function frame(nowMs: number): void {
  requestAnimationFrame(frame)
  if (overlay.isShown) controls.release()
  match?.frame(nowMs)
}

element('open').addEventListener('click', () => match?.openChest())
element('name').addEventListener('click', () => overlay.ask(guestName()))
element('leaders').addEventListener('click', () => hud.showScores(element('scores').hidden))
element('scores').addEventListener('click', () => hud.showScores(false))

// For the console and for browser tests: the room as the SDK sees it.
Object.defineProperty(globalThis, 'arenaRoom', { get: () => room })

requestAnimationFrame(frame)
void play(guestName())
