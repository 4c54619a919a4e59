// Tag with a ball, for two teams. Who carries the ball scores for the team; who touches a carrier of the other one takes it.

namespace js tickwire.tag
include "common.thrift"

/** Side of the square field, units. */
const i32 FIELD = 640
enum Team { NONE = 0, RED = 1, BLUE = 2 }

struct Runner {
  1: double x    (tw.axis = "x", tw.min = "0", tw.max = "FIELD", tw.step = "0.1", tw.predict = "linear", tw.ownerStep = "0.0625"),
  2: double y    (tw.axis = "y", tw.min = "0", tw.max = "FIELD", tw.step = "0.1", tw.predict = "linear", tw.ownerStep = "0.0625"),
  3: string name (tw.once, tw.max = "24"),
  4: Team team   (tw.once),
  5: i32 dx      (tw.local),
  6: i32 dy      (tw.local),
} (tw.entity)

/** There is one. Everybody knows where it is, and the score: seconds that each team had it. */
struct Ball {
  1: double x       (tw.axis = "x", tw.min = "0", tw.max = "FIELD", tw.step = "0.1", tw.predict = "linear"),
  2: double y       (tw.axis = "y", tw.min = "0", tw.max = "FIELD", tw.step = "0.1", tw.predict = "linear"),
  3: i32 red        (tw.min = "0", tw.max = "9999"),
  4: i32 blue       (tw.min = "0", tw.max = "9999"),
  5: Team team      (tw.local),
  6: i32 carrierRow (tw.local),
  7: i32 safeTicks  (tw.local),
} (tw.entity, tw.to = "all")

/** Where a team means to go: only that team knows. */
struct Mark {
  1: double x (tw.axis = "x", tw.min = "0", tw.max = "FIELD", tw.step = "1"),
  2: double y (tw.axis = "y", tw.min = "0", tw.max = "FIELD", tw.step = "1"),
} (tw.entity, tw.to = "team")

struct Run { 1: i16 dx (tw.min = "-1", tw.max = "1"), 2: i16 dy (tw.min = "-1", tw.max = "1") } (tw.command)

struct Taken { 1: string by (tw.max = "24"), 2: Team team } (tw.event = "reliable", tw.to = "all")

service TagRoom {
  /** Moves the mark of the caller's team. */
  void markSpot(1: double x, 2: double y) throws (1: common.Refused refused) (tw.rate = "5/s"),
} (tw.room = "tag", tw.tickRateHz = "20", tw.playersMax = "16")
