namespace js tickwire.lobby
namespace py tickwire.lobby
namespace perl Tickwire.Lobby
namespace php Tickwire.Lobby
namespace rb Tickwire.Lobby
namespace cpp tickwire.lobby
namespace netstd Tickwire.Lobby
namespace java dev.tickwire.lobby
namespace go tickwire.lobby

include "common.thrift"

/** A room as others see it. Set by the server. */
struct RoomSummary {
  1: common.RoomId roomId,
  2: string roomKind,
  3: string title,
  4: common.RegionId region,
  /** Seats taken or held now. */
  5: i32 players,
  6: i32 playersMax,
  7: bool needsPassword,
  /** Whether one may watch without a seat. */
  8: bool spectatable,
  9: map<string, string> tags,
  /** What the room was generated with; a client with another hash cannot play there. */
  10: string schemaHash,
}

/** Which rooms to list. Everything that is set must fit. */
struct RoomFilter {
  1: optional string roomKind,
  2: optional list<common.RegionId> regions,
  /** Each of these tags must have this value; at most 16. */
  3: optional map<string, string> tags,
  /** Leave out rooms that are full or closing. */
  4: bool joinableOnly = 1,
}

struct RoomPage {
  1: list<RoomSummary> rooms,
  /** Where to go on; absent on the last page. */
  2: optional common.Cursor after,
}

/** A room that a player wants to have. Set by the client. */
struct RoomRequest {
  /** One of `ServerInfo.roomKinds`; another one is refused (BAD_ARGUMENT). */
  1: string roomKind,
  /** 1 to 64 bytes; cleaned by the server. */
  2: string title,
  /** Without it the server chooses. */
  3: optional common.RegionId region,
  /** At most the kind's own; without it, that. */
  4: optional i32 playersMax,
  /** At most 64 bytes. Kept as a hash. */
  5: optional string password,
  /** Whether `listRooms` shows it; otherwise only who knows its id finds it. */
  6: bool listed = 1,
  /** At most 16 tags, names at most 32 and values at most 64 bytes. */
  7: optional map<string, string> tags,
  /** The options struct of the room kind (`tw.options`) in Thrift's compact protocol, at most 4,096 bytes. */
  8: optional binary options,
  /**
   * Made by the client, 1 to 64 bytes, new for each room wanted. A call that comes again with the same id is answered with
   * the room of the first one, so a client may repeat a call whose answer it did not get.
   */
  9: string requestId,
}

/** How a player wants to join. Set by the client. */
struct JoinRequest {
  /** Of a room that needs one; a wrong one is refused (WRONG_PASSWORD). */
  1: optional string password,
  /** A wish; the game decides. */
  2: optional string team,
  /** Watch only. Refused where the room does not allow it (FORBIDDEN). */
  3: bool asSpectator = 0,
  /** For the game, at most 1,024 bytes. */
  4: optional binary options,
}

/** Finding, making, joining and leaving rooms. */
service Lobby {
  /** Rooms that are listed and fit the filter, newest first. Refused: a bad page (BAD_ARGUMENT). */
  RoomPage listRooms(1: RoomFilter filter, 2: common.Page page) throws (1: common.Refused refused) (tw.rate = "5/s"),

  /** One room, listed or not. */
  RoomSummary getRoom(1: common.RoomId roomId)
    throws (1: common.NotFound notFound, 2: common.Refused refused) (tw.rate = "10/s"),

  /**
   * A new room with a seat for the caller. Refused: an unknown kind or a bad option (BAD_ARGUMENT), too many rooms,
   * or too many seats of one player over all rooms (LIMIT_REACHED). Unavailable: the server is draining or overloaded.
   */
  common.Assignment createRoom(1: RoomRequest request)
    throws (1: common.Refused refused, 2: common.Unavailable unavailable) (tw.rate = "6/30s"),

  /**
   * A seat in a room; the caller's own again if there is one. Refused: ROOM_FULL, ROOM_CLOSED, WRONG_PASSWORD, FORBIDDEN,
   * LIMIT_REACHED (seats of one player over all rooms).
   */
  common.Assignment joinRoom(1: common.RoomId roomId, 2: JoinRequest request)
    throws (1: common.Refused refused, 2: common.NotFound notFound, 3: common.Unavailable unavailable) (tw.rate = "5/s"),

  /** A seat in the fullest room that fits the filter and has one, or in a new room where none does. */
  common.Assignment joinOrCreateRoom(1: RoomFilter filter, 2: RoomRequest request, 3: JoinRequest seat)
    throws (1: common.Refused refused, 2: common.Unavailable unavailable) (tw.rate = "10/20s"),

  /** Gives the caller's seat up; a `/play` connection on it is closed (NORMAL). NotFound: the caller has no seat there. */
  void leaveRoom(1: common.RoomId roomId)
    throws (1: common.NotFound notFound, 2: common.Refused refused) (tw.rate = "5/s"),
}
