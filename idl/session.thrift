namespace js tickwire.session
namespace py tickwire.session
namespace perl Tickwire.Session
namespace php Tickwire.Session
namespace rb Tickwire.Session
namespace cpp tickwire.session
namespace netstd Tickwire.Session
namespace java dev.tickwire.session
namespace go tickwire.session

include "common.thrift"

/** What the client is. Set by the client's SDK; the server logs it and refuses what is too old. */
struct ClientInfo {
  /** Name of the SDK, such as "tickwire-js"; at most 64 bytes. */
  1: string sdk,
  /** At most 32 bytes. */
  2: string sdkVersion,
  /** Another major version than the server's is refused (VERSION_TOO_OLD). */
  3: i32 apiMajor = common.API_MAJOR,
  4: i32 apiMinor = common.API_MINOR,
  /** The schema hash of each room kind that the client was built with; at most 64 entries. */
  5: map<string, string> schemaHashByRoomKind,
  /** At most 64 bytes. */
  6: optional string platform,
  /** BCP 47, at most 35 bytes. */
  7: optional string locale,
  /** The name that the player wants to be seen by; at most 32 bytes, cut and cleaned by the server. */
  8: optional string displayName,
}

/** Who the player is. Exactly one member is set; one that the server is not configured for is refused (BAD_ARGUMENT). */
union Credentials {
  /** A 128-bit random secret, 32 hex digits, that the SDK makes and keeps: whoever holds it is this guest. */
  1: string deviceId,
  /** A signed token (JWT) of the identity provider that the server trusts, at most 4,096 bytes. */
  2: string identityToken,
  /** What the server's own login asks for; at most 16 entries, names at most 64 and values at most 1,024 bytes. */
  3: map<string, string> custom,
}

/** The session that a login began, or that went on. Set by the server. */
struct SessionGrant {
  1: common.PlayerId playerId,
  /** The name as others see it: what the client wished for, cut and cleaned, or one that the server made. */
  2: string displayName,
  /** The bearer token for HTTP calls (`Authorization: Bearer`). A connection that logged in needs none. A secret. */
  3: string accessToken,
  4: i32 accessExpiresInMs,
  /**
   * Goes on with the session after the connection or the access token is gone (`resume`), once: each use gives a new one.
   * A secret, to be kept where the device id is kept.
   */
  5: string resumeToken,
  6: i32 resumeExpiresInMs,
  /** The seat that the player still holds, with a new seat token: the way back into a running game. */
  7: optional common.Assignment openSeat,
}

/** A place where rooms run. Set by the operator. */
struct Region {
  1: common.RegionId id,
  /** For people. */
  2: string name,
  /** Answers fast and empty, to measure the way there. */
  3: string pingUrl,
}

/** A kind of room that the server runs, from the game's IDL. */
struct RoomKind {
  1: string name,
  /** The schema hashes that a client may have; another one is refused on `/play` (SCHEMA_MISMATCH). */
  2: list<string> schemaHashes,
  3: i32 tickRateHz,
  4: i32 playersMax,
}

/** What the server is. */
struct ServerInfo {
  1: string version,
  2: i32 apiMajor,
  3: i32 apiMinor,
  4: list<Region> regions,
  5: list<RoomKind> roomKinds,
  /** The server is about to stop: no new rooms, no new seats. */
  6: bool draining,
  /** For players, set by the operator. */
  7: optional string notice,
  /** Milliseconds since 1970, UTC. */
  8: double serverTimeMs,
}

/** Who a connection is. Logging in belongs to the connection, not to each call. */
service Session {
  /** What the server is and runs. Refused: a client of another API_MAJOR (VERSION_TOO_OLD). */
  ServerInfo getServerInfo(1: ClientInfo info)
    throws (1: common.Refused refused) (tw.auth = "none", tw.rate = "10/s"),

  /**
   * Makes the caller a player: the connection is this player's until logout or close. Over HTTP the access token does that.
   * A player has one session: a login ends the one before. Refused: bad credentials (UNAUTHENTICATED, TOKEN_EXPIRED), members
   * that are not served (BAD_ARGUMENT), a banned player or address (BANNED), too many attempts of one address, or failed ones
   * of one address or account (RATE_LIMITED). Unavailable: the identity provider does not answer.
   */
  SessionGrant login(1: Credentials credentials, 2: ClientInfo info)
    throws (1: common.Refused refused, 2: common.Unavailable unavailable) (tw.auth = "none", tw.rate = "120/min"),

  /**
   * Goes on with a session without credentials, as `login` does otherwise. The answer has a new resume token, and the old one
   * is used up; who did not get the answer may ask with the old one again within a minute and gets the same new one. Later,
   * somebody else must have it: the session ends for both. Refused: no such session, or it has ended (UNAUTHENTICATED),
   * TOKEN_EXPIRED, TOKEN_USED, BANNED, RATE_LIMITED.
   */
  SessionGrant resume(1: string resumeToken, 2: ClientInfo info)
    throws (1: common.Refused refused, 2: common.Unavailable unavailable) (tw.auth = "none", tw.rate = "120/min"),

  /**
   * A new access token, before the old one's time is over; the old one stays good until then. The resume token is the one that
   * the client has. Refused: the session has ended (UNAUTHENTICATED).
   */
  SessionGrant renew() throws (1: common.Refused refused) (tw.rate = "6/min"),

  /**
   * Another name for others to see, cut and cleaned as at login; seats that are taken already keep theirs. Refused: nothing of
   * it can be shown (BAD_ARGUMENT), the session has ended (UNAUTHENTICATED).
   */
  void setDisplayName(1: string displayName) throws (1: common.Refused refused) (tw.rate = "6/min"),

  /** Ends the session: its tokens are worth nothing from now on, its seats are given up. */
  void logout() throws (1: common.Refused refused) (tw.rate = "2/s"),
}
