namespace js tickwire.common
namespace py tickwire.common
namespace perl Tickwire.Common
namespace php Tickwire.Common
namespace rb Tickwire.Common
namespace cpp tickwire.common
namespace netstd Tickwire.Common
namespace java dev.tickwire.common
namespace go tickwire.common

/** Raised when an old client could no longer work. A server refuses a client of another major version (VERSION_TOO_OLD). */
const i32 API_MAJOR = 1
/** Raised when something was added that a client may want to know about. */
const i32 API_MINOR = 0

/** Players: `/play`, `/rpc`, HTTP and WebSocket. */
const i32 DEFAULT_PORT = 7777
/** Players: framed Thrift over TCP. */
const i32 DEFAULT_THRIFT_PORT = 9090
/** Operators, on the loopback address only unless configured otherwise. */
const i32 DEFAULT_ADMIN_PORT = 9091

/** Names a player for good, over all sessions. Made by the server, opaque, at most 64 characters. */
typedef string PlayerId
/** Names a room while it runs; never used again. Made by the server, opaque, at most 64 characters. */
typedef string RoomId
/** Names a wait in a matchmaking queue. Made by the server. */
typedef string TicketId
/** Names a proposed or running match. Made by the server. */
typedef string MatchId
/** Names a region, such as "eu-west". Set by the operator. */
typedef string RegionId
/** Where the next page begins. Taken from one answer and given to the next call unchanged; opaque. */
typedef string Cursor

/** Why a call was refused. A client that meets a value it does not know treats it as UNKNOWN. */
enum ErrorCode {
  /** None of the others; read the message. */
  UNKNOWN = 0,
  /** An argument is missing or outside its limits; `parameter` names it. Calling again unchanged is useless. */
  BAD_ARGUMENT = 1,
  /** The connection has not logged in. */
  UNAUTHENTICATED = 2,
  /** This player may not do that. */
  FORBIDDEN = 3,
  /** There is one already. */
  ALREADY_EXISTS = 4,
  /** It changed meanwhile: read it again and decide again. */
  CONFLICT = 5,
  /** A limit of the server is reached. */
  LIMIT_REACHED = 6,
  /** Too many calls; `retryAfterMs` says when to try again. */
  RATE_LIMITED = 7,
  /** Client and server were generated from different IDL: update the client. */
  SCHEMA_MISMATCH = 8,
  /** The client's API_MAJOR is older than the server accepts: update the client. */
  VERSION_TOO_OLD = 9,
  /** The token's time is over: get a new one. */
  TOKEN_EXPIRED = 10,
  /** The token was used before: get a new one. */
  TOKEN_USED = 11,
  /** The player is banned; `reason` says why, if the operator wants it told. */
  BANNED = 12,
  /** This server does not offer that: it is not configured, or not of this version. Calling again is useless. */
  NOT_SERVED = 13,
  /** Every seat of the room is taken. */
  ROOM_FULL = 20,
  /** The room has ended or takes nobody any more. */
  ROOM_CLOSED = 21,
  /** Too many calls wait for the room's next tick; try again after `retryAfterMs`. */
  ROOM_BUSY = 22,
  /** The room wants a password, and it was not this one. */
  WRONG_PASSWORD = 23,
  /** Only the owner may do that. */
  NOT_OWNER = 24,
  /** Somebody is not ready. */
  NOT_READY = 25,
  /** The operator has paused the queue. */
  QUEUE_PAUSED = 30,
  /** The player waits in a queue already. */
  ALREADY_QUEUED = 31,
  /** The player must wait `retryAfterMs` after declining matches. */
  PENALISED = 32,
  /** No region is near enough for everybody of the party. */
  NO_COMMON_REGION = 33,
  /** The match offer's time is over. */
  OFFER_EXPIRED = 34,
  /** From here on: a game's own reasons. */
  GAME = 1000,
}

