// What JavaScript's heap holds, for tests that hold a budget against it. Figures of V8's own accounting: in its young space
// an object counts from the moment at which it is allocated, so a difference without a collection in between is exactly what
// was allocated.

import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const gc = runInNewContext('gc') as () => void

/** Full collections until nothing more is found: what is held by finalisers needs a second one. */
function collect(): void {
  for (let i = 0; i < 3; i++) gc()
}

/**
 * Bytes of objects, and of the memory behind typed arrays, that a thing keeps alive: the mean of several. One is made
 * before, because the first makes what all of them share.
 */
export function bytesHeld<T>(make: () => T, count = 10): number {
  const held: T[] = [make()]
  collect()
  const before = heldBytes()
  for (let i = 0; i < count; i++) held.push(make())
  collect()
  const bytes = (heldBytes() - before) / count
  // Read again, so that nothing of it is collected before.
  return held.length > count ? bytes : 0
}

/** Bytes of all objects that are alive now, and of the memory behind typed arrays. */
export function bytesAlive(): number {
  collect()
  return heldBytes()
}

function heldBytes(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/** A window whose allocations are counted. The median of so many is taken: a collection makes one of them negative, the
 * compiler makes one larger. */
const WINDOWS = 15

/** Rounds of warming up and measuring at most. Code that is not compiled yet boxes its numbers, and on a busy machine the
 * compiler comes late; what still allocates after so many rounds, allocates. */
const ROUNDS_MAX = 20

/** So many rounds in a row without a lower reading: the compiler has done what it will do. */
const SETTLED_ROUNDS = 3

/**
 * Bytes that one call of `step` allocates once it is compiled. The readings fall in steps, one for each function that is
 * compiled, so the first that would do says as much about the compiler's haste as about the code.
 * @param period - calls that belong together: different ones may allocate differently
 * @param enough - as long as it is more than this, the compiler is given time, settled or not
 */
export function bytesAllocated(step: () => void, period: number, enough: number): number {
  let least = Number.POSITIVE_INFINITY
  let unchanged = 0
  for (let round = 0; round < ROUNDS_MAX && (least > enough || unchanged < SETTLED_ROUNDS); round++) {
    for (let i = 0; i < 50 * period; i++) step()
    const bytes = windowBytes(step, period) / period
    unchanged = bytes < least ? 0 : unchanged + 1
    least = Math.min(least, bytes)
  }
  return least
}

function windowBytes(step: () => void, period: number): number {
  const marks = new Float64Array(WINDOWS + 1)
  gc()
  for (let window = 0; window <= WINDOWS; window++) {
    if (window > 0) for (let i = 0; i < period; i++) step()
    marks[window] = getHeapStatistics().used_heap_size
  }
  const windows = Array.from(marks.subarray(1), (mark, i) => mark - marks[i]!)
  return windows.sort((a, b) => a - b)[WINDOWS >> 1]!
}
