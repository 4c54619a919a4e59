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
  /** Seats taken or held now, those of spectators not counted. */
  5: i32 players,
  6: i32 playersMax,
  7: bool needsPassword,
  /** Whether one may watch (`JoinRequest.asSpectator`). */
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
  /**
   * Watch only: all that is for everybody in the whole world, without an avatar, commands, room calls and room chat. Such a seat is
   * not kept after a lost connection, and one who joins to play gives it up. Refused: the game allows no spectators
   * (FORBIDDEN), it has its most (ROOM_FULL), the caller plays in the room (CONFLICT).
   */
  3: bool asSpectator = 0,
  /** For the game, at most 1,024 bytes. */
  4: optional binary options,
}

/** Where a lobby stands. 3 and 5 are kept free for servers that start rooms on other machines. */
enum LobbyPhase {
  /** Players come, go and get ready. */
  OPEN = 1,
  /** Everybody is ready, the room starts in `startsInMs`. Ends without it when somebody is no longer ready, leaves or comes. */
  COUNTDOWN = 2,
  /** The room `roomId` runs. When it ends, the lobby is OPEN again and nobody is ready. */
  IN_GAME = 4,
}

/** A player in a lobby. Set by the server. */
struct LobbyMember {
  1: common.PlayerId playerId,
  2: string displayName,
  3: bool ready,
  /** The player polls Events, or called for this lobby in the last 10 s. Who is not connected for 60 s is removed. */
  4: bool connected,
  /** What the member wished for. */
  5: optional string team,
  // 6 is kept free for attributes.
}

/** What a member wants to change about itself; what is absent stays. Set by the client. */
struct MemberChange {
  /** At most 32 bytes; empty: none. A wish: it is passed on in the assignment, the game decides. */
  1: optional string team,
  // 2 is kept free for attributes.
}

/** Players gathered before a room. Set by the server. */
struct LobbyState {
  1: string lobbyId,
  /** Counts up by one with each change. Of two states the one with the greater version is the newer. */
  2: i32 version,
  3: LobbyPhase phase,
  /** A member. When the owner leaves, it is the connected member who came first. */
  4: common.PlayerId ownerId,
  /** For `joinLobby`. Whoever is given it may come in. 8 letters and digits that are not mistaken for each other. */
  5: string joinCode,
  /** What the room will be. Its password and options are not told. */
  6: RoomRequest room,
  /** In the order of coming. */
  7: list<LobbyMember> members,
  /** In COUNTDOWN: until the room starts, as of when this was told. */
  8: optional i32 startsInMs,
  /** At most so many members. */
  9: i32 sizeMax,
  /** In IN_GAME: the room. */
  10: optional common.RoomId roomId,
}

/** Who reads a chat message. */
enum ChatScope {
  /** The members of a lobby. */
  LOBBY = 1,
  /** The members of a party. */
  PARTY = 2,
  /** Everybody who plays in a room. */
  ROOM = 3,
  /** One player. */
  DIRECT = 4,
}

/** Where a chat message goes, or came from. */
struct ChatChannel {
  1: ChatScope scope,
  /** Id of the lobby, the party or the room; for DIRECT the other player, so the two ends name each other. */
  2: string id,
}

/** Something that a player wrote. Set by the server. */
struct ChatMessage {
  /** Unique in this server; never used again. */
  1: string id,
  2: ChatChannel channel,
  3: common.PlayerId senderId,
  /** As of when it was sent. */
  4: string senderName,
  /** Without control, formatting and private characters. */
  5: string text,
  /** Milliseconds since 1970, UTC. */
  6: double sentAtMs,
}

/** A part of a channel's history. */
struct ChatPage {
  /** Oldest first. */
  1: list<ChatMessage> messages,
  /** Give it as `page.after` to read what was before; absent where nothing is kept. */
  2: optional common.Cursor before,
}

/**
 * Finding, making, joining and leaving rooms; gathering before one; chat. A lobby is known by its id to its members only:
 * to anybody else each call that names it answers NotFound.
 */
