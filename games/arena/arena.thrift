// The arena: a top-down shooter. This file is its whole contract: what a world consists of, what of it clients
// see and how finely, what a player may send, what happens once, and which calls a room answers inside its tick.
// Plain Thrift for every language; the `tw.*` annotations are what replication needs to know (docs/IDL.md).

namespace js tickwire.arena
namespace py tickwire.arena
namespace perl Tickwire.Arena
namespace php Tickwire.Arena
namespace rb Tickwire.Arena
namespace cpp tickwire.arena
namespace netstd Tickwire.Arena
namespace java dev.tickwire.arena
namespace go tickwire.arena

include "common.thrift"

/** Side of the square world, units. An avatar is 32 across. */
const i32 WORLD = 2400
/** Farthest that a chest may be from the avatar that opens it, units. */
const i32 CHEST_REACH = 90
/** What events and scores call an avatar: the low 24 bits of its entity id, because a field is at most so wide. */
const i32 ID_MAX = 16777215

enum Weapon { PISTOL = 0, SHOTGUN = 1, RIFLE = 2 }
enum Item { MEDKIT = 0, AMMO = 1, SHOTGUN = 2, RIFLE = 3 }
/** What a player can show over the avatar: the value of an `emote` message. */
enum Emote { HELLO = 0, NICE = 1, SORRY = 2, HELP = 3, LAUGH = 4, ANGRY = 5 }
/** The course of a match: until everybody is there, then a countdown, the match, its result. Shots are fired in PLAYING only. */
enum MatchPhase { WAITING = 0, COUNTDOWN = 1, PLAYING = 2, OVER = 3 }

/** A player's body, or a bot's. It stays when it dies (health 0) and moves to a spawn point when it comes back. */
struct Avatar {
  1: double x          (tw.axis = "x", tw.min = "0", tw.max = "WORLD", tw.step = "0.1", tw.predict = "linear", tw.ownerStep = "0.00390625"),
  2: double y          (tw.axis = "y", tw.min = "0", tw.max = "WORLD", tw.step = "0.1", tw.predict = "linear", tw.ownerStep = "0.00390625"),
  3: double heading    (tw.angle = "8"),
  4: i32 health        (tw.min = "0", tw.max = "100"),
  /** Fresh from a spawn point: nothing hurts it until it fires or the time is over. */
  5: bool shielded,
  6: Weapon weapon     (tw.min = "0", tw.max = "2"),
  7: string name       (tw.once, tw.max = "24"),

  /** Units a second. */
  8: double vx         (tw.audience = "owner", tw.min = "-256", tw.max = "256", tw.ownerStep = "0.00390625"),
  9: double vy        (tw.audience = "owner", tw.min = "-256", tw.max = "256", tw.ownerStep = "0.00390625"),
  /** Shots left of the weapon; the pistol needs none. */
  10: i32 ammo         (tw.audience = "owner", tw.min = "0", tw.max = "999"),
  11: i32 cooldownTicks (tw.audience = "owner", tw.min = "0", tw.max = "255"),
  /** While dead: ticks until it comes back. */
  12: i32 respawnTicks (tw.audience = "owner", tw.min = "0", tw.max = "255"),

  /** Seat of the player, -1 for a bot. */
  13: i32 seat         (tw.local),
  14: i32 scoreRow     (tw.local),
  15: i32 shieldTicks  (tw.local),
  /** The held command. */
  16: i32 moveX        (tw.local),
  17: i32 moveY        (tw.local),
  18: double aim       (tw.local),
  19: bool firing      (tw.local),
  /** A fire command came in this tick, even if it was released again in the same one. */
  20: bool triggered   (tw.local),
  21: i32 emoteTick    (tw.local),

  /** A bot's mind: whom it fights (row, or -1), which pick-up it goes to (row), by which way, when it thinks again. */
  22: i32 targetRow    (tw.local),
  23: i32 goal         (tw.local),
  24: double wayX      (tw.local),
  25: double wayY      (tw.local),
  26: i32 thinkTicks   (tw.local),
  27: i32 strafe       (tw.local),
  28: double aimError  (tw.local),

  /** In a match: the side, 0 for none. */
  29: i32 team         (tw.once, tw.min = "0", tw.max = "2"),
} (tw.entity, tw.rewind)

/**
 * In the world only: no client is ever sent a bullet. It flies straight, so the event Shot says all about it, at once and
 * in a third of the bytes that an enter, its codes and a leave would take.
 */
struct Bullet {
  1: double x,
  2: double y,
  3: double vx,
  4: double vy,
  5: i32 weapon,
  /** The last one may be a part. */
  6: double ticksLeft,
  7: i32 shooterId,
  8: i32 shooterRow,
  9: i32 team,
  /** Ticks by which the shooter saw the others late: flown at once, in the step of the shot. */
  10: double lagTicks,
} (tw.entity, tw.local)

/** Lies in a fixed place; who walks over it gets the item, and it is ready again some time later. */
struct Pickup {
  1: double x      (tw.axis = "x", tw.min = "0", tw.max = "WORLD", tw.step = "1"),
  2: double y      (tw.axis = "y", tw.min = "0", tw.max = "WORLD", tw.step = "1"),
  3: Item item     (tw.min = "0", tw.max = "3"),
  4: bool ready,
  5: i32 readyTicks (tw.local),
} (tw.entity)

/** Stands in a fixed place; opened by the call `openChest`, full again some time later. */
struct Chest {
  1: double x       (tw.axis = "x", tw.min = "0", tw.max = "WORLD", tw.step = "1"),
  2: double y       (tw.axis = "y", tw.min = "0", tw.max = "WORLD", tw.step = "1"),
  3: bool open,
  4: i32 refillTicks (tw.local),
} (tw.entity)

