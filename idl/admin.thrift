namespace js tickwire.admin
namespace py tickwire.admin
namespace perl Tickwire.Admin
namespace php Tickwire.Admin
namespace rb Tickwire.Admin
namespace cpp tickwire.admin
namespace netstd Tickwire.Admin
namespace java dev.tickwire.admin
namespace go tickwire.admin

include "common.thrift"
include "lobby.thrift"
include "matchmaking.thrift"
include "queues.thrift"

/** Goes with every call that changes something, and into the audit. Set by the operator. */
struct Action {
  /** The reason, for whoever reads the audit; 1 to 200 characters, otherwise refused (BAD_ARGUMENT). */
  1: string why,
  /** Finds the action in the audit again; at most 64 characters, made by the caller, empty where nobody asks. */
  2: string requestId = "",
  /** Checks everything, changes nothing: what would be refused is refused, the rest is answered as it stands. */
  3: bool dryRun = 0,
}

/** One server process. Set by the server. */
struct NodeStatus {
  1: string nodeId,
  2: string version,
  3: i32 uptimeS,
  /** No new rooms, no new seats: it is going to stop. */
  4: bool draining,
  5: i32 rooms,
  /** Open sockets of players. */
  6: i32 connections,
  /** Ticks of the last whole second, from being due to their last send. */
  7: double tickP50Ms,
  8: double tickP99Ms,
  /** Time between two ticks of the fastest kind of room: a tick that takes longer is late for the next. */
  9: double tickBudgetMs,
  /** Ticks since the start that were not finished when the next one was due. */
  10: i32 overruns,
  11: double rssMb,
  /** Share of the last second in which the event loop was busy, 0 to 1. */
  12: double eventLoopUse,
}

/** All of it at a glance. */
struct Status {
  1: list<NodeStatus> nodes,
  /** Seats taken or held, all rooms. */
  2: i32 players,
  3: i32 rooms,
  /** What needs an operator's eye now, for people; empty when all is well. */
  5: list<string> alerts,
}

/** One second of figures; what was not measured yet is absent. */
struct StatsPoint {
  /** Milliseconds since 1970, UTC: the end of the sample. */
  1: double atMs,
  2: map<string, double> values,
}

/** A seat as the room sees it. Set by the server. */
struct SeatDetail {
  1: common.PlayerId playerId,
  2: string displayName,
  /** A `/play` connection holds it; otherwise it is reserved, or held by calls. */
  3: bool connected,
  /** From a snapshot to its acknowledgement, the shortest of late; 0 before the first. */
  4: i32 rttMs,
  /** Bytes that wait for the client's socket. */
  5: i32 bufferedBytes,
  /** Snapshots that were left out because the client was behind, since it connected. */
  6: i32 skippedSnapshots,
  /** Commands lost by policy or refused, since the seat was taken. */
  7: i32 droppedCommands,
  /** Bytes of snapshots a second, over the time since it connected. */
  8: double bytesS,
  /** It watches: it is not counted in `summary.players`. */
  9: bool spectator = 0,
}

/** A room as operators see it. Set by the server. */
struct RoomDetail {
  1: lobby.RoomSummary summary,
  2: string nodeId,
  3: i32 tick,
  /** Takes no new players: an operator's lock. */
  4: bool locked,
  /** Ticks that were not finished when the next one was due, since the room was made. */
  5: i32 overruns,
  6: i32 entities,
  /** Bytes of snapshots a second for one client, the mean of those connected. */
  7: double bytesPerPlayerS,
  /** In the order of seat numbers, spectators last; empty in lists, see getRoom. */
  8: list<SeatDetail> seats,
  /** How the room saves under load: 0 keeps up, 1 and 2 send less, 3 refuses joins. */
  9: i32 loadGrade,
}

struct RoomDetailPage {
  1: list<RoomDetail> rooms,
  /** Where to go on; absent on the last page. */
  2: optional common.Cursor after,
}

/** One entity as the simulation holds it. */
struct EntityDump {
  1: i32 entityId,
  /** Its struct in the game's IDL. */
  2: string type,
  /** By field name, as the simulation holds them: whoever they are for, and local ones too. */
  3: map<string, string> fields,
}

