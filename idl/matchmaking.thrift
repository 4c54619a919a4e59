namespace js tickwire.matchmaking
namespace py tickwire.matchmaking
namespace perl Tickwire.Matchmaking
namespace php Tickwire.Matchmaking
namespace rb Tickwire.Matchmaking
namespace cpp tickwire.matchmaking
namespace netstd Tickwire.Matchmaking
namespace java dev.tickwire.matchmaking
namespace go tickwire.matchmaking

include "common.thrift"

/** Where a ticket stands. The last five are final. */
enum TicketStatus {
  /** Waits for a match. */
  SEARCHING = 1,
  /** A match was found: every player accepts it (`acceptMatch`), or it falls through. */
  OFFERED = 2,
  /** Its room is being made. */
  PLACING = 3,
  /** Each player has a seat: `assignment`. */
  ASSIGNED = 4,
  /** Taken back, by a player or by the server; `statusReason` says why. */
  CANCELLED = 5,
  /** No match in the queue's time. */
  TIMED_OUT = 6,
  /** One of its players declined a match or did not answer. */
  DECLINED = 7,
  /** Matches were found and their rooms could not be made; `statusReason` says why. */
  FAILED = 8,
}

/** What a player said to a match offer. */
enum Answer {
  WAITING = 0,
  ACCEPTED = 1,
  DECLINED = 2,
}

/** A queue as players see it. Set by the server. */
struct QueueInfo {
  1: string name,
  2: string roomKind,
  /** Takes tickets; a paused one refuses them (QUEUE_PAUSED). */
  3: bool open,
  /** Largest party; 1: solo only. */
  4: i32 partySizeMax,
  5: i32 playersWaiting,
  /** How long the tickets of the last matches waited, half of them at most so long; absent without any match. */
  6: optional i32 waitP50Ms,
  /** The same for nine of ten. */
  7: optional i32 waitP90Ms,
}

/**
 * What a matchmaker should know of a player. Set by the client; at most 4,096 bytes of names and values. What a queue reserves to
 * the server (`AttributeDef.serverOnly`: ratings always) is ignored, as is what it does not define.
 */
struct PlayerEntry {
  /** From a player: its own, or empty. */
  1: common.PlayerId playerId,
  /** At most 32. */
  2: common.Attributes attributes,
  /** Measured round trips, 0 to 10,000; at most 32 regions. */
  3: map<common.RegionId, i32> latencyMsByRegion,
  /** Wished roles, best first, at most 8; empty: any. A member of a party that named none here plays as its Party.setReady says. */
  4: list<string> roles,
}

/** A wish to be matched, alone or as a party. Set by the client. */
struct TicketRequest {
  /** One of `listQueues`. */
  1: string queue,
  /** The party that goes together; the caller leads it, and all others are connected and ready. */
  2: optional string partyId,
  /** The caller, as by `describe`; absent: what was described last. */
  3: optional PlayerEntry me,
  /** Never in one match with these, at most 32. */
  4: list<common.PlayerId> avoid,
  /** Made by the client, 1 to 64 bytes, new for each wait. The same again is answered with the same ticket. */
  5: string requestId,
}

/** A match that was found and waits for everybody to accept. */
struct MatchOffer {
  1: common.MatchId matchId,
  /** What is left of the time, as of when this was told. */
  2: i32 answerWithinMs,
  3: i32 players,
  /** Up to 10 players each yes is a change of the ticket; beyond, only one's own is. */
  4: i32 accepted,
  /** What the reader said. */
  5: Answer mine,
}

/** A wait in a queue, as one of its players sees it. Set by the server. */
struct Ticket {
  1: common.TicketId ticketId,
  /** Counts up with each change. */
  2: i32 version,
  3: string queue,
  4: TicketStatus status,
  /** Since it was made; an offer that falls through does not start it again. */
  5: i32 waitedMs,
  /** `QueueInfo.waitP50Ms`. */
  6: optional i32 expectedWaitMs,
  7: list<common.PlayerId> players,
  /** In OFFERED. */
  8: optional MatchOffer offer,
  /** In ASSIGNED: the reader's seat, with its team and its role. */
  9: optional common.Assignment assignment,
  /** For people: why it is back in SEARCHING, or ended. */
  10: optional string statusReason,
}

