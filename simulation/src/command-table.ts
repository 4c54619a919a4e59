// The commands that one tick consumes, a typed array a field, sorted by (seat, seq): at most COMMANDS_PER_SEAT_MAX a
// seat. A command is held input: it stays in force until the next one of that seat, so a step stores what it needs in
// the world. Filled by the room's command buffer, read by `Simulation.step`, valid until the next tick.

/** Most commands of one seat that one tick consumes: one in time, or two late ones that catch up. */
export const COMMANDS_PER_SEAT_MAX = 2

export abstract class CommandTable {
  count = 0
  readonly capacity: number
  readonly seat: Int16Array
  readonly seq: Uint32Array

  /** @param playersMax - seats of the room. */
  constructor(playersMax: number) {
    this.capacity = playersMax * COMMANDS_PER_SEAT_MAX
    this.seat = new Int16Array(this.capacity)
    this.seq = new Uint32Array(this.capacity)
  }

  /** Appends a command with every field zero; the caller writes the fields at the returned index. */
  append(seat: number, seq: number): number {
    const index = this.count
    if (index >= this.capacity) throw new Error('command table full: more than two commands for a seat in one tick')
    this.seat[index] = seat
    this.seq[index] = seq
    this.count++
    return index
  }

  clear(): void {
    this.count = 0
  }
}
