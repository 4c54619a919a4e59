// The page: sends what the keys say, and draws what the server says.

import { connect } from '@tickwire/client'
import { mygameRoomService } from './gen-nodejs/mygame.handlers.js'
import { Coin, Dot, mygameSchema, OwnDot } from './gen-nodejs/mygame.state.js'

const canvas = document.querySelector('canvas')!
const pen = canvas.getContext('2d')!
pen.font = '16px system-ui'
pen.textAlign = 'center'
const keys = new Set<string>()

// Two windows are two players, each the same one after a reload.
const client = await connect({ url: location.href })
await client.login()
const room = await client.quickPlay(mygameSchema, { service: mygameRoomService })
room.onClose((closed) => document.querySelector('p')!.replaceChildren(`The game is over: ${closed.message}`))

addEventListener('blur', () => steer(keys.clear()))
addEventListener('keydown', ({ code }) => steer(keys.add(code)))
addEventListener('keyup', ({ code }) => steer(keys.delete(code)))

function steer(_changed: unknown): void {
  const axis = (less: string, more: string) => Number(keys.has(more)) - Number(keys.has(less))
  room.sendCommand({ dx: axis('ArrowLeft', 'ArrowRight'), dy: axis('ArrowUp', 'ArrowDown') })
}

requestAnimationFrame(function frame(nowMs) {
  requestAnimationFrame(frame)
  room.update(nowMs)
  pen.clearRect(0, 0, canvas.width, canvas.height)
  for (const { shown } of room.of(Coin)) disc(shown.x, shown.y, 6, '#e9b949')
  for (const { shown, name, score } of room.of(Dot)) dot(shown, '#6aa9ff', `${name} ${score}`)
  if (room.own instanceof OwnDot) dot(room.own, '#7bd88f', `you ${room.own.score}`)
})

function dot({ x, y }: { x: number; y: number }, colour: string, label: string): void {
  disc(x, y, 14, colour)
  pen.fillText(label, x, y - 20)
}

function disc(x: number, y: number, radius: number, colour: string): void {
  pen.beginPath()
  pen.arc(x, y, radius, 0, 2 * Math.PI)
  pen.fillStyle = colour
  pen.fill()
}
