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
enum TicketStatus { SEARCHING = 1, OFFERED = 2, PLACING = 3, ASSIGNED = 4, CANCELLED = 5, TIMED_OUT = 6, DECLINED = 7, FAILED = 8 }
/** What a player said to a match offer. */
enum Answer { WAITING = 0, ACCEPTED = 1, DECLINED = 2 }

/** A queue as players see it. Set by the server; waits are of the last matches, absent without any. */
struct QueueInfo { 1: string name, 2: string roomKind, 3: bool open, 4: i32 partySizeMax, 5: i32 playersWaiting, 6: optional i32 waitP50Ms, 7: optional i32 waitP90Ms }
/** One player of a ticket. Attributes that the queue reserves to the server are ignored. */
struct PlayerEntry { 1: common.PlayerId playerId, 2: common.Attributes attributes, 3: map<common.RegionId, i32> latencyMsByRegion, 4: list<string> roles }
/** A wish to be matched, alone or as a party. `requestId`: made by the client; the same again finds the same ticket. */
struct TicketRequest { 1: string queue, 2: optional string partyId, 3: optional PlayerEntry me, 4: list<common.PlayerId> avoid, 5: string requestId }
/** A match that was found and waits for everybody to accept. */
struct MatchOffer { 1: common.MatchId matchId, 2: i32 answerWithinMs, 3: i32 players, 4: i32 accepted, 5: Answer mine }
/** A wait in a queue. Set by the server; `version` counts its changes. */
struct Ticket {
  1: common.TicketId ticketId, 2: i32 version, 3: string queue, 4: TicketStatus status, 5: i32 waitedMs, 6: optional i32 expectedWaitMs,
  7: list<common.PlayerId> players, 8: optional MatchOffer offer, 9: optional common.Assignment assignment, 10: optional string statusReason,
}

/**
 * Waiting for a match. Not served by this version: every call is refused (NOT_SERVED). The shape may still change.
 */
service Matchmaking {
  list<QueueInfo> listQueues() throws (1: common.Refused refused),
  Ticket createTicket(1: TicketRequest request) throws (1: common.Refused refused, 2: common.NotFound notFound, 3: common.Unavailable unavailable),
  Ticket getTicket(1: common.TicketId ticketId) throws (1: common.NotFound notFound, 2: common.Refused refused),
  Ticket awaitTicket(1: common.TicketId ticketId, 2: i32 knownVersion, 3: i32 waitMs) throws (1: common.NotFound notFound, 2: common.Refused refused) (tw.longPoll = "25000"),
  Ticket acceptMatch(1: common.TicketId ticketId, 2: common.MatchId matchId) throws (1: common.Refused refused, 2: common.NotFound notFound),
  Ticket declineMatch(1: common.TicketId ticketId, 2: common.MatchId matchId) throws (1: common.Refused refused, 2: common.NotFound notFound),
  void cancelTicket(1: common.TicketId ticketId) throws (1: common.Refused refused, 2: common.NotFound notFound),
}

/** Open seats of one team, and who is there already. */
struct TeamSeats { 1: string team, 2: i32 open, 3: list<PlayerEntry> present }
/** A running room that wants more players. */
struct BackfillRequest { 1: common.RoomId roomId, 2: string queue, 3: i32 roomVersion, 4: list<TeamSeats> teams, 5: optional i32 stopAfterMs }
/** What became of a backfill so far. */
struct BackfillState { 1: string backfillId, 2: i32 version, 3: i32 openSeats, 4: i32 heldSeats, 5: bool closed }
/** How a match ended for one player; `rank` 1 is best, equal ranks are draws. */
struct Outcome { 1: common.PlayerId playerId, 2: string team, 3: i32 rank, 4: optional double score, 5: bool left = 0 }
/** How a match ended. Reporting the same match again changes nothing. */
struct MatchResult { 1: common.MatchId matchId, 2: common.RoomId roomId, 3: string queue, 4: i32 durationMs, 5: list<Outcome> outcomes }

/**
 * For rooms and trusted game servers; answered on the operator listener only. Not served by this version: every call is refused
 * (NOT_SERVED). The shape may still change.
 */
service MatchmakingBackend {
  Ticket createTicketFor(1: string queue, 2: list<PlayerEntry> players, 3: string requestId) throws (1: common.Refused refused, 2: common.Unavailable unavailable) (tw.role = "operator"),
  BackfillState openBackfill(1: BackfillRequest request) throws (1: common.Refused refused, 2: common.NotFound notFound) (tw.role = "operator"),
  BackfillState updateBackfill(1: string backfillId, 2: i32 ifVersion, 3: BackfillRequest request) throws (1: common.Refused refused, 2: common.NotFound notFound) (tw.role = "operator"),
  void closeBackfill(1: string backfillId) throws (1: common.NotFound notFound, 2: common.Refused refused) (tw.role = "operator"),
  void reportResult(1: MatchResult result) throws (1: common.Refused refused, 2: common.Unavailable unavailable) (tw.role = "operator"),
}
