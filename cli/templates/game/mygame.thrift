// What is in the world, what a player sends, and what a room is. `tickwire dev` generates gen-nodejs/ from it.

const i32 WORLD = 800
const i32 PLAYERS_MAX = 32

struct Dot {
  1: double x (tw.axis = "x", tw.min = "0", tw.max = "WORLD", tw.step = "0.1", tw.predict = "linear", tw.ownerStep = "0.0625"),
  2: double y (tw.axis = "y", tw.min = "0", tw.max = "WORLD", tw.step = "0.1", tw.predict = "linear", tw.ownerStep = "0.0625"),
  3: string name (tw.once, tw.max = "24"),
  4: i32 score (tw.min = "0", tw.max = "9999"),
  5: i32 dx (tw.local),
  6: i32 dy (tw.local),
} (tw.entity)

struct Coin {
  1: double x (tw.axis = "x", tw.min = "0", tw.max = "WORLD", tw.step = "1"),
  2: double y (tw.axis = "y", tw.min = "0", tw.max = "WORLD", tw.step = "1"),
} (tw.entity)

struct Steer {
  1: i16 dx (tw.min = "-1", tw.max = "1"),
  2: i16 dy (tw.min = "-1", tw.max = "1"),
} (tw.command)

service MygameRoom {} (tw.room = "mygame", tw.tickRateHz = "20", tw.playersMax = "PLAYERS_MAX")
