// `tickwire players`, `kick`, `ban` and `mute`: who plays, and who no longer may.

import type { PlayerDetail } from '@tickwire/gen-nodejs/admin.types.js'
import type { Command, Context } from './command.js'
import { UsageError } from './exit-codes.js'
import { allPages } from './pages.js'
import { table, time } from './text.js'

export const players: Command = {
  name: 'players',
  summary: 'Lists the players who have seats; one PLAYER with bans and mute.',
  args: ['[PLAYER]'],
  flags: {
    text: { value: 'TEXT', help: 'only names with TEXT in them' },
    room: { value: 'ROOM', help: 'only players of this room' },
  },
  writes: 'never',
  async run({ admin, args, value, show }) {
    const [playerId] = args
    const text = value('text')
    const roomId = value('room')
    const filter = { ...(text === undefined ? {} : { text }), ...(roomId === undefined ? {} : { roomId }) }
    const list =
      playerId === undefined
        ? await allPages(
            (page) => admin.listPlayers(filter, page),
            (answer) => answer.players,
          )
        : [await admin.getPlayer(playerId)]
    show(playerId === undefined ? list : list[0], () => playersText(list))
  },
}

export const kick: Command = {
  name: 'kick',
  summary: "Ends a player's seats and session. Who comes back may.",
  args: ['PLAYER'],
  flags: { message: { value: 'TEXT', help: 'for the player' } },
  writes: 'always',
  async run({ admin, args, value, action, show }) {
    const [playerId = ''] = args
    await admin.kick(action(), playerId, value('message') ?? '')
    show({ playerId, kicked: true }, () => `${playerId} is out`)
  },
}

export const ban: Command = {
  name: 'ban',
  summary: 'Kicks a player and keeps the player out; without PLAYER: lists the bans.',
  args: ['[PLAYER]'],
  flags: {
    minutes: { value: 'N', help: 'for so long                                    default for good' },
    lift: { value: 'BAN', help: 'ends a ban' },
  },
  writes: 'sometimes',
  async run(context) {
    const { admin, args, value, action, show } = context
    const [playerId] = args
    const lift = value('lift')
    if (lift !== undefined) {
      if (playerId !== undefined) throw new UsageError('either a PLAYER or --lift BAN')
      await admin.liftBan(action(), lift)
      show({ banId: lift, lifted: true }, () => `${lift} is lifted`)
      return
    }
    if (playerId === undefined) return listBans(context)
    const minutes = value('minutes') === undefined ? {} : { minutes: context.number('minutes', 0) }
    const made = await admin.ban(action(), { playerId, ...minutes })
    show(
      made,
      () =>
        `${playerId} is banned ${made.endsAtMs == null ? 'for good' : `until ${time(made.endsAtMs)}`}: ${made.banId}`,
    )
  },
}

export const mute: Command = {
  name: 'mute',
  summary: 'Keeps a player from speaking in chat.',
  args: ['PLAYER'],
  flags: { minutes: { value: 'N', help: 'for so long; 0 ends it                        default 60' } },
  writes: 'always',
  async run({ admin, args, number, action, show }) {
    const [playerId = ''] = args
    const minutes = number('minutes', 60)
    await admin.mute(action(), playerId, minutes)
    show({ playerId, minutes }, () => `${playerId} ${minutes === 0 ? 'may speak' : `is muted for ${minutes} min`}`)
  },
}

async function listBans({ admin, show }: Context): Promise<void> {
  const list = await allPages(
    (page) => admin.listBans(page),
    (answer) => answer.bans,
  )
  show(list, () =>
    table(
      ['BAN', 'PLAYER', 'BY', 'SINCE', 'UNTIL', 'WHY'],
      list.map(({ banId, playerId, by, startsAtMs, endsAtMs, why }) => {
        return [banId, playerId, by, time(startsAtMs), endsAtMs == null ? 'for good' : time(endsAtMs), why]
      }),
    ),
  )
}

function playersText(list: readonly PlayerDetail[]): string {
  const rows = list.map(({ playerId, displayName, online, roomIds, mutedUntilMs, bans }) => {
    const muted = mutedUntilMs == null ? '-' : time(mutedUntilMs)
    return [playerId, displayName, online, roomIds.join(' '), muted, bans.map(({ banId }) => banId).join(' ')]
  })
  return table(['PLAYER', 'NAME', 'ONLINE', 'ROOMS', 'MUTED UNTIL', 'BANS'], rows)
}