/** One a player; without a place, so that everybody knows it. */
struct Score {
  1: i32 avatarId (tw.once, tw.min = "0", tw.max = "ID_MAX"),
  2: string name  (tw.once, tw.max = "24"),
  3: i32 kills    (tw.min = "0", tw.max = "65535"),
  4: i32 deaths   (tw.min = "0", tw.max = "65535"),
  /** As the avatar's. */
  5: i32 team     (tw.once, tw.min = "0", tw.max = "2"),
} (tw.entity)

/** Where a room's match stands: one in a room that plays a match (ArenaOptions.matchKills), none in an open arena. */
struct Match {
  1: MatchPhase phase  (tw.min = "0", tw.max = "3"),
  /** Of the phase; in OVER 0. */
  2: i32 secondsLeft   (tw.min = "0", tw.max = "3600"),
  3: i32 redKills      (tw.min = "0", tw.max = "65535"),
  4: i32 blueKills     (tw.min = "0", tw.max = "65535"),
  5: i32 killsToWin    (tw.once, tw.min = "1", tw.max = "100"),
  /** In OVER: the side that won, 0 for a draw. */
  6: i32 winner        (tw.min = "0", tw.max = "2"),
  7: i32 ticksLeft     (tw.local),
} (tw.entity)

/** One player's input. Held: it stays in force until the next one. */
struct Steer {
  1: i16 moveX  (tw.min = "-127", tw.max = "127"),
  2: i16 moveY  (tw.min = "-127", tw.max = "127"),
  3: double aim (tw.angle = "12"),
  4: bool fire  (tw.edge),
} (tw.command)

/** Somebody at this place fired; the bullets of the shot follow from it (pelletAngle, bulletSpeed: simulation/rules). */
struct Shot {
  1: double x       (tw.axis = "x", tw.min = "0", tw.max = "WORLD", tw.step = "0.5"),
  2: double y       (tw.axis = "y", tw.min = "0", tw.max = "WORLD", tw.step = "0.5"),
  3: double heading (tw.angle = "12"),
  4: Weapon weapon  (tw.min = "0", tw.max = "2"),
  /** The avatar that fired. */
  5: i32 shooterId  (tw.min = "0", tw.max = "ID_MAX"),
} (tw.event = "unreliable", tw.to = "area")

/** A bullet hurt somebody. */
struct Hit {
  1: double x     (tw.axis = "x", tw.min = "0", tw.max = "WORLD", tw.step = "1"),
  2: double y     (tw.axis = "y", tw.min = "0", tw.max = "WORLD", tw.step = "1"),
  3: i32 shooterId (tw.min = "0", tw.max = "ID_MAX"),
  4: i32 victimId (tw.min = "0", tw.max = "ID_MAX"),
  5: i32 damage   (tw.min = "0", tw.max = "127"),
} (tw.event = "unreliable", tw.to = "area")

/** Names stand in the scores. `killerId` is 0 when the killer has left. */
struct Kill {
  1: i32 killerId  (tw.min = "0", tw.max = "ID_MAX"),
  2: i32 victimId  (tw.min = "0", tw.max = "ID_MAX"),
  3: Weapon weapon (tw.min = "0", tw.max = "2"),
} (tw.event = "reliable", tw.to = "all")

/** What a pick-up or a chest gave. */
struct Granted {
  1: Item item  (tw.min = "0", tw.max = "3"),
  2: i32 amount (tw.min = "0", tw.max = "999"),
} (tw.event = "reliable", tw.to = "owner")

struct ArenaOptions {
  /** At most 500. */
  1: i32 bots = 0,
  /**
   * For crowds: players and bots begin, and come back to life, anywhere in the open within so many units of the arena's
   * centre, at most 1,184 (to the rim). 0 or less: players at the spawn points, each with a chest at hand, and bots all over.
   */
  2: optional i32 startRadius = 0,
  /**
   * A match of two sides, red and blue, without bots: the first with so many kills wins, at most 100. Players are of the side that
   * their team names, or of the smaller one. 0 or less: everybody against everybody.
   */
  3: optional i32 matchKills = 0,
  /** A match is over after so long, at most 3,600; the side with more kills wins. */
  4: optional i32 matchSeconds = 300,
  /** A match begins when so many players are there, or after 20 s. */
  5: optional i32 matchPlayers = 2,
}

struct LootItem { 1: Item item, 2: i32 amount }
struct Loot { 1: i32 chestId, 2: list<LootItem> items }

struct ChestReport { 1: i32 chestId, 2: double x, 3: double y, 4: double distance, 5: bool open }
struct AvatarReport {
  1: i32 avatarId, 2: double x, 3: double y, 4: i32 health, 5: Weapon weapon, 6: i32 ammo, 7: i32 kills, 8: i32 deaths,
  9: i32 respawnInMs,
  /** Nearest first. */
  10: list<ChestReport> chests,
}

struct ScoreLine { 1: i32 avatarId, 2: string name, 3: i32 kills, 4: i32 deaths, 5: bool bot }
struct Scoreboard {
  1: i32 players, 2: i32 bots,
  /** Best first, at most 50. */
  3: list<ScoreLine> lines,
}

service ArenaRoom {
  /** Opens a chest within CHEST_REACH and gives what is in it to the caller's avatar. */
  Loot openChest(1: i32 chestId) throws (1: common.Refused refused, 2: common.NotFound notFound),
  /** The caller's avatar and the chests around it. */
  AvatarReport getSelf() throws (1: common.Refused refused),
  /** A thousand lines are sorted for it inside the tick. */
  Scoreboard getScores() throws (1: common.Refused refused) (tw.rate = "5/s"),
} (tw.room = "arena", tw.tickRateHz = "20", tw.playersMax = "1000", tw.options = "ArenaOptions")