/** How good the matchmaker thinks a player is: skill mu, give or take sigma. */
struct Rating {
  1: double mu,
  2: double sigma,
}

/** What a rated match did to the reader's rating in its queue. Set by the server. */
struct RatedMatch {
  1: common.MatchId matchId,
  2: string queue,
  /** 1 is best; equal ranks are draws. */
  3: i32 rank,
  4: Rating before,
  5: Rating after,
}

/**
 * Waiting for a match. A player waits in one queue at a time. A ticket is known to its players only: to anybody else a call that
 * names it answers NotFound, and so to them a minute after it has ended. Each change of status, and while a match is offered each yes
 * that changes the ticket, is told to its players by an event (EventBody.ticket). A player who is not connected (no poll of Events or
 * awaitTicket) for 30 s takes the ticket along.
 */
service Matchmaking {
  /** All queues of this server. */
  list<QueueInfo> listQueues() throws (1: common.Refused refused) (tw.rate = "5/s"),

  /**
   * Says what the matchmaker should know of the caller; it holds for tickets made from then on, also by the leader of the
   * caller's party. Refused: too much, or not one's own (BAD_ARGUMENT).
   */
  void describe(1: PlayerEntry me) throws (1: common.Refused refused) (tw.rate = "20/10s"),

  /**
   * Begins to wait. Refused: a bad request (BAD_ARGUMENT), one of the players waits already (ALREADY_QUEUED), a player who
   * declined matches (PENALISED), the queue is paused (QUEUE_PAUSED), too large a party (LIMIT_REACHED), a
   * party of which the caller is not the leader (NOT_OWNER), somebody in it is not ready or not connected (NOT_READY), the server
   * has its most tickets or a player the most seats (LIMIT_REACHED). NotFound: no such queue, or no such party of the caller.
   * Unavailable: the server is draining.
   */
  Ticket createTicket(1: TicketRequest request)
    throws (1: common.Refused refused, 2: common.NotFound notFound, 3: common.Unavailable unavailable) (tw.rate = "10/10s"),

  /** With an empty id: the ticket with which the caller waits now. NotFound: there is none. */
  Ticket getTicket(1: common.TicketId ticketId)
    throws (1: common.NotFound notFound, 2: common.Refused refused) (tw.rate = "10/s"),

  /**
   * Answers as soon as the ticket is at another version than `knownVersion` (0: at once), or when `waitMs` are over. Refused: `waitMs`
   * outside 0 to 25,000 (BAD_ARGUMENT). Four of a player may wait side by side; a fifth ends the oldest.
   */
  Ticket awaitTicket(1: common.TicketId ticketId, 2: i32 knownVersion, 3: i32 waitMs)
    throws (1: common.NotFound notFound, 2: common.Refused refused) (tw.longPoll = "25000", tw.rate = "20/s"),

  /**
   * Says yes, for the caller alone: each player of a party does. When all have, everybody gets a seat. Again: the same
   * answer. Refused: the offer is over (OFFER_EXPIRED).
   */
  Ticket acceptMatch(1: common.TicketId ticketId, 2: common.MatchId matchId)
    throws (1: common.Refused refused, 2: common.NotFound notFound) (tw.rate = "10/s"),

  /**
   * Says no: the whole ticket ends (DECLINED), as it does for whoever does not answer, and the caller may have to wait before the next
   * one (PENALISED). The others go on waiting where they stood. Refused: the offer is over (OFFER_EXPIRED).
   */
  Ticket declineMatch(1: common.TicketId ticketId, 2: common.MatchId matchId)
    throws (1: common.Refused refused, 2: common.NotFound notFound) (tw.rate = "10/s"),

  /** Ends the wait, for the whole party. While a match is offered that is declining it. A ticket that has ended stays as it is. */
  void cancelTicket(1: common.TicketId ticketId)
    throws (1: common.Refused refused, 2: common.NotFound notFound) (tw.rate = "10/s"),

  /** The caller's rating in a queue; a newcomer's where there were no rated matches. */
  Rating getRating(1: string queue)
    throws (1: common.NotFound notFound, 2: common.Refused refused) (tw.rate = "5/s"),
}

