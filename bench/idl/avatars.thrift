// What the codec bench sends as Thrift: every avatar in sight with the fields that all contenders carry, already rounded to
// what the wire needs, because doubles would be unfair to Thrift.

namespace js tickwire.avatars

struct Avatar {
  1: i32 id,
  /** Tenths of a unit. */
  2: i16 x,
  3: i16 y,
  /** 256ths of a turn, minus 128. */
  4: i8 heading,
  5: i8 health,
}

struct Avatars {
  1: list<Avatar> avatars,
}