struct WorldDump {
  1: common.RoomId roomId,
  2: i32 tick,
  /** In the order of types; local types are left out. */
  3: list<EntityDump> entities,
  /** There are more than `entitiesMax`. */
  4: bool truncated,
}

/** Which players to list. Everything that is set must fit. */
struct PlayerFilter {
  /** Part of the name or the whole id; case does not matter. */
  1: optional string text,
  /** Whether a connection of theirs is open on `/play`. */
  2: optional bool online,
  3: optional common.RoomId roomId,
}

/** A player who is kept out. Set by the server. */
struct Ban {
  1: string banId,
  2: common.PlayerId playerId,
  /** The reason, from the action. */
  3: string why,
  /** The operator's name. */
  4: string by,
  /** Milliseconds since 1970, UTC. */
  5: double startsAtMs,
  /** Absent: for good. */
  6: optional double endsAtMs,
}

struct BanRequest {
  1: common.PlayerId playerId,
  /** 1 to 5,256,000, ten years; without it: for good. */
  2: optional i32 minutes,
}

struct BanPage {
  1: list<Ban> bans,
  2: optional common.Cursor after,
}

/** A player with a seat, or one who is banned or muted. Set by the server. */
struct PlayerDetail {
  1: common.PlayerId playerId,
  /** Empty when only a ban or a mute is known of the player. */
  2: string displayName,
  /** A connection of theirs is open on `/play`. */
  3: bool online,
  /** Where the player has seats. */
  4: list<common.RoomId> roomIds,
  /** Milliseconds since 1970, UTC; absent when the player may speak. */
  5: optional double mutedUntilMs,
  6: list<Ban> bans,
}

struct PlayerPage {
  1: list<PlayerDetail> players,
  2: optional common.Cursor after,
}

struct Announcement {
  /** 1 to 500 characters; cleaned by the server. */
  1: string text,
  /** To the players of this room; without it to everybody. */
  2: optional common.RoomId roomId,
  /** "info", "warning" or "urgent"; another word is refused (BAD_ARGUMENT). */
  3: string severity = "info",
}

/** How far a server is with stopping. Set by the server. */
struct DrainState {
  1: string nodeId,
  2: bool draining,
  3: i32 roomsLeft,
  4: i32 playersLeft,
  /** What is left of the deadline; 0 when it is over or nothing drains. */
  5: i32 deadlineInMs,
  /** Every room has ended; the process may be stopped. */
  6: bool finished,
}

/** One setting. */
struct ConfigEntry {
  1: string key,
  2: string value,
  /** What it was started with. */
  3: string fallback,
  /** Counts up by one with each change; give it back as `ifVersion`. */
  4: i32 version,
  /** setConfig changes it, at once; otherwise it takes a restart. */
  5: bool live,
  /** For people: what it does, and what it may be. */
  6: string help,
}

/** Something that an operator did or tried. Never changed. Set by the server. */
struct AuditEntry {
  1: string id,
  /** Milliseconds since 1970, UTC. */
  2: double atMs,
  /** The operator's name; "-" for who failed to log in. */
  3: string actor,
  /** The method, such as "kick". */
  4: string action,
  /** Which room, player, ban or key; empty where it is the server. */
  5: string target,
  6: string why,
  /** false: refused, `details` say why. */
  7: bool ok,
  8: map<string, string> details,
}

/** Which entries to list. Everything that is set must fit. */
struct AuditFilter {
  1: optional string actor,
  2: optional string action,
  3: optional string target,
  /** From, inclusive, and to, exclusive; milliseconds since 1970, UTC. */
  4: optional double fromMs,
  5: optional double toMs,
}

struct AuditPage {
  1: list<AuditEntry> entries,
  2: optional common.Cursor after,
}

/** How often tickets that were compared passed a rule together with the one that is explained. */
struct RuleCount {
  /** The path of its limit in the queue's config; "rules.NAME" for a rule of the queue's own. */
  1: string rule,
  2: i32 passed,
  3: i32 failed,
}