/** Open seats of one team, and who is there already. */
struct TeamSeats {
  /** By the queue's names: a team "squad" with a quantity of 3 gives "squad1", "squad2", "squad3". */
  1: string team,
  2: i32 open,
  3: list<PlayerEntry> present,
}

/** A running room that wants more players. */
struct BackfillRequest {
  /** A room of this server, of the queue's kind. */
  1: common.RoomId roomId,
  2: string queue,
  /** The caller's own count of changes: one that is lower than before is refused (CONFLICT). */
  3: i32 roomVersion,
  /** Those that are left out have no open seats. */
  4: list<TeamSeats> teams,
  /** It closes after this long; absent: what the queue says. */
  5: optional i32 stopAfterMs,
}

/** What became of a backfill so far. Set by the server. */
struct BackfillState {
  1: string backfillId,
  /** Counts up with each change. */
  2: i32 version,
  /** Seats that look for players. */
  3: i32 openSeats,
  /** Seats that are kept for players who were found and have not come yet. */
  4: i32 heldSeats,
  5: bool closed,
}

/** How a match ended for one player. */
struct Outcome {
  1: common.PlayerId playerId,
  /** Players of one team win and lose together; each their own where there are no teams. */
  2: string team,
  /** Of the team, 1 is best; equal ranks are draws. */
  3: i32 rank,
  4: optional double score,
  /** Went before the end; counts as an end with the team. */
  5: bool left = 0,
}

/** How a match ended. */
struct MatchResult {
  1: common.MatchId matchId,
  2: common.RoomId roomId,
  3: string queue,
  4: i32 durationMs,
  /** At least two teams, at most 512 players, nobody twice. */
  5: list<Outcome> outcomes,
}

/** For trusted game servers and tools; answered on the operator listener only. */
service MatchmakingBackend {
  /**
   * A ticket for players who did not ask themselves: one party. Their attributes are believed, those reserved to the server too.
   * Refused as Matchmaking.createTicket, but nobody has to be connected. The same `requestId` again: the same ticket.
   */
  Ticket createTicketFor(1: string queue, 2: list<PlayerEntry> players, 3: string requestId)
    throws (1: common.Refused refused, 2: common.NotFound notFound, 3: common.Unavailable unavailable) (tw.role = "operator"),

  /**
   * Looks for players for open seats of a room. Rooms that the matchmaker made do so by themselves when somebody leaves and
   * the queue has a `backfill`. Refused: a bad request (BAD_ARGUMENT), the room has one open (ALREADY_EXISTS), the server has its
   * most (LIMIT_REACHED). NotFound: no such queue or room.
   */
  BackfillState openBackfill(1: BackfillRequest request)
    throws (1: common.Refused refused, 2: common.NotFound notFound) (tw.role = "operator"),

  BackfillState getBackfill(1: string backfillId)
    throws (1: common.NotFound notFound, 2: common.Refused refused) (tw.role = "viewer"),

  /**
   * Says anew who is there and what is open, seats that are kept not included. Refused: another version than `ifVersion`, a lower
   * `roomVersion` or another room (CONFLICT), a bad request (BAD_ARGUMENT).
   */
  BackfillState updateBackfill(1: string backfillId, 2: i32 ifVersion, 3: BackfillRequest request)
    throws (1: common.Refused refused, 2: common.NotFound notFound) (tw.role = "operator"),

  /** Nobody is found for it any more; who was found comes. */
  void closeBackfill(1: string backfillId)
    throws (1: common.NotFound notFound, 2: common.Refused refused) (tw.role = "operator"),

  /**
   * Rates the players of a match. The same `matchId` again changes nothing. Refused: a bad result (BAD_ARGUMENT). NotFound: no
   * such queue.
   */
  void reportResult(1: MatchResult result)
    throws (1: common.Refused refused, 2: common.NotFound notFound, 3: common.Unavailable unavailable) (tw.role = "operator"),
}