service Lobby {
  /** Rooms that are listed and fit the filter, newest first. Refused: a bad page (BAD_ARGUMENT). */
  RoomPage listRooms(1: RoomFilter filter, 2: common.Page page) throws (1: common.Refused refused) (tw.rate = "5/s"),

  /** One room, listed or not. */
  RoomSummary getRoom(1: common.RoomId roomId)
    throws (1: common.NotFound notFound, 2: common.Refused refused) (tw.rate = "10/s"),

  /**
   * A new room with a seat for the caller. Refused: an unknown kind or a bad option (BAD_ARGUMENT), too many rooms of the server or
   * of the caller's address, or too many seats of one player over all rooms (LIMIT_REACHED). Unavailable: the server is draining or overloaded.
   */
  common.Assignment createRoom(1: RoomRequest request)
    throws (1: common.Refused refused, 2: common.Unavailable unavailable) (tw.rate = "6/30s"),

  /**
   * A seat in a room; the caller's own again if there is one. Refused: ROOM_FULL, ROOM_CLOSED, WRONG_PASSWORD, FORBIDDEN,
   * LIMIT_REACHED (seats of one player over all rooms).
   */
  common.Assignment joinRoom(1: common.RoomId roomId, 2: JoinRequest request)
    throws (1: common.Refused refused, 2: common.NotFound notFound, 3: common.Unavailable unavailable) (tw.rate = "5/s"),

  /**
   * A seat in a room that fits the filter: the caller's own that waits since its connection was lost, or one in the fullest that has
   * one, or in a new room where none does; never to watch (BAD_ARGUMENT).
   */
  common.Assignment joinOrCreateRoom(1: RoomFilter filter, 2: RoomRequest request, 3: JoinRequest seat)
    throws (1: common.Refused refused, 2: common.Unavailable unavailable) (tw.rate = "10/20s"),

  /** Gives the caller's seat up; a `/play` connection on it is closed (NORMAL). NotFound: the caller has no seat there. */
  void leaveRoom(1: common.RoomId roomId)
    throws (1: common.NotFound notFound, 2: common.Refused refused) (tw.rate = "5/s"),

  /**
   * A new lobby with the caller as its owner. `room` says what its room will be; `room.playersMax`, at most 64, is also the
   * most members. The same `room.requestId` again: the same lobby, as long as the caller is in it. Refused: a bad request
   * (BAD_ARGUMENT), the caller is in 4 lobbies or the server has its most (LIMIT_REACHED). Unavailable: the server is draining.
   */
  LobbyState createLobby(1: RoomRequest room)
    throws (1: common.Refused refused, 2: common.Unavailable unavailable) (tw.rate = "20/min"),

  /**
   * Makes the caller a member; who is one already gets the state. Codes may be written in small letters, with spaces or dashes.
   * Refused: full, or the caller is in 4 lobbies (LIMIT_REACHED), removed from it before (FORBIDDEN), BANNED. Unavailable:
   * an operator lets nobody in for now.
   */
  LobbyState joinLobby(1: string lobbyIdOrCode)
    throws (1: common.Refused refused, 2: common.NotFound notFound, 3: common.Unavailable unavailable) (tw.rate = "20/min"),

  LobbyState getLobby(1: string lobbyId)
    throws (1: common.NotFound notFound, 2: common.Refused refused) (tw.rate = "10/s"),

  /**
   * The lobbies that the caller is in, oldest first: what a client reads that came back, or whose EventBatch says `lost`. Events
   * tell only what happens after a player's first poll, so poll once before.
   */
  list<LobbyState> listMyLobbies() throws (1: common.Refused refused) (tw.rate = "5/s"),

  /** The last one out ends the lobby. NotFound: the caller is not in it. */
  void leaveLobby(1: string lobbyId)
    throws (1: common.NotFound notFound, 2: common.Refused refused) (tw.rate = "5/s"),

  /** Whether the caller wants the room to start. In COUNTDOWN, false ends it. Refused: IN_GAME (CONFLICT). */
  LobbyState setReady(1: string lobbyId, 2: bool ready)
    throws (1: common.Refused refused, 2: common.NotFound notFound) (tw.rate = "20/10s"),

  /** Refused: a team that is too long (BAD_ARGUMENT). */
  LobbyState setMember(1: string lobbyId, 2: MemberChange change)
    throws (1: common.Refused refused, 2: common.NotFound notFound) (tw.rate = "20/10s"),

  /**
   * Another room than was wished for; nobody is ready any more. Refused: not the owner (NOT_OWNER), changed since
   * version `ifVersion` or IN_GAME (CONFLICT), a bad request or fewer places than members (BAD_ARGUMENT).
   */
  LobbyState updateLobby(1: string lobbyId, 2: i32 ifVersion, 3: RoomRequest room)
    throws (1: common.Refused refused, 2: common.NotFound notFound) (tw.rate = "20/10s"),

  /** Who was removed stays out of this lobby. Refused: not the owner (NOT_OWNER), the caller itself (BAD_ARGUMENT). */
  LobbyState removeMember(1: string lobbyId, 2: common.PlayerId playerId)
    throws (1: common.Refused refused, 2: common.NotFound notFound) (tw.rate = "20/10s"),

  /**
   * Begins the countdown, 5 s. At its end a room is made and each member is told an assignment by an event; where that fails
   * the lobby is OPEN again and each member is told why by a notice. Refused: not the owner (NOT_OWNER), a member that is not
   * ready or not connected (NOT_READY), not OPEN (CONFLICT). Unavailable: the server is draining.
   */
  LobbyState startLobby(1: string lobbyId)
    throws (1: common.Refused refused, 2: common.NotFound notFound, 3: common.Unavailable unavailable) (tw.rate = "20/10s"),

  /**
   * A seat in the room of a lobby that is IN_GAME, for a member who came later or missed the event. Refused: not IN_GAME
   * (CONFLICT), ROOM_FULL, ROOM_BUSY. Unavailable: the server is draining.
   */
  common.Assignment joinLobbyRoom(1: string lobbyId)
    throws (1: common.Refused refused, 2: common.NotFound notFound, 3: common.Unavailable unavailable) (tw.rate = "20/min"),

  /**
   * Tells it to everybody in the channel, the sender included, by an event. Only who is in a channel may write and read
   * there (FORBIDDEN). Refused: an empty text or more than 400 characters (BAD_ARGUMENT), a muted player (FORBIDDEN, reason
   * "MUTED"), more than 5 messages a second of all in the channel, fewer where over 200 read it (RATE_LIMITED). NotFound: for DIRECT, the player is not online.
   */
  ChatMessage sendChat(1: ChatChannel channel, 2: string text)
    throws (1: common.Refused refused, 2: common.NotFound notFound) (tw.rate = "5/5s"),

  /**
   * The channel's history: the newest messages, then page by page what was before. The last 50 are kept, and no history
   * outlives its lobby or party. Refused: a bad page (BAD_ARGUMENT), not in the channel (FORBIDDEN).
   */
  ChatPage listChat(1: ChatChannel channel, 2: common.Page page)
    throws (1: common.Refused refused, 2: common.NotFound notFound) (tw.rate = "5/s"),
}
