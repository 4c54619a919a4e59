// The page: joins a room, draws what this player may know, and sends what the keys say.

import { connect } from '@tickwire/client'
import { tagRoomService } from '../../gen-nodejs/tag.handlers.js'
import { BallView, MarkView, OwnRunner, RunnerView, TakenEvent, tagSchema } from '../../gen-nodejs/tag.state.js'
import { Team } from '../../gen-nodejs/tag.types.js'

const canvas = document.querySelector('canvas')!
const context = canvas.getContext('2d')!
Object.assign(context, { font: '14px system-ui', textAlign: 'center', strokeStyle: '#fff' })
const put = (place: string, text: unknown) => {
  document.querySelector(place)!.textContent = String(text)
}

const client = await connect({ url: location.origin })
await client.login({ displayName: new URLSearchParams(location.search).get('name') ?? 'Runner' })
const room = await client.quickPlay(tagSchema, { service: tagRoomService })
room.onEvent(TakenEvent, ({ by, team }) => put('#line', `${by} has the ball for ${team === Team.RED ? 'red' : 'blue'}`))
room.onClose(({ message }) => put('#line', message))

const keys = new Set<string>()
const way = (less: string, more: string) => Number(keys.has(more)) - Number(keys.has(less))
function steer({ type, code }: KeyboardEvent): void {
  keys[type === 'keydown' ? 'add' : 'delete'](code)
  room.sendCommand({ dx: way('ArrowLeft', 'ArrowRight'), dy: way('ArrowUp', 'ArrowDown') })
}
addEventListener('keydown', steer)
addEventListener('keyup', steer)
canvas.onclick = ({ offsetX, offsetY }) => room.calls.markSpot(offsetX, offsetY).catch((why) => put('#line', why))

function disc(x: number, y: number, radius: number, colour: string, label: string): void {
  context.fillStyle = colour
  context.beginPath()
  context.arc(x, y, radius, 0, 2 * Math.PI)
  context.fill()
  context.fillText(label, x, y - 1.5 * radius)
}

function runner(x: number, y: number, team: number, label: string): void {
  disc(x, y, 14, team === Team.RED ? '#f0645a' : '#5aa0f0', label)
}

function draw(): void {
  room.update()
  context.clearRect(0, 0, canvas.width, canvas.height)
  if (room.own instanceof OwnRunner) runner(room.own.x, room.own.y, room.own.team, 'you')
  for (const view of room.entities.values()) {
    if (view instanceof RunnerView) runner(view.shown.x, view.shown.y, view.team, view.name)
    if (view instanceof MarkView) context.strokeRect(view.shown.x - 10, view.shown.y - 10, 20, 20)
    if (view instanceof BallView) {
      disc(view.shown.x, view.shown.y, 7, '#ffd75a', '')
      put('#score', `red ${view.red} : ${view.blue} blue`)
    }
  }
  requestAnimationFrame(draw)
}
draw()
