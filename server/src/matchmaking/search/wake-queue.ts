// When each row is to be looked at again: a binary heap of (time, row). A row that is scheduled anew leaves its earlier entry
// behind; that one is dropped when it comes up, because the row's time is another by then.

export class WakeQueue {
  private times = new Float64Array(64)
  private rows = new Int32Array(64)
  private length = 0

  push(atMs: number, row: number): void {
    if (atMs === Infinity) return
    if (this.length === this.rows.length) this.grow()
    let at = this.length++
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (this.times[parent]! <= atMs) break
      this.times[at] = this.times[parent]!
      this.rows[at] = this.rows[parent]!
      at = parent
    }
    this.times[at] = atMs
    this.rows[at] = row
  }

  /** The next row whose time has come, with that time in `poppedMs`; -1 when there is none. */
  popDue(nowMs: number): number {
    if (this.length === 0 || this.times[0]! > nowMs) return -1
    const row = this.rows[0]!
    this.poppedMs = this.times[0]!
    this.length--
    const time = this.times[this.length]!
    const moved = this.rows[this.length]!
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= this.length) break
      if (child + 1 < this.length && this.times[child + 1]! < this.times[child]!) child++
      if (this.times[child]! >= time) break
      this.times[at] = this.times[child]!
      this.rows[at] = this.rows[child]!
      at = child
    }
    this.times[at] = time
    this.rows[at] = moved
    return row
  }

  poppedMs = 0

  private grow(): void {
    const times = new Float64Array(this.length * 2)
    const rows = new Int32Array(this.length * 2)
    times.set(this.times)
    rows.set(this.rows)
    this.times = times
    this.rows = rows
  }
}
