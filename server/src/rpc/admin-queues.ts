// The queue part of the Admin service: thin, between the wire and `matchmaking/queue-desk`. Every change goes through `audited`.

import type { AdminHandlers } from '@tickwire/gen-nodejs/admin.handlers.js'
import type { Audit } from '../admin/audit.js'
import { pageOf } from '../admin/paging.js'
import type { QueueDesk } from '../matchmaking/queue-desk.js'
import type { Trials } from '../matchmaking/trial/trials.js'
import { audited } from './audited.js'
import type { Caller } from './ports.js'

type QueueMethod =
  | 'listQueues'
  | 'getQueue'
  | 'putQueue'
  | 'removeQueue'
  | 'openQueue'
  | 'getQueueStats'
  | 'tryQueue'
  | 'listTickets'
  | 'explainTicket'
  | 'cancelTicket'

export function queueHandlers(desk: QueueDesk, trials: Trials, audit: Audit): Pick<AdminHandlers<Caller>, QueueMethod> {
  return {
    listQueues: () => desk.configs(),

    getQueue: (_caller, queue) => desk.get(queue),

    putQueue: (caller, action, config, ifVersion) =>
      audited(audit, caller, action, {
        name: 'putQueue',
        target: config.name,
        details: { ifVersion: String(ifVersion) },
        plan: () => ({ dry: desk.checkPut(config, ifVersion), run: () => desk.put(config, ifVersion) }),
      }),

    removeQueue: (caller, action, queue, ifVersion) =>
      audited(audit, caller, action, {
        name: 'removeQueue',
        target: queue,
        details: { ifVersion: String(ifVersion) },
        plan() {
          desk.checkRemove(queue, ifVersion)
          return { dry: undefined, run: () => desk.remove(queue, ifVersion) }
        },
      }),

    openQueue: (caller, action, queue, open) =>
      audited(audit, caller, action, {
        name: 'openQueue',
        target: queue,
        details: { open: String(open) },
        plan() {
          desk.get(queue)
          return { dry: undefined, run: () => desk.setOpen(queue, open) }
        },
      }),

    getQueueStats: (_caller, queues) => desk.stats(queues),

    tryQueue(_caller, config, seconds) {
      desk.checkConfig(config)
      return trials.try(desk.find(config.name), config, seconds)
    },

    listTickets(_caller, queue, page) {
      const { items, after } = pageOf(desk.tickets(queue), ({ ticketId }) => ticketId, page)
      return { tickets: items.map((ticket) => desk.view(ticket)), after }
    },

    explainTicket: (_caller, ticketId) => desk.explain(ticketId),

    cancelTicket: (caller, action, ticketId) =>
      audited(audit, caller, action, {
        name: 'cancelTicket',
        target: ticketId,
        plan() {
          desk.checkCancel(ticketId)
          return { dry: undefined, run: () => desk.cancel(ticketId) }
        },
      }),
  }
}
