// The kinds of field that replication knows, in the smallest game that has them all. Tests only.

namespace js tickwire.field

include "common.thrift"

const i32 WORLD = 4096

enum Stance { STANDING = 0, CROUCHED = 1, PRONE = 2 }

struct Avatar {
  1: double x        (tw.axis = "x", tw.min = "0", tw.max = "WORLD", tw.step = "0.1", tw.predict = "linear", tw.ownerStep = "0.00390625"),
  2: double y        (tw.axis = "y", tw.min = "0", tw.max = "WORLD", tw.step = "0.1", tw.predict = "linear", tw.ownerStep = "0.00390625"),
  3: double heading  (tw.angle = "8"),
  4: i32 health      (tw.min = "0", tw.max = "100"),
  5: string name     (tw.once, tw.max = "24"),
  6: i32 ammo        (tw.audience = "owner", tw.min = "0", tw.max = "999"),
  7: Stance stance   (tw.min = "0", tw.max = "2"),
  8: double cooldown (tw.audience = "owner", tw.min = "0", tw.max = "10", tw.ownerStep = "0.00390625"),
  9: i32 seat        (tw.local),
  10: i32 mana       (tw.audience = "team", tw.min = "0", tw.max = "2000", tw.predict = "linear"),
  11: bool ready     (tw.audience = "team"),
  12: i32 badge      (tw.audience = "team", tw.once, tw.min = "0", tw.max = "9999"),
} (tw.entity)

struct Chest {
  1: double x  (tw.axis = "x", tw.min = "0", tw.max = "WORLD", tw.step = "1"),
  2: double y  (tw.axis = "y", tw.min = "0", tw.max = "WORLD", tw.step = "1"),
  3: bool open,
} (tw.entity)

/** Without a position: everybody knows it. */
struct Score {
  1: i32 points    (tw.min = "0", tw.max = "1000000"),
  2: string player (tw.max = "24"),
} (tw.entity)

/** For its team alone, wherever it is. */
struct Beacon {
  1: double x (tw.axis = "x", tw.min = "0", tw.max = "WORLD", tw.step = "1"),
  2: double y (tw.axis = "y", tw.min = "0", tw.max = "WORLD", tw.step = "1"),
  3: bool lit,
} (tw.entity, tw.to = "team")

/** For one seat alone. */
struct Note { 1: string line (tw.max = "24") } (tw.entity, tw.to = "owner")

/** For everybody, wherever it is. */
struct Landmark {
  1: double x (tw.axis = "x", tw.min = "0", tw.max = "WORLD", tw.step = "1"),
  2: double y (tw.axis = "y", tw.min = "0", tw.max = "WORLD", tw.step = "1"),
  3: i32 height (tw.min = "0", tw.max = "99"),
} (tw.entity, tw.to = "all")

struct Steer {
  1: i16 moveX (tw.min = "-127", tw.max = "127"),
  2: i16 moveY (tw.min = "-127", tw.max = "127"),
  3: bool fire (tw.edge),
} (tw.command)

struct Explosion {
  1: double x (tw.axis = "x", tw.min = "0", tw.max = "WORLD", tw.step = "1"),
  2: double y (tw.axis = "y", tw.min = "0", tw.max = "WORLD", tw.step = "1"),
} (tw.event = "unreliable", tw.to = "area")

struct Granted { 1: i32 item (tw.min = "0", tw.max = "31") } (tw.event = "reliable", tw.to = "owner")

struct Announced { 1: string text (tw.max = "60") } (tw.event = "reliable", tw.to = "all")

struct Rallied { 1: i32 signal (tw.min = "0", tw.max = "255") } (tw.event = "reliable", tw.to = "team")

struct Pinged { 1: i32 signal (tw.min = "0", tw.max = "255") } (tw.event = "unreliable", tw.to = "team")

struct FieldOptions { 1: i32 chests = 0 }

/** What was in a chest. */
struct Loot { 1: i32 chestId, 2: list<i32> items }

service FieldRoom {
  i32 countChests() throws (1: common.Refused refused),
  Loot openChest(1: i32 chestId) throws (1: common.Refused refused, 2: common.NotFound notFound),
  void clear() throws (1: common.Refused refused),
} (tw.room = "field", tw.tickRateHz = "20", tw.playersMax = "64", tw.options = "FieldOptions")
