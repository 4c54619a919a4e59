// @tickwire/client/matchmaking: what a client needs to wait in queues, for games that have some. Apart from the client, because
// its service is a tenth of the size; `Answer` and `TicketStatus` are in the client too, which hears of tickets.

export { matchmakingService } from '@tickwire/gen-nodejs/matchmaking.handlers.js'
export {
  Answer,
  type QueueInfo,
  type RatedMatch,
  type Rating,
  type Ticket,
  TicketStatus,
} from '@tickwire/gen-nodejs/matchmaking.types.js'
export { liveTicket } from './live-ticket.js'
