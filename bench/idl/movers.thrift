// The world of the comparisons, as our server replicates it: points with a place and nothing else, because the peer's world
// has no more. What moves them is the bench's seed; players send commands that are taken and lead nowhere.

namespace js tickwire.movers

include "common.thrift"

/** Side of the square world, units. */
const i32 WORLD = 4096

/** `ownerStep` makes it fit to be an avatar; the owner sees it as finely as everybody, as it would with the peer. */
struct Mover {
  1: double x (tw.axis = "x", tw.min = "0", tw.max = "WORLD", tw.step = "0.1", tw.predict = "linear", tw.ownerStep = "0.1"),
  2: double y (tw.axis = "y", tw.min = "0", tw.max = "WORLD", tw.step = "0.1", tw.predict = "linear", tw.ownerStep = "0.1"),
} (tw.entity)

struct Steer {
  1: i16 moveX (tw.min = "-127", tw.max = "127"),
  2: i16 moveY (tw.min = "-127", tw.max = "127"),
} (tw.command)

struct MoversOptions {
  1: i32 movers = 0,
  2: i32 seed = 0,
}

service MoversRoom {
  i32 countMovers() throws (1: common.Refused refused),
} (tw.room = "movers", tw.tickRateHz = "20", tw.playersMax = "4000", tw.options = "MoversOptions")
