// `tickwire rooms` and `tickwire room`: which rooms run, and one of them from inside.

import type { RoomDetail, WorldDump } from '@tickwire/gen-nodejs/admin.types.js'
import type { Command, Context } from './command.js'
import { allPages } from './pages.js'
import { record, table } from './text.js'

/** Time between two looks of `--watch`, milliseconds. */
const WATCH_MS = 1_000

const DUMP_ENTITIES = 1_000

export const rooms: Command = {
  name: 'rooms',
  summary: 'Lists the running rooms, oldest first.',
  args: [],
  flags: { kind: { value: 'KIND', help: 'only rooms of this kind' } },
  writes: 'never',
  async run({ admin, value, show }) {
    const kind = value('kind')
    const filter = { joinableOnly: false, ...(kind === undefined ? {} : { roomKind: kind }) }
    const list = await allPages(
      (page) => admin.listRooms(filter, page),
      (answer) => answer.rooms,
    )
    const head = ['ROOM', 'KIND', 'TITLE', 'PLAYERS', 'OF', 'TICK', 'OVERRUNS', 'ENTITIES', 'LOCKED', 'LOAD']
    show(list, () =>
      table(
        head,
        list.map(
          ({
            summary: { roomId, roomKind, title, players, playersMax },
            tick,
            overruns,
            entities,
            locked,
            loadGrade,
          }) => {
            return [roomId, roomKind, title, players, playersMax, tick, overruns, entities, locked, loadGrade]
          },
        ),
      ),
    )
  },
}

export const room: Command = {
  name: 'room',
  summary: 'Shows one room and its seats; locks, closes or dumps it.',
  args: ['ROOM'],
  flags: {
    watch: { help: 'again every second, until the room ends or Ctrl-C' },
    dump: { help: `what the world holds, at most ${DUMP_ENTITIES} entities` },
    lock: { help: 'take no new players' },
    unlock: { help: 'take new players again' },
    close: { help: 'end it' },
    grace: { value: 'SECONDS', help: 'with --close: leave so long to the players; default 0' },
  },
  writes: 'sometimes',
  async run(context) {
    const { admin, isSet, show } = context
    const [roomId = ''] = context.args
    if (isSet('lock') || isSet('unlock')) await admin.lockRoom(context.action(), roomId, isSet('lock'))
    if (isSet('close')) {
      await admin.closeRoom(context.action(), roomId, context.number('grace', 0) * 1_000)
      show({ roomId, closing: true }, () => `${roomId} is closing`)
      return
    }
    if (isSet('dump')) {
      const dump = await admin.dumpRoom(roomId, DUMP_ENTITIES)
      show(dump, () => dumpText(dump))
      return
    }
    const detail = await admin.getRoom(roomId)
    show(detail, () => detailText(detail))
    if (isSet('watch')) await watch(context, roomId)
  },
}

async function watch({ admin, show }: Context, roomId: string): Promise<never> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, WATCH_MS))
    const detail = await admin.getRoom(roomId)
    show(detail, () => `\n${detailText(detail)}`)
  }
}

function detailText({ summary, seats, ...room }: RoomDetail): string {
  const about = record([
    ['room', summary.roomId],
    ['kind', summary.roomKind],
    ['title', summary.title],
    ['players', `${summary.players} of ${summary.playersMax}`],
    ['locked', room.locked],
    ['tick', room.tick],
    ['overruns', room.overruns],
    ['load grade', room.loadGrade],
    ['entities', room.entities],
    ['bytes/s a player', Math.round(room.bytesPerPlayerS)],
  ])
  if (seats.length === 0) return about
  const head = ['PLAYER', 'NAME', 'SEAT', 'CONNECTED', 'RTT MS', 'BUFFERED', 'SKIPPED', 'DROPPED', 'BYTES/S']
  const rows = seats.map((seat) => {
    const { playerId, displayName, spectator, connected, rttMs, bufferedBytes } = seat
    const { skippedSnapshots, droppedCommands, bytesS } = seat
    return [
      playerId,
      displayName,
      spectator ? 'spectator' : 'player',
      connected,
      rttMs,
      bufferedBytes,
      skippedSnapshots,
      droppedCommands,
      Math.round(bytesS),
    ]
  })
  return `${about}\n\n${table(head, rows)}`
}

function dumpText({ tick, entities, truncated }: WorldDump): string {
  const rows = entities.map(({ entityId, type, fields }) => {
    return [
      entityId,
      type,
      Object.entries(fields)
        .map(([name, value]) => `${name}=${value}`)
        .join(' '),
    ]
  })
  return `tick ${tick}${truncated ? `, the first ${entities.length} entities` : ''}\n\n${table(['ENTITY', 'TYPE', 'FIELDS'], rows)}`
}
