namespace js tickwire.events
namespace py tickwire.events
namespace perl Tickwire.Events
namespace php Tickwire.Events
namespace rb Tickwire.Events
namespace cpp tickwire.events
namespace netstd Tickwire.Events
namespace java dev.tickwire.events
namespace go tickwire.events

include "common.thrift"
include "lobby.thrift"
include "matchmaking.thrift"
include "party.thrift"

/** Something that an operator wants players to read. */
struct Notice {
  1: string text,
  /** "info", "warning" or "urgent". */
  2: string severity,
  /** Set when the server is going to stop, and when. */
  3: optional i32 shutdownInMs,
}

/** The player is no longer in something. */
struct Removed {
  /** What from: "room", "session", "lobby" or "party". */
  1: string scope,
  /** Its id. */
  2: string id,
  3: common.ErrorCode code,
  /** For people. */
  4: string message,
}

/** What happened. A client that finds no member set met an event newer than itself, and goes on. */
union EventBody {
  /** A lobby of the player is new or has changed. */
  1: lobby.LobbyState lobby,
  /** The player's party is new or has changed. */
  2: party.PartyState party,
  /** Somebody asks the player into a party. */
  3: party.PartyInvite invite,
  /** The player's ticket stands elsewhere; an assignment comes with it. */
  4: matchmaking.Ticket ticket,
  /** The room of a lobby starts: a seat for the player. */
  5: common.Assignment assignment,
  /** Somebody wrote something. */
  6: lobby.ChatMessage chat,
  7: Notice notice,
  8: Removed removed,
  /** A match of the player was rated. */
  9: matchmaking.RatedMatch rated,
}

struct Event {
  /** Counts up by one for each event of the player. */
  1: i32 sequence,
  2: EventBody body,
}

struct EventBatch {
  /** In order; empty when the wait ended without one. */
  1: list<Event> events,
  /** Give this as `after` to the next poll. */
  2: i32 upTo,
  /** Events before these were dropped because nobody fetched them: read what you show again. */
  3: bool lost,
}

/**
 * What the server has to tell a player outside a room, as one long poll that every Thrift language can call. Events are kept
 * from a player's first poll on: poll once, then read what happened before (Lobby.listMyLobbies, Party.getParty,
 * Party.listInvites). Who polls counts as connected in lobbies and parties; 10 s without a poll end that.
 */
service Events {
  /**
   * Answers as soon as there is an event after `after`, or when `waitMs` are over. Asking with an `after` again gives the same
   * events again, so nothing is lost with a connection. Refused: `waitMs` outside 0 to 25,000, `limit` outside 1 to 100
   * (BAD_ARGUMENT). Four polls of a player may wait side by side, such as several tabs'; a fifth ends the oldest, empty.
   */
  EventBatch poll(1: i32 after, 2: i32 waitMs, 3: i32 limit) throws (1: common.Refused refused) (tw.longPoll = "25000"),
}