/** Why a ticket waits. Set by the server. */
struct TicketExplanation {
  /** As nobody in it sees it: without seats. */
  1: matchmaking.Ticket ticket,
  /** Other tickets of the queue that no rule keeps apart from it; of those that were compared. */
  2: i32 candidates,
  /** What keeps most away comes first; empty unless the ticket is SEARCHING. */
  3: list<RuleCount> rules,
  /** Where the queue's curves stand by this ticket's own wait, by their paths. */
  4: map<string, double> limitsNow,
  /** The ticket that fails one rule only, and that by the least; absent where there is none. */
  5: optional common.TicketId nearestMiss,
  /** Other tickets that were compared: at most 200, those nearest in skill where the queue goes by it. */
  6: i32 compared,
  /** All of that for people, a sentence each, what matters most first. */
  7: list<string> words,
}

struct TicketPage {
  1: list<matchmaking.Ticket> tickets,
  2: optional common.Cursor after,
}

/**
 * How a queue does. What waits is as of now; shares, waits and what matches were like cover the last ten minutes, at most 1,024
 * matches, and are 0 before the first of them. Set by the server.
 */
struct QueueStats {
  1: string queue,
  /** That wait for a match, and their players. */
  2: i32 tickets,
  3: i32 players,
  4: i32 oldestWaitedMs,
  5: double matchesPerMin,
  /** How long the tickets that were matched had waited. */
  6: double waitP50Ms,
  7: double waitP90Ms,
  8: double waitP99Ms,
  /** Between the strongest and the weakest team of a match. */
  9: double skillGapP50,
  10: double skillGapP90,
  /** Of players to the region of their match. */
  11: double latencyP95Ms,
  /** Of players in teams with roles: those who got one that they did not wish. */
  12: double offRoleShare,
  /** Of tickets that were offered a match: those that ended by declining, or by not answering. */
  13: double declinedShare,
  /** Of tickets that were matched or given up: those whose time was over. */
  14: double timedOutShare,
  /** From asking the matcher to its answer. */
  15: double cycleP99Ms,
  /** 0 to 1; nine of ten matches are at least as good as the second. */
  16: double qualityP50,
  17: double qualityP10,
  /** Since the queue was opened: proposals that broke a rule, and times that the matcher threw, hung or died. */
  18: i32 proposalsRefused,
  19: i32 matcherFailures,
  /** Why nobody is matched now, and when that ends, for people; absent while the matcher runs. */
  20: optional string matcherDown,
}

/** The same arrivals through a queue as it is and as it would be. Set by the server. */
struct QueueTrial {
  /** Absent for a queue that there is not yet. */
  1: optional QueueStats now,
  2: QueueStats proposed,
  /** What is odd in the config, and what to know about the figures; for people. */
  3: list<string> warnings,
  /** Tickets that came, and how many of them as they came in the last hour; the rest were drawn by chance. */
  4: i32 arrivals,
  5: i32 recorded,
}

/**
 * What operators see and do, on the operator listener alone. `Session.login` there takes an operator token; the role that goes
 * with it is checked for each method, and a higher one may do what a lower one may. Every method refuses a role that is too low
 * (FORBIDDEN). Everything that changes something needs a reason and is in the audit, refused or done.
 */
