// What field.thrift leaves out of the wire, for the golden vectors: cold fields before hot ones, ranges that do not begin at 0,
// a prediction without a position, an emission every second tick. Nobody plays it.

namespace js tickwire.kinds

include "common.thrift"

/** Half the width of a drone. */
const double SPAN = 2.5

/** Its range is that of its values. */
enum Mood { CALM = 3, WARY = 4, ANGRY = 9 }

/** Two once-fields, and every width of a number differs from that of its owner record or of its neighbour. */
struct Drone {
  1: bool armed,
  2: double x       (tw.axis = "x", tw.min = "-100", tw.max = "100", tw.step = "0.25", tw.predict = "linear", tw.ownerStep = "0.0625"),
  3: Mood mood,
  4: double y       (tw.axis = "y", tw.min = "-100", tw.max = "100", tw.bits = "10"),
  5: i32 serial     (tw.once, tw.min = "1000", tw.max = "9999"),
  6: double heading (tw.angle = "6"),
  7: string name    (tw.once, tw.max = "12"),
  8: i32 charge     (tw.audience = "owner", tw.min = "-40", tw.max = "40", tw.step = "5"),
} (tw.entity, tw.extent = "SPAN", tw.priority = "4")

/** In the world only: the types around it are numbered as if it were not there. */
struct Spark {
  1: double x,
  2: double y,
  3: Mood mood,
  4: string label,
} (tw.entity, tw.local)

/** Another type that can be an avatar. */
struct Turret {
  1: double aim (tw.angle = "6"),
  2: i32 heat   (tw.audience = "owner", tw.min = "0", tw.max = "9"),
  3: double base (tw.audience = "team", tw.angle = "5"),
} (tw.entity)

/** A linear field alone, below it a long text; of its team record one text that changes and one field that does not. */
struct Gauge {
  1: string label (tw.max = "100"),
  2: i32 level    (tw.min = "0", tw.max = "40960", tw.predict = "linear"),
  3: string plan  (tw.audience = "team", tw.max = "30"),
  4: i32 maker    (tw.audience = "team", tw.once, tw.min = "5", tw.max = "60"),
} (tw.entity)

struct Order {
  1: Mood mood,
  2: i16 turn (tw.min = "-30", tw.max = "30", tw.step = "5"),
} (tw.command)

struct Report {
  1: bool urgent,
  2: double bearing (tw.angle = "5"),
  3: i32 force      (tw.min = "-50", tw.max = "50", tw.step = "5"),
  4: string sender  (tw.max = "12"),
  5: string text    (tw.max = "40"),
} (tw.event = "reliable", tw.to = "all")

struct KindsOptions { 1: i32 none = 0 }

service KindsRoom {
  void clear() throws (1: common.Refused refused),
} (tw.room = "kinds", tw.tickRateHz = "20", tw.sendRateHz = "10", tw.playersMax = "4", tw.options = "KindsOptions")