/** Why the server closed a connection. The WebSocket close code is 4000 + this value. */
enum CloseReason {
  /** Nothing is wrong: the player left or logged out. */
  NORMAL = 0,
  /** No valid first message in time. */
  HELLO_TIMEOUT = 1,
  /** The first message on `/play` is not a hello. */
  BAD_HELLO = 2,
  /** A message that is not valid: a bug or an attack. */
  PROTOCOL_ERROR = 3,
  /** A message above the size limit. */
  TOO_LARGE = 4,
  /** A text frame where only binary ones are allowed. */
  TEXT_FRAME = 5,
  /** The client's schema hash is not the room's: update the client. */
  SCHEMA_MISMATCH = 6,
  /** The client's protocol version is not the server's: update the client. */
  VERSION_MISMATCH = 7,
  /** No such seat token. */
  TOKEN_INVALID = 8,
  /** The seat token's 30 s are over: join again. */
  TOKEN_EXPIRED = 9,
  /** The seat token was used before: join again. */
  TOKEN_USED = 10,
  /** The same player connected again; the newer connection has the seat. Do not reconnect. */
  REPLACED = 11,
  /** The client does not read what it is sent, or has acknowledged nothing for 10 s. */
  SLOW_CONSUMER = 12,
  /** The game's code failed; the room is gone. */
  ROOM_FAILED = 13,
  /** The room has ended. */
  ROOM_CLOSED = 14,
  /** The server stops or restarts: connect again after a while. */
  SERVER_STOPPING = 15,
  /** Too many messages or upgrades. */
  RATE_LIMITED = 16,
  /** Too many connections from one address. */
  TOO_MANY_CONNECTIONS = 17,
  /** An operator or the game removed the player. Do not reconnect. */
  KICKED = 18,
  /** Nothing was heard for too long. */
  IDLE = 19,
}

/** The call was understood and not done. Nothing has changed. */
exception Refused {
  1: ErrorCode code,
  /** For people: what was refused, why, and what to do. English, not for parsing. */
  2: string message,
  /** The argument or field that is at fault, as a dotted path. */
  3: optional string parameter,
  /** Calling again before this is useless. */
  4: optional i32 retryAfterMs,
  /** A word of the game or the operator that says more than the code. */
  5: optional string reason,
}
/** What a call names does not exist (any more). */
exception NotFound {
  /** The kind of thing, such as "room". */
  1: string kind,
  /** The key that found nothing. */
  2: string key,
  /** For people, as in Refused. */
  3: string message,
}
/** The server cannot do it now, and it is not the caller's fault. Nothing has changed. */
exception Unavailable {
  1: ErrorCode code,
  /** For people, as in Refused. */
  2: string message,
  /** When it may work again. */
  3: i32 retryAfterMs,
  /** Finds the call in the server's logs. */
  4: optional string traceId,
}

/** One property of a player. Exactly one member is set. */
union AttributeValue {
  1: double number,
  2: string text,
  3: list<string> tags,
  4: map<string, double> numbers,
}
/** Properties of a player by name: what a game or its matchmaker wants to know of somebody. */
typedef map<string, AttributeValue> Attributes

/** Which part of a list to answer. */
struct Page {
  /** Begin after this; from the start without it. A cursor that the server does not know is refused (BAD_ARGUMENT). */
  1: optional Cursor after,
  /** At most this many, 1 to 100; outside: refused (BAD_ARGUMENT). */
  2: i32 limit = 50,
}

/** A seat that is held for the caller. Set by the server; the seat falls back after `expiresInMs`. */
struct Assignment {
  1: RoomId roomId,
  2: string roomKind,
  /** The room's `/play` socket; `/play` alone is on the server that gave the assignment, by whatever name it was reached. */
  3: string playUrl,
  /** Goes into the first message on `/play`, once. A secret: whoever sends it has the seat. Never in a URL. */
  4: string seatToken,
  5: i32 expiresInMs,
  /** What the room was generated with; a client with another hash cannot play there. */
  6: string schemaHash,
  7: optional string team,
  8: optional MatchId matchId,
  9: optional RegionId region,
  /** What the matchmaker gave the player to play as. */
  10: optional string role,
}