service Admin {
  Status getStatus() throws (1: common.Refused refused) (tw.role = "viewer"),

  /**
   * Figures of the last hour, oldest first: of every `stepMs` the last second. `names` empty: all; unknown names are refused, as
   * is a step outside 1,000 to 3,600,000 (BAD_ARGUMENT). At most 3,600 points.
   */
  list<StatsPoint> getStats(1: list<string> names, 2: double fromMs, 3: i32 stepMs)
    throws (1: common.Refused refused) (tw.role = "viewer"),

  /** All running rooms, listed or not, oldest first. */
  RoomDetailPage listRooms(1: lobby.RoomFilter filter, 2: common.Page page)
    throws (1: common.Refused refused) (tw.role = "viewer"),

  /** One room with its seats. */
  RoomDetail getRoom(1: common.RoomId roomId)
    throws (1: common.NotFound notFound, 2: common.Refused refused) (tw.role = "viewer"),

  /** What the room's world holds between two ticks, for looking into a game. Refused: `entitiesMax` outside 1 to 1,000 (BAD_ARGUMENT). */
  WorldDump dumpRoom(1: common.RoomId roomId, 2: i32 entitiesMax)
    throws (1: common.NotFound notFound, 2: common.Refused refused) (tw.role = "viewer"),

  /** A room without anybody in it; it ends if nobody comes. A dry run answers the room that would be, with an empty id. */
  RoomDetail createRoom(1: Action action, 2: lobby.RoomRequest request)
    throws (1: common.Refused refused, 2: common.Unavailable unavailable) (tw.role = "operator"),

  /** A locked room takes no new players (ROOM_CLOSED); who sits there stays. */
  void lockRoom(1: Action action, 2: common.RoomId roomId, 3: bool locked)
    throws (1: common.NotFound notFound, 2: common.Refused refused) (tw.role = "operator"),

  /**
   * Locks the room, tells its players, and ends it after `graceMs` (ROOM_CLOSED). Refused: a grace outside 0 to 3,600,000
   * (BAD_ARGUMENT).
   */
  void closeRoom(1: Action action, 2: common.RoomId roomId, 3: i32 graceMs)
    throws (1: common.NotFound notFound, 2: common.Refused refused) (tw.role = "operator"),

  /** Players with seats, by their first seat. */
  PlayerPage listPlayers(1: PlayerFilter filter, 2: common.Page page)
    throws (1: common.Refused refused) (tw.role = "viewer"),

  PlayerDetail getPlayer(1: common.PlayerId playerId)
    throws (1: common.NotFound notFound, 2: common.Refused refused) (tw.role = "viewer"),

  /** Ends the player's seats (KICKED) and session. `message` is for the player; at most 123 bytes. Not a ban: who comes back may. */
  void kick(1: Action action, 2: common.PlayerId playerId, 3: string message)
    throws (1: common.NotFound notFound, 2: common.Refused refused) (tw.role = "operator"),

  /** Kicks the player, closes the player's connections (KICKED) and keeps the player out. Refused: one who is banned already (ALREADY_EXISTS), too many bans (LIMIT_REACHED). */
  Ban ban(1: Action action, 2: BanRequest request) throws (1: common.Refused refused) (tw.role = "operator"),

  void liftBan(1: Action action, 2: string banId)
    throws (1: common.NotFound notFound, 2: common.Refused refused) (tw.role = "operator"),

  /** Bans in force, oldest first. */
  BanPage listBans(1: common.Page page) throws (1: common.Refused refused) (tw.role = "viewer"),

  /** The player's chat lines are refused for `minutes`, 1 to 5,256,000; 0 lets the player speak again. */
  void mute(1: Action action, 2: common.PlayerId playerId, 3: i32 minutes)
    throws (1: common.Refused refused) (tw.role = "operator"),

  /** A notice to players, by their events. */
  void announce(1: Action action, 2: Announcement announcement)
    throws (1: common.NotFound notFound, 2: common.Refused refused) (tw.role = "operator"),

  /**
   * No new rooms, no new seats; running rooms go on until they end or `deadlineMs` is over, then they are closed (SERVER_STOPPING).
   * Players are told. 0 takes the config's `drain.deadlineMs`. Refused: above 86,400,000 (BAD_ARGUMENT), or already draining
   * (CONFLICT). An empty `nodeId` is the server that answers, here and below.
   */
  DrainState drain(1: Action action, 2: string nodeId, 3: i32 deadlineMs)
    throws (1: common.NotFound notFound, 2: common.Refused refused) (tw.role = "operator"),

  /** As if it had never been asked for. Refused: nothing drains, or it has finished (CONFLICT). */
  DrainState cancelDrain(1: Action action, 2: string nodeId)
    throws (1: common.NotFound notFound, 2: common.Refused refused) (tw.role = "operator"),

  /** Answers when the drain has finished or was cancelled, or after `waitMs`, 0 to 25,000. */
  DrainState awaitDrain(1: string nodeId, 2: i32 waitMs)
    throws (1: common.NotFound notFound, 2: common.Refused refused) (tw.role = "viewer", tw.longPoll = "25000"),

  /** Every queue as it is told, with its version. */
  list<queues.QueueConfig> listQueues() throws (1: common.Refused refused) (tw.role = "viewer"),

  queues.QueueConfig getQueue(1: string queue)
    throws (1: common.NotFound notFound, 2: common.Refused refused) (tw.role = "viewer"),

  /**
   * Goes on with another config, until the process ends; `ifVersion` 0 opens a new queue, and `config.version` is not read. Who waits
   * waits on by the new limits, with the time of before; whom no later limit lets into any match is taken back (CANCELLED). Matches
   * that are offered stay. Answers the config with its version. Refused: another version than `ifVersion` (CONFLICT), what does not
   * make sense, all of it at once (BAD_ARGUMENT), a 65th queue (LIMIT_REACHED). A dry run answers the same and changes nothing.
   */
  queues.QueueConfig putQueue(1: Action action, 2: queues.QueueConfig config, 3: i32 ifVersion)
    throws (1: common.Refused refused) (tw.role = "admin"),

  /** Who waits is taken back (CANCELLED); matches of it that play go on, and are not filled up. Refused: another version (CONFLICT). */
  void removeQueue(1: Action action, 2: string queue, 3: i32 ifVersion)
    throws (1: common.Refused refused, 2: common.NotFound notFound) (tw.role = "admin"),

  /** A paused queue (`open` false) takes no tickets (QUEUE_PAUSED); who waits there is matched all the same. Counts as a change. */
  void openQueue(1: Action action, 2: string queue, 3: bool open)
    throws (1: common.NotFound notFound, 2: common.Refused refused) (tw.role = "operator"),

  /** No names: all queues. */
  list<QueueStats> getQueueStats(1: list<string> names)
    throws (1: common.NotFound notFound, 2: common.Refused refused) (tw.role = "viewer"),

  /**
   * What a config would do: tickets as they came in the last hour, or drawn by chance where too few did, go through it in simulated
   * time, and through the queue of that name as it is. Everybody accepts, and gives up only when the queue's time is over. Changes
   * nothing. Refused: what putQueue refuses of a config, `seconds` outside 10 to 3,600 (BAD_ARGUMENT). Unavailable: another trial is
   * under way, or it takes too long.
   */
  QueueTrial tryQueue(1: queues.QueueConfig config, 2: i32 seconds)
    throws (1: common.Refused refused, 2: common.Unavailable unavailable) (tw.role = "operator", tw.longPoll = "25000"),

  /** Those that have not ended, the oldest first. */
  TicketPage listTickets(1: string queue, 2: common.Page page)
    throws (1: common.NotFound notFound, 2: common.Refused refused) (tw.role = "viewer"),

  TicketExplanation explainTicket(1: common.TicketId ticketId)
    throws (1: common.NotFound notFound, 2: common.Refused refused) (tw.role = "viewer"),

  /**
   * Takes a ticket back (CANCELLED); nobody pays for it. Refused: one whose room is being made, or that has ended (CONFLICT).
   */
  void cancelTicket(1: Action action, 2: common.TicketId ticketId)
    throws (1: common.NotFound notFound, 2: common.Refused refused) (tw.role = "operator"),

  /** Settings whose keys begin so; empty: all. */
  list<ConfigEntry> listConfig(1: string prefix) throws (1: common.Refused refused) (tw.role = "viewer"),

  /**
   * Changes a live setting until the process ends. Refused: another version than `ifVersion` (CONFLICT), a value that does not fit
   * or a setting that takes a restart (BAD_ARGUMENT).
   */
  ConfigEntry setConfig(1: Action action, 2: string key, 3: string value, 4: i32 ifVersion)
    throws (1: common.Refused refused, 2: common.NotFound notFound) (tw.role = "admin"),

  /** What operators did and tried, newest first, as far back as this process remembers. */
  AuditPage listAudit(1: AuditFilter filter, 2: common.Page page)
    throws (1: common.Refused refused) (tw.role = "viewer"),
}
