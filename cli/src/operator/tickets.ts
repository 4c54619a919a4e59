// `tickwire tickets`, `explain` and `cancel`: who waits in a queue, why, and ending a wait.

import { type Ticket, TicketStatus } from '@tickwire/gen-nodejs/matchmaking.types.js'
import type { Command } from './command.js'
import { allPages } from './pages.js'
import { table } from './text.js'

export const tickets: Command = {
  name: 'tickets',
  summary: 'Lists the tickets of a queue that have not ended, the oldest first.',
  args: ['QUEUE'],
  flags: { limit: { value: 'N', help: 'at most so many; default 100' } },
  writes: 'never',
  async run({ admin, args: [queue = ''], number, show }) {
    const list = await allPages(
      (page) => admin.listTickets(queue, page),
      (answer) => answer.tickets,
      Math.max(1, number('limit', 100)),
    )
    show(list, () => {
      const rows = list.map(({ ticketId, status, waitedMs, players, statusReason }) => {
        return [
          ticketId,
          statusName(status),
          Math.round(waitedMs / 1_000),
          players.length,
          players.join(' '),
          statusReason,
        ]
      })
      return table(['TICKET', 'STATUS', 'WAITED S', 'PLAYERS', 'WHO', 'WHY'], rows)
    })
  },
}

export const explain: Command = {
  name: 'explain',
  summary: 'Says why a ticket waits: which rules keep how many others away, and where the limits stand.',
  args: ['TICKET'],
  flags: {},
  writes: 'never',
  async run({ admin, args: [ticketId = ''], show }) {
    const why = await admin.explainTicket(ticketId)
    show(why, () => {
      const rules = why.rules.map(({ rule, passed, failed }) => [rule, passed, failed])
      const limits = Object.entries(why.limitsNow).map(([limit, value]) => [limit, value])
      return [
        why.words.join('\n'),
        ...(rules.length === 0 ? [] : [table(['RULE', 'PASSED', 'FAILED'], rules)]),
        ...(limits.length === 0 ? [] : [table(['LIMIT', 'NOW'], limits)]),
      ].join('\n\n')
    })
  },
}

export const cancel: Command = {
  name: 'cancel',
  summary: 'Takes a ticket back; nobody pays for it.',
  args: ['TICKET'],
  flags: {},
  writes: 'always',
  async run({ admin, args: [ticketId = ''], action, show }) {
    const given = action()
    await admin.cancelTicket(given, ticketId)
    show({ ticketId, cancelled: !given.dryRun }, () => `${ticketId} ${given.dryRun ? 'would be' : 'is'} cancelled`)
  },
}

function statusName(status: Ticket['status']): string {
  return Object.entries(TicketStatus).find(([, value]) => value === status)?.[0] ?? String(status)
}
